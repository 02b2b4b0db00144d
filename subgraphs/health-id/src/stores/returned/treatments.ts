import type { TreatmentRelationship } from '@wasl/prisma/health-id/generated/client.ts';
import { arrivalCountsMs } from '../arrivals.ts';
import type { Tx } from '../client.ts';
import { moveNotices } from './moveNotices.ts';
import { columnsOf, type Placed, type ReturnedKind } from './returnedKind.ts';

/**
 * Who treats or treated: of what has ended the facility would read on for a while. Its referral, closed or not, goes with it, and so do what was
 * booked by that and the arrival that it rests on.
 */
export const treatments: ReturnedKind = {
  async hold(tx, { survivorIds, since }) {
    const healthId = { in: survivorIds };
    const where = { healthId, recordedAt: { gte: since } };
    const rows = await tx.treatmentRelationship.findMany({ where });
    await tx.treatmentRelationship.updateMany({ where, data: { onHold: true } });
    await tx.arrival.updateMany({ where: { healthId, arrivedAt: { gte: since } }, data: { onHold: true } });
    return rows.map(({ id, facilityId, recordedAt }) => ({ rowId: id, facilityId, recordedAt }));
  },

  async place(tx, placed) {
    const { rowId: id, movedTo } = placed;
    const row = await tx.treatmentRelationship.findUniqueOrThrow({ where: { id } });
    await tx.treatmentRelationship.update({ where: { id }, data: columnsOf(placed) });
    if (row.referralId !== null) await placeReferral(tx, row.referralId, placed);
    if (row.source === 'VISIT') await placeArrivals(tx, row, placed);
    if (movedTo === null) return;
    const { facilityId, recordedAt, endedAt, leftAt } = row;
    const kinds = ['TREATMENT_STARTED', 'TREATMENT_ENDED'] as const;
    await moveNotices(tx, placed, {
      kinds: [...kinds],
      at: [recordedAt, endedAt, leftAt],
      details: { facilityId },
    });
  },
};

async function placeReferral(tx: Tx, id: string, placed: Placed): Promise<void> {
  const { movedTo } = placed;
  if (movedTo !== null) await tx.referral.update({ where: { id }, data: { healthId: movedTo } });
  const booked = await tx.appointment.findMany({ where: { referralId: id, onHold: true } });
  for (const { id: rowId, facilityId, startsAt } of booked) {
    await tx.appointment.update({ where: { id: rowId }, data: columnsOf(placed) });
    const kinds = ['APPOINTMENT_BOOKED', 'APPOINTMENT_CANCELLED'] as const;
    await moveNotices(tx, placed, {
      kinds: [...kinds],
      details: { facilityId, startsAt: startsAt.toISOString() },
    });
  }
}

async function placeArrivals(tx: Tx, { facilityId, recordedAt }: TreatmentRelationship, placed: Placed): Promise<void> {
  const arrivedAt = { gt: new Date(recordedAt.getTime() - arrivalCountsMs), lte: recordedAt };
  await tx.arrival.updateMany({
    where: { healthId: { in: placed.survivorIds }, facilityId, arrivedAt, onHold: true },
    data: columnsOf(placed),
  });
}
