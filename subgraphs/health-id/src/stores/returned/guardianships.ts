import type { Guardianship } from '@wasl/prisma/health-id/generated/client.ts';
import type { Tx } from '../client.ts';
import { moveNotices } from './moveNotices.ts';
import type { Entry, Placed, ReturnedKind } from './returnedKind.ts';

/** Who acts for one of the two. */
export const dependants: ReturnedKind = {
  hold: (tx, { survivorIds, since }) => hold(tx, { dependantId: { in: survivorIds }, recordedAt: { gte: since } }),
  async place(tx, placed) {
    const { rowId: id, movedTo, onHold } = placed;
    const dependantId = movedTo ?? undefined;
    await tellWith(tx, await tx.guardianship.update({ where: { id }, data: { dependantId, onHold } }), placed);
  },
};

/** For whom one of the two acts. A child who was registered as the guardian's meanwhile goes along. */
export const guardians: ReturnedKind = {
  hold: (tx, { survivorIds, since }) => hold(tx, { guardianId: { in: survivorIds }, recordedAt: { gte: since } }),
  async place(tx, placed) {
    const { rowId: id, movedTo, onHold, survivorIds } = placed;
    const row = await tx.guardianship.update({ where: { id }, data: { guardianId: movedTo ?? undefined, onHold } });
    // What comes with a birth has no act of its own.
    if (movedTo !== null && row.actId === null)
      await tx.patient.updateMany({
        where: { healthId: row.dependantId, motherId: { in: survivorIds } },
        data: { motherId: movedTo },
      });
    await tellWith(tx, row, placed);
  },
};

/** Children of one of the two whose guardian she was not made. */
export const children: ReturnedKind = {
  async hold(tx, { survivorIds, since }) {
    const motherId = { in: survivorIds };
    const rows = await tx.patient.findMany({ where: { motherId, createdAt: { gte: since } } });
    const wards = await tx.guardianship.findMany({
      where: { guardianId: motherId, recordedAt: { gte: since }, actId: null },
      select: { dependantId: true },
    });
    const known = new Set(wards.map(({ dependantId }) => dependantId));
    return rows
      .filter(({ healthId }) => !known.has(healthId))
      .map(({ healthId, createdAt }) => ({ rowId: healthId, recordedAt: createdAt }));
  },
  async place(tx, { rowId: healthId, movedTo }) {
    if (movedTo !== null) await tx.patient.update({ where: { healthId }, data: { motherId: movedTo } });
  },
};

interface Made {
  guardianId?: { in: string[] };
  dependantId?: { in: string[] };
  recordedAt: { gte: Date };
}

async function hold(tx: Tx, where: Made): Promise<Entry[]> {
  const rows = await tx.guardianship.findMany({ where });
  await tx.guardianship.updateMany({ where, data: { onHold: true } });
  return rows.map(({ id, recordedAt }) => ({ rowId: id, recordedAt }));
}

function tellWith(tx: Tx, { recordedAt, endedAt }: Guardianship, placed: Placed): Promise<void> {
  return moveNotices(tx, placed, { kinds: ['GUARDIAN_ADDED', 'GUARDIAN_ENDED'], at: [recordedAt, endedAt] });
}
