import { failure } from '@wasl/kit/errors';
import { parseHealthId } from '@wasl/kit/healthId';
import { type Page, readUuidPosition } from '@wasl/kit/pagination';
import { isUuid } from '@wasl/kit/uuid';
import type { DuplicateReview } from '@wasl/prisma/health-id/generated/client.ts';
import type { Writing } from '@wasl/kit/actor';
import type { Db, Reader, Tx } from './client.ts';
import { isDeceased } from './life.ts';
import { requireAlike } from './likeness.ts';
import { lockMerges } from './mergeLock.ts';
import { tell } from './noticeStore.ts';
import { lockNumbers } from './numberLock.ts';
import { refuseOwnRecord } from './ownRecord.ts';
import { everyId, requirePatient } from './patientStore.ts';
import { holdWhatCameBetween, survivorsSince } from './returns.ts';

/** One page of the pairs that wait for a reviewer, by ID. */
export async function listOpenReviews(db: Db, page: Page): Promise<DuplicateReview[]> {
  const after = readUuidPosition(page);
  return db.duplicateReview.findMany({
    where: { status: 'OPEN', ...(after !== null && { id: { gt: after } }) },
    orderBy: { id: 'asc' },
    take: page.first + 1,
  });
}

/** A review, decided or not; null where there is none. */
export async function findReview(db: Reader, id: string): Promise<DuplicateReview | null> {
  return isUuid(id) ? db.duplicateReview.findFirst({ where: { id } }) : null;
}

/**
 * Whether a record may be merged into another now; answers the weight of evidence for it. @throws SubgraphError NOT_FOUND,
 * PATIENT_ALREADY_MERGED; BAD_USER_INPUT for a record into itself, through others too; RECORDS_TOO_UNLIKE
 */
export async function checkMerge(tx: Tx, from: string, into: string): Promise<number> {
  const fromId = parseHealthId(from);
  const survivor = await requirePatient(tx, into, 'into');
  const row = await tx.patient.findUnique({ where: { healthId: fromId } });
  if (!row) throw failure('NOT_FOUND', { argument: 'from' });
  if (survivor.healthId === fromId) throw failure('BAD_USER_INPUT', { argument: 'into' });
  if (row.mergedInto !== null) throw failure('PATIENT_ALREADY_MERGED');
  // A merged record says nothing of its own: the death has to stand in the survivor's.
  if (isDeceased(row) && !isDeceased(survivor)) throw failure('PATIENT_DECEASED', { argument: 'from' });
  return requireAlike(tx, row, survivor);
}

/**
 * Merges a record into a survivor. Rows keep the ID that they were written under, so that a merge can be taken back; readers
 * follow. @throws SubgraphError as `checkMerge` does
 */
export async function merge(tx: Tx, from: string, into: string, { actor, now }: Writing): Promise<string> {
  await lockMerges(tx);
  const fromId = parseHealthId(from);
  const survivor = await requirePatient(tx, into, 'into');
  await lockNumbers(tx, [fromId, survivor.healthId]);
  await checkMerge(tx, from, into);
  await tx.patient.update({ where: { healthId: fromId }, data: { mergedInto: survivor.healthId } });
  const merged = { mergedBy: actor.subject, mergedAt: now };
  await tx.patientMerge.create({ data: { fromHealthId: fromId, intoHealthId: survivor.healthId, ...merged } });
  await closeReviews(tx, survivor.healthId, { actor, now });
  return survivor.healthId;
}

/**
 * Merges the two records of a review that is still open, the later into the earlier. The review is read under the lock that deciding it
 * otherwise takes too. @throws SubgraphError as `openReview` and `merge` do
 */
export async function mergeReviewed(tx: Tx, reviewId: string, writing: Writing): Promise<string> {
  await lockMerges(tx);
  const { left, right } = await openReview(tx, reviewId);
  return merge(tx, right, left, writing);
}

