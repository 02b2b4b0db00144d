import { scopesOf } from '@wasl/schema/roles.ts';
import type { IdentityContext } from '../context.ts';
import type { AccountRow } from '../stores/accounts.ts';
import { mayOpenAccount } from '../visibility.ts';
import { openPerson } from './Person.ts';

/** A sign-in and what it is tied to. */
export const Account = {
  __resolveReference: async ({ id }: { id: string }, { loaders, caller }: IdentityContext) => {
    const account = await loaders.accountById.load(id);
    return account && mayOpenAccount(caller, account) ? account : null;
  },
  scopes: ({ roles }: AccountRow) => scopesOf(roles),
  person: ({ nationalId }: AccountRow, _: unknown, context: IdentityContext) =>
    nationalId === null ? null : openPerson(nationalId, context),
  patient: ({ healthId }: AccountRow) => (healthId === null ? null : { healthId }),
  practitioner: ({ practitionerId }: AccountRow) => (practitionerId === null ? null : { id: practitionerId }),
  facility: ({ facilityId }: AccountRow) => (facilityId === null ? null : { id: facilityId }),
  dependants: ({ dependants }: AccountRow) => dependants.map((healthId) => ({ healthId })),
};
