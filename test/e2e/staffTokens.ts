import { scopesOf } from '@wasl/schema/roles.ts';
import { startTestIssuer } from '../support/startTestIssuer.ts';

export const staffIssuer = 'https://staff.example';

/** Who bears a token: in which roles, as whom and where. */
export interface Bearer {
  roles: readonly string[];
  /** Null for a token without one. */
  sub?: string | null;
  facility_id?: string | undefined;
  practitioner_id?: string | undefined;
  health_id?: string | undefined;
  /** In place of the scopes of the roles, such as those that a partner was given. */
  scope?: string;
}

/** An issuer besides the demo's: it signs for whoever a test names, with the scopes of all roles that they bear. */
export async function startStaffIssuer() {
  const issuer = await startTestIssuer();
  return {
    trusted: [{ issuer: staffIssuer, jwksUrl: issuer.jwksUrl }],
    headersOf: ({ roles, ...claims }: Bearer, more: Record<string, string> = {}) =>
      issuer
        .headersFor({ iss: staffIssuer, aud: 'wasl', roles, scope: scopesOf([...roles]).join(' '), ...claims })
        .then((headers) => ({ ...headers, ...more })),
    stop: issuer.stop,
  };
}
