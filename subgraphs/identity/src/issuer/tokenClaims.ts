import { roles, scopesOf } from '@wasl/schema/roles.ts';
import type { Token } from 'oidc-provider';
import type { AccountRow } from '../stores/accounts.ts';
import { partnerClient } from './clients.ts';
import type { SignInAccounts } from './signInAccounts.ts';

const partnerRoles = ['partner'];

/** Every scope that some role holds. */
export const allScopes = scopesOf(Object.keys(roles));

/** The scopes that a client may be given: a service its own, everyone else what the person's roles hold. */
export function scopesOfClient(clientId: string): string[] {
  return clientId === partnerClient ? scopesOf(partnerRoles) : allScopes;
}

/** The claims that the gateway reads, beside `sub` and `scope`. */
export async function tokenClaims(accounts: SignInAccounts, token: Token): Promise<Record<string, unknown>> {
  if (token.kind === 'ClientCredentials') return { roles: partnerRoles };
  const account = token.accountId === undefined ? undefined : await accounts.find(token.accountId);
  return account ? accountClaims(account) : { roles: [] };
}

function accountClaims(account: AccountRow): Record<string, unknown> {
  const { roles: held, displayAr, displayEn, healthId, practitionerId, facilityId, nationalId } = account;
  return {
    roles: held,
    // As whom the patient finds them in the access log.
    name: displayAr,
    'name#en': displayEn,
    ...(healthId !== null && { health_id: healthId }),
    ...(practitionerId !== null && { practitioner_id: practitionerId }),
    ...(facilityId !== null && { facility_id: facilityId }),
    ...(nationalId !== null && { national_id: nationalId }),
  };
}
