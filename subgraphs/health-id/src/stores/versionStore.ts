import { failure } from '@wasl/kit/errors';
import type { PatientVersion } from '@wasl/prisma/health-id/generated/client.ts';
import type { Writing } from '@wasl/kit/actor';
import { reviewScore } from '../matching/score.ts';
import type { Reader, Tx } from './client.ts';
import { type Patch, readSaid, type Said, saidIn } from './demographicColumns.ts';
import { matchVersion, storedKeys } from './matchKeys.ts';
import { demographicsOf, findCandidates, type Patient } from './patientStore.ts';

export type { PatientVersion } from '@wasl/prisma/health-id/generated/client.ts';

/** Why and on what evidence a record says something else from now on. */
export interface Replacement {
  reason: string;
  words: string;
  evidenceKind?: string | null;
  evidenceReference?: string | null;
  actId?: string | null;
}

/**
 * Writes a new version of a record: what it said is kept, with who replaced it and why. Search keys are made anew, and whoever looks like the
 * corrected record goes to the reviewers. @throws SubgraphError VERSION_CONFLICT where somebody else corrected it meanwhile
 */
export async function writeVersion(
  tx: Tx,
  patient: Patient,
  patch: Patch & Partial<Pick<Patient, 'deathRecordedAt'>>,
  replacement: Replacement,
  { actor, now }: Writing,
): Promise<void> {
  const { healthId, version } = patient;
  const next = { ...patient, ...patch };
  const known = demographicsOf(next);
  const keys = { matchKeys: storedKeys(known, next.phone), matchVersion };
  const { count } = await tx.patient.updateMany({
    where: { healthId, version },
    data: { ...patch, ...keys, version: version + 1 },
  });
  if (count === 0) throw failure('VERSION_CONFLICT');
  await tx.patientVersion.create({
    data: { healthId, version, said: saidIn(patient), ...replacement, replacedBy: actor, replacedAt: now },
  });
  await reviewLookAlikes(tx, next);
}

/** Pairs that wait for a reviewer already, or were decided, stay as they are. */
async function reviewLookAlikes(tx: Tx, patient: Patient): Promise<void> {
  const { healthId } = patient;
  const found = await findCandidates(tx, demographicsOf(patient), 10, { from: healthId });
  const ids = found.map(({ patient: other }) => other.healthId);
  const known = await tx.duplicateReview.findMany({
    where: {
      OR: [
        { leftId: healthId, rightId: { in: ids } },
        { rightId: healthId, leftId: { in: ids } },
      ],
    },
  });
  const isKnown = (id: string) => known.some(({ leftId, rightId }) => leftId === id || rightId === id);
  const fresh = found.filter(({ score, patient: other }) => score >= reviewScore && !isKnown(other.healthId));
  await tx.duplicateReview.createMany({
    data: fresh.map(({ patient: other, score }) => ({ leftId: other.healthId, rightId: healthId, score })),
    skipDuplicates: true,
  });
}

/** What these records said before, newest first. */
export function versionsOf(db: Reader, ids: string[]): Promise<PatientVersion[]> {
  return db.patientVersion.findMany({
    where: { healthId: { in: ids } },
    orderBy: [{ replacedAt: 'desc' }, { version: 'desc' }],
  });
}

/**
 * What a record said when two registrars last vouched for it, or when it was made: whoever changes it alone is judged by the distance from
 * that, so that many small corrections make no other person of it.
 */
export async function vouchedFor(tx: Tx, patient: Patient): Promise<Said> {
  const rows = (await versionsOf(tx, [patient.healthId])).toSorted((one, other) => one.version - other.version);
  const lastByTwo = rows.findLastIndex(({ actId }) => actId !== null);
  const row = rows[lastByTwo + 1];
  return row ? readSaid(row.said) : saidIn(patient);
}
