import { scopesOf } from '@wasl/schema/roles.ts';
import type { IdentityContext } from '../context.ts';
import type { AccountRow } from '../stores/accounts.ts';

/** A sign-in and what it is tied to. */
export const Account = {
  __resolveReference: ({ id }: { id: string }, { loaders }: IdentityContext) => loaders.account.load(id),
  scopes: ({ roles }: AccountRow) => scopesOf(roles),
  person: ({ nationalId }: AccountRow, _: unknown, { loaders }: IdentityContext) =>
    nationalId === null ? null : loaders.person.load(nationalId),
  patient: ({ healthId }: AccountRow) => (healthId === null ? null : { healthId }),
  practitioner: ({ practitionerId }: AccountRow) => (practitionerId === null ? null : { id: practitionerId }),
  facility: ({ facilityId }: AccountRow) => (facilityId === null ? null : { id: facilityId }),
  links: ({ id }: AccountRow, _: unknown, { loaders }: IdentityContext) => loaders.linksOf.load(id),
};
