import { moveNotices } from './moveNotices.ts';
import { columnsOf, type ReturnedKind } from './returnedKind.ts';

/** What was booked: nobody arrives for it meanwhile. What was booked by a referral that waits itself goes with that one. */
export const appointments: ReturnedKind = {
  async hold(tx, { survivorIds, since }) {
    const healthId = { in: survivorIds };
    const where = { healthId, bookedAt: { gte: since } };
    const rows = await tx.appointment.findMany({ where });
    const referrals = await tx.referral.findMany({
      where: { healthId, requestedAt: { gte: since } },
      select: { id: true },
    });
    await tx.appointment.updateMany({ where, data: { onHold: true } });
    const waiting = new Set(referrals.map(({ id }) => id));
    return rows
      .filter(({ referralId }) => referralId === null || !waiting.has(referralId))
      .map(({ id, facilityId, bookedAt }) => ({ rowId: id, facilityId, recordedAt: bookedAt }));
  },

  async place(tx, placed) {
    const { rowId: id } = placed;
    const { facilityId, startsAt } = await tx.appointment.update({ where: { id }, data: columnsOf(placed) });
    await tx.arrival.updateMany({ where: { visit: `Appointment ${id}`, onHold: true }, data: columnsOf(placed) });
    const details = { facilityId, startsAt: startsAt.toISOString() };
    await moveNotices(tx, placed, { kinds: ['APPOINTMENT_BOOKED', 'APPOINTMENT_CANCELLED'], details });
  },
};
