import { readActor } from '@wasl/kit/actor';
import type { IdentityContext } from '../context.ts';
import { type LinkRow, statusOf } from '../stores/accountLinks.ts';

/** That an account is to be tied to somebody. */
export const AccountLink = {
  status: (link: LinkRow, _: unknown, { now }: IdentityContext) => statusOf(link, now),
  account: ({ accountId }: LinkRow, _: unknown, { loaders }: IdentityContext) => loaders.account.load(accountId),
  person: ({ nationalId }: LinkRow, _: unknown, { loaders }: IdentityContext) =>
    nationalId === null ? null : loaders.person.load(nationalId),
  patient: ({ healthId }: LinkRow) => (healthId === null ? null : { healthId }),
  practitioner: ({ practitionerId }: LinkRow) => (practitionerId === null ? null : { id: practitionerId }),
  facility: ({ facilityId }: LinkRow) => (facilityId === null ? null : { id: facilityId }),
  requestedBy: ({ requestedBy }: LinkRow) => readActor(requestedBy)?.subject ?? null,
  decidedBy: ({ decidedBy }: LinkRow) => readActor(decidedBy)?.subject ?? null,
};
