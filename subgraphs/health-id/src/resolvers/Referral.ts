import { readActor } from '@wasl/kit/actor';
import { readPage, toConnection } from '@wasl/kit/pagination';
import type { HealthIdContext } from '../context.ts';
import { positionOf, workPosition } from '../stores/referralLists.ts';
import { type Referral as ReferralRow, statusOf } from '../stores/referralStore.ts';

interface PageArguments {
  first?: number | null;
  after?: string | null;
  status?: string | null;
}

const shared = {
  patient: ({ healthId }: ReferralRow, _: unknown, { loaders }: HealthIdContext) => loaders.patient.load(healthId),
  status: (row: ReferralRow, _: unknown, { now }: HealthIdContext) => statusOf(row, now),
  fromFacility: ({ fromFacilityId }: ReferralRow, _: unknown, { loaders }: HealthIdContext) =>
    loaders.facility.load(fromFacilityId),
  author: async ({ authorId }: ReferralRow, _: unknown, { loaders }: HealthIdContext) =>
    (await loaders.practitioner.load(authorId)) ?? { id: authorId },
  decidedBy: ({ decidedBy }: ReferralRow) => readActor(decidedBy),
  reply: ({ status, closingWords }: ReferralRow) => (status === 'COMPLETED' ? closingWords : null),
};

export const Referral = {
  __resolveReference: ({ id }: { id: string }, { loaders }: HealthIdContext) => loaders.referral.load(id),
  ...shared,
  toFacility: ({ toFacilityId }: ReferralRow, _: unknown, { loaders }: HealthIdContext) =>
    loaders.facility.load(toFacilityId),
  closedBy: ({ closedBy }: ReferralRow) => readActor(closedBy),
  cancelledBecause: ({ status, closingWords }: ReferralRow) => (status === 'CANCELLED' ? closingWords : null),
};

/** The same as the facility reads it to which it was sent. */
export const IncomingReferral = {
  __resolveReference: ({ referralId }: { referralId: string }, { loaders }: HealthIdContext) =>
    loaders.incomingReferral.load(referralId),
  referralId: ({ id }: ReferralRow) => id,
  ...shared,
};

/** `Patient.referrals` */
export async function referralsOf(
  { healthId }: { healthId: string },
  { first, after, status }: PageArguments,
  { loaders }: HealthIdContext,
) {
  const page = readPage(first, after);
  return toConnection(await loaders.referrals(healthId, page, status ?? null), page, positionOf);
}

/** `Query.incomingReferrals` */
export async function incomingReferrals(
  _: unknown,
  { first, after, status }: PageArguments,
  { loaders }: HealthIdContext,
) {
  const page = readPage(first, after);
  return toConnection(await loaders.incomingReferrals(page, status ?? 'REQUESTED'), page, workPosition);
}
