import { moveNotices } from './moveNotices.ts';
import type { ReturnedKind } from './returnedKind.ts';

/** Sessions on a record: one that is open ends, for the doctor may have had the other person before them; one that waits opens no more. */
export const glassSessions: ReturnedKind = {
  async hold(tx, { survivorIds, since }, { actor, now }) {
    const where = { healthId: { in: survivorIds }, askedAt: { gte: since } };
    await tx.glassSession.updateMany({
      where: { ...where, openedAt: { not: null }, endsAt: { gt: now } },
      data: { endsAt: now, endedBy: actor },
    });
    await tx.glassSession.updateMany({ where: { ...where, openedAt: null }, data: { confirmBefore: now } });
    const rows = await tx.glassSession.findMany({ where: { ...where, openedAt: { not: null } } });
    return rows.map(({ id, facilityId, openedAt, askedAt }) => ({
      rowId: id,
      facilityId,
      recordedAt: openedAt ?? askedAt,
    }));
  },

  async place(tx, placed) {
    const { rowId: id, movedTo } = placed;
    if (movedTo === null) return;
    const row = await tx.glassSession.update({ where: { id }, data: { healthId: movedTo } });
    const { facilityId, openedAt, reviewedAt } = row;
    await moveNotices(tx, placed, { kinds: ['GLASS_BROKEN'], at: [openedAt], details: { facilityId } });
    await moveNotices(tx, placed, { kinds: ['GLASS_REVIEWED'], at: [reviewedAt] });
  },
};