/** The record that an ID was merged into. @throws SubgraphError NOT_FOUND for one that stands for itself */
export async function checkUnmerge(tx: Tx, healthId: string): Promise<string> {
  const id = parseHealthId(healthId);
  const row = await tx.patient.findUnique({ where: { healthId: id } });
  if (!row?.mergedInto) throw failure('NOT_FOUND');
  return (await requirePatient(tx, id)).healthId;
}

/**
 * Takes a merge back: the record stands for itself again, with all that it held, all that was merged into it, and what was written under
 * its own ID meanwhile. What was written under the survivor's waits for a person. Who is left is told. @throws SubgraphError NOT_FOUND
 */
export async function unmerge(tx: Tx, healthId: string, writing: Writing): Promise<string> {
  const { actor, now } = writing;
  await lockMerges(tx);
  const survivor = await checkUnmerge(tx, healthId);
  const id = parseHealthId(healthId);
  const [undone] = await tx.patientMerge.findMany({ where: { fromHealthId: id, undoneAt: null } });
  if (undone) await holdWhatCameBetween(tx, undone, survivor, { actor, now });
  await tx.patient.update({ where: { healthId: id }, data: { mergedInto: null } });
  await tx.patientMerge.updateMany({
    where: { fromHealthId: id, undoneAt: null },
    data: {
      undoneBy: actor.subject,
      undoneAt: now,
      survivorIds: undone ? await survivorsSince(tx, undone) : [survivor],
    },
  });
  await partReviews(tx, id, survivor, { actor, now });
  // The act names the other record alone, which was one with this until now.
  await tell(tx, [survivor], { kind: 'ACT_CONFIRMED', act: 'UNMERGE' }, writing);
  return id;
}

/** The two records of a review that is open, each as it stands. @throws SubgraphError NOT_FOUND, CONFLICT when it was decided */
export async function openReview(db: Reader, reviewId: string): Promise<{ left: string; right: string }> {
  const review = await findReview(db, reviewId);
  if (!review) throw failure('NOT_FOUND');
  if (review.status !== 'OPEN') throw failure('CONFLICT');
  const [left, right] = [await requirePatient(db, review.leftId), await requirePatient(db, review.rightId)];
  return { left: left.healthId, right: right.healthId };
}

/** Decides that two records are of two people. @throws SubgraphError NOT_FOUND; CONFLICT when it was decided before, or they are merged */
export async function decideDifferent(tx: Tx, reviewId: string, { actor, now }: Writing): Promise<void> {
  await lockMerges(tx);
  const { left, right } = await openReview(tx, reviewId);
  if (left === right) throw failure('CONFLICT');
  await refuseOwnRecord(tx, [left, right], actor);
  await tx.duplicateReview.update({
    where: { id: reviewId },
    data: { status: 'DIFFERENT_PEOPLE', decidedBy: actor.subject, decidedAt: now },
  });
}

/** Closes the open reviews whose two records are one person after a merge. */
async function closeReviews(tx: Tx, survivor: string, { actor, now }: Writing): Promise<void> {
  const ids = await everyId(tx, survivor);
  await tx.duplicateReview.updateMany({
    where: { status: 'OPEN', leftId: { in: ids }, rightId: { in: ids } },
    data: { status: 'SAME_PERSON', decidedBy: actor.subject, decidedAt: now },
  });
}

/** Undoing a merge decides the reviews between the two: different people. */
async function partReviews(tx: Tx, restored: string, survivor: string, { actor, now }: Writing): Promise<void> {
  const [one, other] = [await everyId(tx, restored), await everyId(tx, survivor)];
  await tx.duplicateReview.updateMany({
    where: {
      status: 'SAME_PERSON',
      OR: [
        { leftId: { in: one }, rightId: { in: other } },
        { leftId: { in: other }, rightId: { in: one } },
      ],
    },
    data: { status: 'DIFFERENT_PEOPLE', decidedBy: actor.subject, decidedAt: now },
  });
}
