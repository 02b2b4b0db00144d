import { failure } from '@wasl/kit/errors';
import { parseHealthId } from '@wasl/kit/healthId';
import { type Page, readUuidPosition } from '@wasl/kit/pagination';
import { isUuid } from '@wasl/kit/uuid';
import type { ConsentDirective, PatientMerge, ReturnReview } from '@wasl/prisma/health-id/generated/client.ts';
import type { Writing } from '@wasl/kit/actor';
import type { Reader, Tx } from './client.ts';
import { tell } from './noticeStore.ts';
import { refuseOwnRecord } from './ownRecord.ts';

export type { ReturnReview } from '@wasl/prisma/health-id/generated/client.ts';

export type ReturnKind = 'CONSENT' | 'TREATMENT' | 'GUARDIAN' | 'DEPENDANT' | 'IDENTIFIER';

interface Entry {
  kind: ReturnKind;
  rowId: string;
  copyId?: string;
}

/**
 * Puts up for a person what was written under a survivor's ID since a merge that is being taken back, for it may have been meant for either.
 * Until that is decided it helps nobody to a record: permissions, treatment relationships and guardianships are on hold; a denial
 * binds both. What was written under the merged record's own ID goes back with it and needs nobody.
 */
export async function holdWhatCameBetween(tx: Tx, merge: PatientMerge, survivor: string): Promise<void> {
  const ids = await survivorsSince(tx, merge);
  const since = { in: ids };
  const recordedAt = { gte: merge.mergedAt };
  const entries = [
    ...(await holdConsents(tx, { healthId: since, recordedAt, withdrawnAt: null }, merge.fromHealthId)),
    ...(await holdTreatments(tx, { healthId: since, recordedAt, endedAt: null })),
    ...(await holdGuardianships(tx, 'DEPENDANT', { dependantId: since, recordedAt, endedAt: null })),
    ...(await holdGuardianships(tx, 'GUARDIAN', { guardianId: since, recordedAt, endedAt: null })),
    ...(await identifiersSince(tx, ids, merge.mergedAt)),
  ];
  const records = { mergeId: merge.id, survivorId: survivor, restoredId: merge.fromHealthId };
  await tx.returnReview.createMany({ data: entries.map((entry) => ({ ...entry, ...records })) });
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

interface Since {
  recordedAt: { gte: Date };
}

async function holdConsents(
  tx: Tx,
  where: Since & { healthId: { in: string[] }; withdrawnAt: null },
  restored: string,
): Promise<Entry[]> {
  const rows = await tx.consentDirective.findMany({ where });
  return Promise.all(
    rows.map(async (row) => {
      const entry: Entry = { kind: 'CONSENT', rowId: row.id };
      if (row.decision !== 'DENY') {
        await tx.consentDirective.update({ where: { id: row.id }, data: { onHold: true } });
        return entry;
      }
      return { ...entry, copyId: await copyDenial(tx, row, restored) };
    }),
  );
}

async function copyDenial(tx: Tx, denial: ConsentDirective, healthId: string): Promise<string> {
  const { decision, category, facilityId, role, until, recordedBy, recordedAt, recordedActor } = denial;
  const said = { decision, category, facilityId, role, until };
  const recorded = { recordedBy, recordedAt, ...(recordedActor !== null && { recordedActor }) };
  const { id } = await tx.consentDirective.create({ data: { ...said, ...recorded, healthId, copyOf: denial.id } });
  return id;
}

async function holdTreatments(tx: Tx, where: Since & { healthId: { in: string[] }; endedAt: null }): Promise<Entry[]> {
  const rows = await tx.treatmentRelationship.findMany({ where });
  await tx.treatmentRelationship.updateMany({ where, data: { onHold: true } });
  return rows.map(({ id }) => ({ kind: 'TREATMENT', rowId: id }));
}

async function holdGuardianships(
  tx: Tx,
  kind: 'GUARDIAN' | 'DEPENDANT',
  where: Since & { guardianId?: { in: string[] }; dependantId?: { in: string[] }; endedAt: null },
): Promise<Entry[]> {
  const rows = await tx.guardianship.findMany({ where });
  await tx.guardianship.updateMany({ where, data: { onHold: true } });
  return rows.map(({ id }) => ({ kind, rowId: id }));
}

async function identifiersSince(tx: Tx, ids: string[], since: Date): Promise<Entry[]> {
  const rows = await tx.patientIdentifier.findMany({ where: { healthId: { in: ids }, linkedAt: { gte: since } } });
  return rows.map(({ issuer, value }) => ({ kind: 'IDENTIFIER', rowId: JSON.stringify([issuer, value]) }));
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

async function place(tx: Tx, review: ReturnReview, belongsTo: string, { actor, now }: Writing): Promise<void> {
  const { rowId, copyId, restoredId } = review;
  const where = { id: rowId };
  // A row may wait twice: for whose guardian, and for who is the guardian.
  const onHold = (await tx.returnReview.count({ where: { rowId, decidedAt: null } })) > 0;
  switch (review.kind as ReturnKind) {
    case 'CONSENT': {
      const withdrawn = { withdrawnAt: now, withdrawnBy: actor.subject, withdrawnActor: actor };
      const surplus = belongsTo === restoredId ? rowId : copyId;
      if (copyId === null) await tx.consentDirective.update({ where, data: { healthId: belongsTo, onHold } });
      else
        await tx.consentDirective.updateMany({ where: { id: surplus ?? rowId, withdrawnAt: null }, data: withdrawn });
      return;
    }
    case 'TREATMENT': {
      const { referralId } = await tx.treatmentRelationship.update({ where, data: { healthId: belongsTo, onHold } });
      if (referralId !== null) await tx.referral.update({ where: { id: referralId }, data: { healthId: belongsTo } });
      return;
    }
    case 'DEPENDANT':
      await tx.guardianship.update({ where, data: { dependantId: belongsTo, onHold } });
      return;
    case 'GUARDIAN':
      await tx.guardianship.update({ where, data: { guardianId: belongsTo, onHold } });
      return;
    case 'IDENTIFIER': {
      const [issuer = '', value = ''] = JSON.parse(rowId) as string[];
      await tx.patientIdentifier.update({ where: { issuer_value: { issuer, value } }, data: { healthId: belongsTo } });
    }
  }
}
