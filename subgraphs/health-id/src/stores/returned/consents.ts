import type { ConsentDirective } from '@wasl/prisma/health-id/generated/client.ts';
import type { Tx } from '../client.ts';
import { moveNotices } from './moveNotices.ts';
import { columnsOf, type ReturnedKind } from './returnedKind.ts';

/** What a patient permits is on hold; a denial that holds binds both. */
export const consents: ReturnedKind = {
  async hold(tx, { survivorIds, restored, since }) {
    const where = { healthId: { in: survivorIds }, recordedAt: { gte: since } };
    const rows = await tx.consentDirective.findMany({ where });
    return Promise.all(
      rows.map(async (row) => {
        const entry = { rowId: row.id, recordedAt: row.recordedAt };
        if (row.decision === 'DENY' && row.withdrawnAt === null)
          return { ...entry, copyId: await copyDenial(tx, row, restored) };
        await tx.consentDirective.update({ where: { id: row.id }, data: { onHold: true } });
        return entry;
      }),
    );
  },

  async place(tx, placed, { actor, now }) {
    const { rowId: id, copyId, movedTo } = placed;
    const row = await tx.consentDirective.findUniqueOrThrow({ where: { id } });
    if (copyId === null) await tx.consentDirective.update({ where: { id }, data: columnsOf(placed) });
    else {
      const withdrawn = { withdrawnAt: now, withdrawnBy: actor.subject, withdrawnActor: actor };
      const surplus = movedTo === null ? copyId : id;
      await tx.consentDirective.updateMany({ where: { id: surplus, withdrawnAt: null }, data: withdrawn });
    }
    const at = [row.recordedAt, row.withdrawnAt];
    await moveNotices(tx, placed, { kinds: ['CONSENT_RECORDED', 'CONSENT_WITHDRAWN'], at });
  },
};

async function copyDenial(tx: Tx, denial: ConsentDirective, healthId: string): Promise<string> {
  const { decision, category, facilityId, role, until, recordedBy, recordedAt, recordedActor } = denial;
  const said = { decision, category, facilityId, role, until };
  const recorded = { recordedBy, recordedAt, ...(recordedActor !== null && { recordedActor }) };
  const { id } = await tx.consentDirective.create({ data: { ...said, ...recorded, healthId, copyOf: denial.id } });
  return id;
}
