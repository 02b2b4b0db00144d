import type { Writing } from '@wasl/kit/actor';
import { failure } from '@wasl/kit/errors';
import type { Prisma, PatientVersion } from '@wasl/prisma/health-id/generated/client.ts';
import type { Tx } from '../client.ts';
import { changesIn, type DemographicColumn, type Patch, readSaid, type Said, saidIn } from '../demographicColumns.ts';
import { type Patient, requirePatient } from '../patientStore.ts';
import { type Replacement, writeVersion } from '../versionStore.ts';
import { moveNotices } from './moveNotices.ts';
import type { Between, Entry, ReturnedKind } from './returnedKind.ts';

/** Deaths are asked about by themselves. */
const ofDeaths = ['DEATH_RECORDED', 'DEATH_WITHDRAWN'];
const placedReason = 'CORRECTION_PLACED';

/**
 * What was corrected of who somebody is and how to reach them. It stays where it is until somebody says of whom it was said; then the other
 * record says what it said before, and never said otherwise: the survivor is not to read where somebody else lives.
 */
export const corrections: ReturnedKind = {
  async hold(tx, between) {
    const made = await tx.patientVersion.findMany({ where: { ...madeBetween(between), reason: { notIn: ofDeaths } } });
    const entries: Entry[] = [];
    for (const version of made) {
      const changes = await changesOf(tx, version);
      if (Object.keys(changes).length > 0) entries.push({ rowId: version.id, recordedAt: version.replacedAt, changes });
    }
    return entries;
  },

  async place(tx, placed, writing) {
    const { rowId, movedTo } = placed;
    const recorded = await tx.patientVersion.findUnique({ where: { id: rowId } });
    if (movedTo === null || !recorded) return;
    const moves = await movesOf(tx, rowId, movedTo);
    const from = await requirePatient(tx, recorded.healthId);
    const to = await requirePatient(tx, movedTo);
    if (!moves || moves.isGone || from.healthId === to.healthId) return;
    const { words, evidenceKind, evidenceReference, actId } = recorded;
    const as: Replacement = { reason: placedReason, words, evidenceKind, evidenceReference, actId };
    await giveUp(tx, from, await takeOut(tx, recorded, from, moves.changes), as, writing);
    await write(tx, to, await stillToSay(tx, to, moves), as, writing);
    await moveNotices(tx, placed, { kinds: ['RECORD_CORRECTED'], at: [recorded.replacedAt] });
  },
};

const madeBetween = ({ survivorIds, since }: Between) => ({
  healthId: { in: survivorIds },
  replacedAt: { gte: since },
});

/** What a version was replaced by that said something else. */
async function changesOf(tx: Tx, version: PatientVersion): Promise<Patch> {
  const [next] = await later(tx, version);
  const now = next ? readSaid(next.said) : saidIn(await tx.patient.findUniqueOrThrow(whose(version)));
  return changesIn(readSaid(version.said), now);
}

const whose = ({ healthId }: PatientVersion) => ({ where: { healthId } });

function later(tx: Tx, { healthId, version }: PatientVersion): Promise<PatientVersion[]> {
  return tx.patientVersion.findMany({ where: { healthId, version: { gt: version } }, orderBy: { version: 'asc' } });
}

interface Moves {
  changes: Patch;
  /** Columns of which a later correction was said to be the restored person's too. */
  superseded: ReadonlySet<string>;
  partedAt: Date;
  /** Whether it was put into a third record before, by the parting of another merge. */
  isGone: boolean;
}

/** What is to be moved, by what a person has decided of this and of the others that came between the two. */
async function movesOf(tx: Tx, rowId: string, movedTo: string): Promise<Moves | null> {
  const reviews = await tx.returnReview.findMany({ where: { rowId, kind: 'CORRECTION', belongsTo: { not: null } } });
  const [review] = reviews.filter(({ restoredId }) => restoredId === movedTo);
  const merge = review && (await tx.patientMerge.findUnique({ where: { id: review.mergeId } }));
  if (!review || !merge) return null;
  const { mergeId, recordedAt } = review;
  const newer = { mergeId, kind: 'CORRECTION', belongsTo: movedTo, recordedAt: { gt: recordedAt ?? merge.mergedAt } };
  const overruling = await tx.returnReview.findMany({ where: newer });
  return {
    changes: review.changes as Patch,
    superseded: new Set(overruling.flatMap(({ changes }) => Object.keys(changes as Patch))),
    partedAt: merge.undoneAt ?? merge.mergedAt,
    isGone: reviews.some(({ id, belongsTo, restoredId }) => id !== review.id && belongsTo === restoredId),
  };
}

/** Takes a correction out of what a record said since; answers what it is to say now. What was corrected again since then stays. */
async function takeOut(tx: Tx, recorded: PatientVersion, from: Patient, changes: Patch): Promise<Patch> {
  const before = readSaid(recorded.said);
  let left = columnsOf(changes);
  for (const version of await later(tx, recorded)) {
    const said = readSaid(version.said);
    left = left.filter((column) => said[column] === changes[column]);
    const data = { said: { ...said, ...only(before, left) } as Prisma.InputJsonObject };
    if (left.length > 0) await tx.patientVersion.update({ where: { id: version.id }, data });
  }
  return only(
    before,
    left.filter((column) => from[column] === changes[column]),
  );
}

/** The version that this replaces says nothing of the other person either. */
async function giveUp(tx: Tx, from: Patient, patch: Patch, as: Replacement, writing: Writing): Promise<void> {
  if (!(await write(tx, from, patch, as, writing))) return;
  const { healthId, version } = from;
  const said = { ...saidIn(from), ...patch };
  await tx.patientVersion.update({ where: { healthId_version: { healthId, version } }, data: { said } });
}

/** What the person's own record is to say, but for what was corrected there since, or later meanwhile. */
async function stillToSay(tx: Tx, to: Patient, { changes, superseded, partedAt }: Moves): Promise<Patch> {
  const where = { healthId: to.healthId, replacedAt: { gte: partedAt }, reason: { not: placedReason } };
  const own: string[] = [];
  for (const version of await tx.patientVersion.findMany({ where }))
    own.push(...Object.keys(await changesOf(tx, version)));
  return Object.fromEntries(
    columnsOf(changes)
      .filter((column) => !superseded.has(column) && !own.includes(column))
      .map((column) => [column, changes[column]]),
  );
}

function columnsOf(changes: Patch): DemographicColumn[] {
  return Object.keys(changes) as DemographicColumn[];
}

function only(said: Said, columns: readonly DemographicColumn[]): Patch {
  return Object.fromEntries(columns.map((column) => [column, said[column]]));
}

/** Answers whether it says anything else. @throws SubgraphError BAD_USER_INPUT where somebody would have died before the birth: the death is decided on first */
async function write(tx: Tx, patient: Patient, patch: Patch, as: Replacement, writing: Writing): Promise<boolean> {
  const changes = changesIn(saidIn(patient), patch);
  if (Object.keys(changes).length === 0) return false;
  const { birthDate, deceasedOn } = { ...patient, ...changes };
  if (deceasedOn !== null && birthDate > deceasedOn) throw failure('BAD_USER_INPUT', { field: 'belongsTo' });
  await writeVersion(tx, patient, changes, as, writing);
  return true;
}
