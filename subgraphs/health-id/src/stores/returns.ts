import { failure } from '@wasl/kit/errors';
import { parseHealthId } from '@wasl/kit/healthId';
import { type Page, readUuidPosition } from '@wasl/kit/pagination';
import { isUuid } from '@wasl/kit/uuid';
import type { PatientMerge, ReturnReview } from '@wasl/prisma/health-id/generated/client.ts';
import type { Writing } from '@wasl/kit/actor';
import type { Reader, Tx } from './client.ts';
import { tell } from './noticeStore.ts';
import { refuseOwnRecord } from './ownRecord.ts';
import type { Between, ReturnKind } from './returned/returnedKind.ts';
import { returnedKinds } from './returned/returnedKinds.ts';

export type { ReturnReview } from '@wasl/prisma/health-id/generated/client.ts';

/**
 * Puts up for a person what was written under a survivor's ID since a merge that is being taken back, for it may have been meant for either.
 * Until that is decided it helps nobody to a record: permissions, treatment relationships and guardianships are on hold; a denial
 * binds both. What was written under the merged record's own ID goes back with it and needs nobody. What is asked of the survivor and waits
 * for its second registrar has expired: it may have been asked of the other.
 */
export async function holdWhatCameBetween(
  tx: Tx,
  merge: PatientMerge,
  survivor: string,
  writing: Writing,
): Promise<void> {
  const survivorIds = await survivorsSince(tx, merge);
  const between: Between = { survivorIds, restored: merge.fromHealthId, since: merge.mergedAt };
  const records = { mergeId: merge.id, survivorId: survivor, restoredId: merge.fromHealthId };
  for (const [kind, { hold }] of Object.entries(returnedKinds)) {
    const entries = await hold(tx, between, writing);
    await tx.returnReview.createMany({ data: entries.map((entry) => ({ ...entry, ...records, kind })) });
  }
  await expireActs(tx, between, writing.now);
}

/** But for other merges of the same records, which are taken back one by one. */
async function expireActs(tx: Tx, { survivorIds, since }: Between, now: Date): Promise<void> {
  await tx.registrarAct.updateMany({
    where: {
      status: 'PENDING',
      kind: { not: 'UNMERGE' },
      requestedAt: { gte: since },
      expiresAt: { gt: now },
      OR: [{ healthId: { in: survivorIds } }, { otherHealthId: { in: survivorIds } }],
    },
    data: { expiresAt: now },
  });
}

/** The IDs under which the person was known since the merge: the survivor of then, and those it was merged into itself. */
export async function survivorsSince(tx: Tx, { intoHealthId }: PatientMerge): Promise<string[]> {
  const ids: string[] = [];
  for (let id: string | null = intoHealthId; id !== null;) {
    ids.push(id);
    const row: { mergedInto: string | null } | null = await tx.patient.findUnique({ where: { healthId: id } });
    id = row?.mergedInto ?? null;
  }
  return ids;
}

/** One page of what waits for a person, by ID. */
export function listReturns(db: Reader, page: Page): Promise<ReturnReview[]> {
  const after = readUuidPosition(page);
  return db.returnReview.findMany({
    where: { decidedAt: null, ...(after !== null && { id: { gt: after } }) },
    orderBy: { id: 'asc' },
    take: page.first + 1,
  });
}

/** One of them, decided or not; null where there is none. */
export function findReturn(db: Reader, id: string): Promise<ReturnReview | null> {
  return isUuid(id) ? db.returnReview.findFirst({ where: { id } }) : Promise.resolve(null);
}

/**
 * Says whose entry it is, of the two records; it counts there from now on, and only there. Both are told.
 * @throws SubgraphError NOT_FOUND, ALREADY_DECIDED; BAD_USER_INPUT for a third record, FORBIDDEN for one's own
 */
export async function placeReturn(tx: Tx, id: string, owner: string, writing: Writing): Promise<void> {
  const review = await findReturn(tx, id);
  if (!review) throw failure('NOT_FOUND');
  const belongsTo = parseHealthId(owner);
  const { survivorId, restoredId } = review;
  if (belongsTo !== survivorId && belongsTo !== restoredId) throw failure('BAD_USER_INPUT', { field: 'belongsTo' });
  await refuseOwnRecord(tx, [survivorId, restoredId], writing.actor);
  const { count } = await tx.returnReview.updateMany({
    where: { id, decidedAt: null },
    data: { belongsTo, decidedBy: writing.actor, decidedAt: writing.now },
  });
  if (count === 0) throw failure('ALREADY_DECIDED');
  await place(tx, review, belongsTo, writing);
  await tell(tx, [survivorId, restoredId], { kind: 'ENTRY_PLACED' }, writing);
}

async function place(tx: Tx, review: ReturnReview, belongsTo: string, writing: Writing): Promise<void> {
  const { rowId, copyId, restoredId, mergeId, survivorId } = review;
  // A row may wait twice: for whose guardian, and for who is the guardian.
  const onHold = (await tx.returnReview.count({ where: { rowId, decidedAt: null } })) > 0;
  const merge = await tx.patientMerge.findUnique({ where: { id: mergeId } });
  const survivorIds = [...new Set([survivorId, ...(merge?.survivorIds ?? [])])];
  const movedTo = belongsTo === restoredId ? restoredId : null;
  await returnedKinds[review.kind as ReturnKind].place(tx, { rowId, copyId, movedTo, onHold, survivorIds }, writing);
}
