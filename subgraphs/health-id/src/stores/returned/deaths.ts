import { checkDeath } from '../deaths.ts';
import { isDeceased } from '../life.ts';
import { requirePatient } from '../patientStore.ts';
import { type Replacement, writeVersion } from '../versionStore.ts';
import type { ReturnedKind } from './returnedKind.ts';

/**
 * A death that two registrars recorded. It stays where it is until somebody says who of the two has died; then it is taken from the one and
 * recorded of the other, on the same evidence. One that was taken back before is nobody's.
 */
export const deaths: ReturnedKind = {
  async hold(tx, { survivorIds, since }) {
    const [recorded] = await tx.patientVersion.findMany({
      where: { healthId: { in: survivorIds }, reason: 'DEATH_RECORDED', replacedAt: { gte: since } },
      orderBy: { replacedAt: 'desc' },
      take: 1,
    });
    if (!recorded || !isDeceased(await requirePatient(tx, recorded.healthId))) return [];
    return [{ rowId: recorded.id, recordedAt: recorded.replacedAt }];
  },

  async place(tx, { rowId, movedTo }, writing) {
    const recorded = await tx.patientVersion.findUnique({ where: { id: rowId } });
    if (movedTo === null || !recorded) return;
    const living = await requirePatient(tx, recorded.healthId);
    const { deceasedOn } = living;
    if (deceasedOn === null) return;
    const dead = await requirePatient(tx, movedTo);
    const { words, evidenceKind, evidenceReference, actId } = recorded;
    const as = (reason: string): Replacement => ({ reason, words, evidenceKind, evidenceReference, actId });
    await writeVersion(tx, living, { deceasedOn: null, deathRecordedAt: null }, as('DEATH_WITHDRAWN'), writing);
    if (isDeceased(dead)) return;
    await checkDeath(tx, movedTo, deceasedOn, writing.now);
    const death = { deceasedOn, deathRecordedAt: recorded.replacedAt };
    await writeVersion(tx, dead, death, as('DEATH_RECORDED'), writing);
  },
};
