import { failure } from '@wasl/kit/errors';
import { parseHealthId } from '@wasl/kit/healthId';
import { type Page, readUuidPosition } from '@wasl/kit/pagination';
import { isUuid } from '@wasl/kit/uuid';
import type { DuplicateReview } from '@wasl/prisma/health-id/generated/client.ts';
import type { Db, Tx } from './client.ts';
import { everyId, requirePatient } from './patientStore.ts';

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
export async function findReview(db: Db | Tx, id: string): Promise<DuplicateReview | null> {
  return isUuid(id) ? db.duplicateReview.findUnique({ where: { id } }) : null;
}

/**
 * Merges a record into a survivor. Rows keep the ID that they were written under, so that a merge can be taken back; readers
 * follow. @throws SubgraphError NOT_FOUND, PATIENT_ALREADY_MERGED, BAD_USER_INPUT for a record into itself, through others too.
 */
export async function merge(tx: Tx, from: string, into: string, by: string): Promise<string> {
  await lockMerges(tx);
  const fromId = parseHealthId(from);
  const survivor = await requirePatient(tx, into, 'into');
  const row = await tx.patient.findUnique({ where: { healthId: fromId } });
  if (!row) throw failure('NOT_FOUND', { argument: 'from' });
  if (survivor.healthId === fromId) throw failure('BAD_USER_INPUT', { argument: 'into' });
  if (row.mergedInto !== null) throw failure('PATIENT_ALREADY_MERGED');
  await tx.patient.update({ where: { healthId: fromId }, data: { mergedInto: survivor.healthId } });
  await tx.patientMerge.create({ data: { fromHealthId: fromId, intoHealthId: survivor.healthId, mergedBy: by } });
  await closeReviews(tx, survivor.healthId, by);
  return survivor.healthId;
}

/**
 * Takes a merge back: the record stands for itself again, with all that it held and all that was merged into it.
 * @throws SubgraphError NOT_FOUND
 */
export async function unmerge(tx: Tx, healthId: string, by: string): Promise<string> {
  await lockMerges(tx);
  const id = parseHealthId(healthId);
  const row = await tx.patient.findUnique({ where: { healthId: id } });
  if (!row?.mergedInto) throw failure('NOT_FOUND');
  const survivor = await requirePatient(tx, id);
  await tx.patient.update({ where: { healthId: id }, data: { mergedInto: null } });
  await tx.patientMerge.updateMany({
    where: { fromHealthId: id, undoneAt: null },
    data: { undoneBy: by, undoneAt: new Date() },
  });
  await partReviews(tx, id, survivor.healthId, by);
  return id;
}

/**
 * Decides a review; for one person, the later record is merged into the earlier, whatever each was merged into meanwhile.
 * @throws SubgraphError NOT_FOUND; CONFLICT when it was decided before, or says of a merged pair that they are two people.
 */
export async function decide(tx: Tx, reviewId: string, isSamePerson: boolean, by: string): Promise<void> {
  await lockMerges(tx);
  const review = await findReview(tx, reviewId);
  if (!review) throw failure('NOT_FOUND');
  if (review.status !== 'OPEN') throw failure('CONFLICT');
  const [left, right] = [await requirePatient(tx, review.leftId), await requirePatient(tx, review.rightId)];
  const isMerged = left.healthId === right.healthId;
  if (isMerged && !isSamePerson) throw failure('CONFLICT');
  await tx.duplicateReview.update({
    where: { id: reviewId },
    data: { status: isSamePerson ? 'SAME_PERSON' : 'DIFFERENT_PEOPLE', decidedBy: by, decidedAt: new Date() },
  });
  if (isSamePerson && !isMerged) await merge(tx, right.healthId, left.healthId, by);
}

/** Serialises merges: A into B and B into A at once would make a cycle. Merges are rare, so one lock for all is enough. */
async function lockMerges(tx: Tx): Promise<void> {
  await tx.$executeRawUnsafe(`SELECT pg_advisory_xact_lock(hashtextextended('patient merges', 0))`);
}

/** Closes the open reviews whose two records are one person after a merge. */
async function closeReviews(tx: Tx, survivor: string, by: string): Promise<void> {
  const ids = await everyId(tx, survivor);
  await tx.duplicateReview.updateMany({
    where: { status: 'OPEN', leftId: { in: ids }, rightId: { in: ids } },
    data: { status: 'SAME_PERSON', decidedBy: by, decidedAt: new Date() },
  });
}

/** Undoing a merge decides the reviews between the two: different people. */
async function partReviews(tx: Tx, restored: string, survivor: string, by: string): Promise<void> {
  const [one, other] = [await everyId(tx, restored), await everyId(tx, survivor)];
  await tx.duplicateReview.updateMany({
    where: {
      status: 'SAME_PERSON',
      OR: [
        { leftId: { in: one }, rightId: { in: other } },
        { leftId: { in: other }, rightId: { in: one } },
      ],
    },
    data: { status: 'DIFFERENT_PEOPLE', decidedBy: by, decidedAt: new Date() },
  });
}
