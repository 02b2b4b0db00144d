import { failure } from '@wasl/kit/errors';
import { groupBy } from '@wasl/kit/groupBy';
import { inOrder } from '@wasl/kit/loaders';
import { type Page, readTimePosition, timePosition } from '@wasl/kit/pagination';
import type { PersonIds } from '@wasl/kit/patientReference';
import type { Professional } from '@wasl/kit/professional';
import type { LabelFilter } from '@wasl/kit/recordAccess';
import { isUuid } from '@wasl/kit/uuid';
import type { ClinicalRecord, ClinicalRecordVersion, Prisma } from '@wasl/prisma/clinical-records/generated/client.ts';
import type { CodedRecord } from '../codedRecord.ts';
import type { RecordKind } from '../kinds.ts';
import {
  asksForLess,
  isLower,
  joinLabels,
  labelsOfAmended,
  labelsOfNew,
  type RecordLabels,
  storedLabels,
} from '@wasl/terminology/recordLabels';
import { type RecordInput, validRecord } from '../validateRecord.ts';
import type { Db, Tx } from './client.ts';
import { meaningOfStored, meaningOfWritten, reportsWith, resultIdsOf } from './labelStore.ts';

export type { ClinicalRecord, ClinicalRecordVersion } from '@wasl/prisma/clinical-records/generated/client.ts';

/** The position of a record in its list: newest first, ties by ID. */
export function positionOf({ effectiveAt, id }: ClinicalRecord): string {
  return timePosition(effectiveAt, id);
}

/** The records of these IDs, in their order. */
export async function findRecords(db: Db, ids: readonly string[]): Promise<(ClinicalRecord | null)[]> {
  const rows = await db.clinicalRecord.findMany({ where: { id: { in: ids.filter(isUuid) } } });
  return inOrder(ids, rows, ({ id }) => id);
}

/** The earlier versions of each record, newest first. */
export async function findHistories(db: Db, ids: string[]): Promise<Map<string, ClinicalRecordVersion[]>> {
  const rows = await db.clinicalRecordVersion.findMany({ where: { id: { in: ids } }, orderBy: { version: 'desc' } });
  return groupBy(rows, ({ id }) => id);
}

/**
 * One page of each person's list of a kind, in two statements, however many people: up to `first + 1` rows of each. The index
 * gives each ID's newest, so that a long history costs no more than a short one.
 */
export async function listRecords(
  db: Db,
  kind: RecordKind,
  people: readonly PersonIds[],
  page: Page,
  filter: LabelFilter,
): Promise<ClinicalRecord[][]> {
  const [time, id] = readTimePosition(page);
  const ids = await db.$queryRawUnsafe<{ id: string }[]>(
    `SELECT newest.id::text FROM unnest($1::char(12)[]) AS wanted(health_id) CROSS JOIN LATERAL (
       SELECT id FROM clinical_record
       WHERE kind = $2 AND health_id = wanted.health_id AND status <> 'ENTERED_IN_ERROR'
         AND ($3::timestamptz IS NULL OR (effective_at, id) < ($3::timestamptz, $4::uuid)) AND ${opens(6)}
       ORDER BY effective_at DESC, id DESC LIMIT $5::int
     ) AS newest`,
    [...new Set(people.flat())],
    kind,
    time,
    id,
    page.first + 1,
    ...valuesOf(filter),
  );
  return (await readRecords(db, ids, people)).map((rows) => rows.slice(0, page.first + 1));
}

/** The active records of the given kinds, newest first, at most 200 of each kind and ID. */
export async function currentRecords(
  db: Db,
  people: readonly PersonIds[],
  among: readonly RecordKind[],
  filter: LabelFilter,
): Promise<ClinicalRecord[][]> {
  const ids = await db.$queryRawUnsafe<{ id: string }[]>(
    `SELECT newest.id::text FROM unnest($1::char(12)[]) AS wanted(health_id), unnest($2::text[]) AS asked(kind), LATERAL (
       SELECT id FROM clinical_record
       WHERE kind = asked.kind AND health_id = wanted.health_id AND status = 'ACTIVE' AND ${opens(3)}
       ORDER BY effective_at DESC, id DESC LIMIT 200
     ) AS newest`,
    [...new Set(people.flat())],
    among,
    ...valuesOf(filter),
  );
  return readRecords(db, ids, people);
}

/** Holds of records that a filter does not leave out; its values are the parameters from a number on. */
function opens(first: number): string {
  const [hidden, open, author] = [first, first + 1, first + 2].map((number) => `$${number}`);
  return `(NOT (confidentiality = ANY(${hidden}::text[]) OR sensitivities && ${hidden}::text[]) OR author_id = ${author}::text)
         AND (${open}::text[] IS NULL OR (confidentiality = ANY(${open}::text[]) AND sensitivities <@ ${open}::text[]))`;
}

function valuesOf({ hidden, open, author }: LabelFilter): unknown[] {
  return [hidden, open, author];
}

/** The rows of these IDs, person by person, newest first. */
async function readRecords(
  db: Db,
  ids: readonly { id: string }[],
  people: readonly PersonIds[],
): Promise<ClinicalRecord[][]> {
  const rows = await db.clinicalRecord.findMany({
    where: { id: { in: ids.map(({ id }) => id) } },
    orderBy: [{ effectiveAt: 'desc' }, { id: 'desc' }],
  });
  const byHealthId = groupBy(rows, ({ healthId }) => healthId);
  return people.map((healthIds) =>
    healthIds.length === 1
      ? (byHealthId.get(healthIds[0]!) ?? [])
      : rows.filter(({ healthId }) => healthIds.includes(healthId)),
  );
}

/** Records a new one, with the labels that it means and those that its author asks for. @throws SubgraphError as `validRecord` does */
export async function record(
  tx: Tx,
  kind: RecordKind,
  healthId: string,
  written: RecordInput,
  author: Professional,
): Promise<string> {
  const input = validRecord(kind, written);
  const labels = labelsOfNew(await meaningOfWritten(tx, kind, healthId, input), input);
  const { id } = await tx.clinicalRecord.create({
    data: { kind, healthId, ...columnsOf(input), ...labelColumns(labels), ...authorOf(author) },
  });
  return id;
}

/**
 * Writes a new version; the one before is kept. It bears at least the labels of the one before: nobody opens a sealed record by correcting
 * its spelling. @throws SubgraphError VERSION_CONFLICT when another came first, LABEL_LOWERING_REFUSED, NOT_FOUND
 */
export async function amend(
  tx: Tx,
  kind: RecordKind,
  id: string,
  expected: number,
  written: RecordInput & { isResolved?: boolean | null },
  author: Professional,
): Promise<string> {
  const change = validRecord(kind, written);
  const old = await requireRecord(tx, kind, id);
  requireVersion(old, expected);
  const labels = storedLabels(old);
  const before = await meaningOfStored(tx, old);
  if (asksForLess(change, labels, before)) throw failure('LABEL_LOWERING_REFUSED');
  const after = await meaningOfWritten(tx, kind, old.healthId, change);
  const raised = labelsOfAmended(labels, before, after, change);
  const status = change.isResolved ? 'RESOLVED' : 'ACTIVE';
  await replace(tx, old, expected, { ...columnsOf(change), ...labelColumns(raised), ...authorOf(author), status });
  if (isLower(labels, raised)) await raiseReportsWith(tx, old, raised, author);
  return id;
}

/** A report bears what its results bear: it gets a new version when one of them is raised. */
async function raiseReportsWith(tx: Tx, result: ClinicalRecord, labels: RecordLabels, author: Professional) {
  for (const report of await reportsWith(tx, result)) {
    const raised = joinLabels(storedLabels(report), labels);
    if (!isLower(storedLabels(report), raised)) continue;
    await replace(tx, report, report.version, { ...labelColumns(raised), ...authorOf(author) });
  }
}

/** Withdraws a record; it stays, and says that it was an error. @throws SubgraphError VERSION_CONFLICT, NOT_FOUND */
export async function enterInError(
  tx: Tx,
  kind: RecordKind,
  id: string,
  expected: number,
  author: Professional,
): Promise<string> {
  const old = await requireRecord(tx, kind, id);
  return replace(tx, old, expected, { ...authorOf(author), status: 'ENTERED_IN_ERROR' });
}

/** @throws SubgraphError NOT_FOUND, also for a record of another kind */
export async function requireRecord(tx: Tx, kind: RecordKind, id: string): Promise<ClinicalRecord> {
  const found = isUuid(id) ? await tx.clinicalRecord.findFirst({ where: { id, kind } }) : null;
  if (!found) throw failure('NOT_FOUND');
  return found;
}

/** @throws SubgraphError VERSION_CONFLICT unless the version is the one that the caller has read */
export function requireVersion({ version }: ClinicalRecord, expected: number): void {
  if (version !== expected) throw failure('VERSION_CONFLICT', { version });
}

/** Keeps the version that was read, and changes columns of the record. @throws SubgraphError VERSION_CONFLICT when another came first */
export async function replace(
  tx: Tx,
  old: ClinicalRecord,
  expected: number,
  columns: Prisma.ClinicalRecordUpdateManyMutationInput,
  loweredBecause: string | null = null,
): Promise<string> {
  const { id, version, status, code, authorId, recordedAt, confidentiality, sensitivities } = old;
  const { count } = await tx.clinicalRecord.updateMany({
    where: { id, version: expected, status: { not: 'ENTERED_IN_ERROR' } },
    data: { ...columns, version: { increment: 1 }, recordedAt: new Date() },
  });
  // `old` was read before the update. If another amendment was committed in between, its version is not the expected one.
  if (count === 0 || version !== expected) throw failure('VERSION_CONFLICT', { version });
  const row = JSON.parse(JSON.stringify(old)) as Prisma.InputJsonObject;
  const kept = { id, version, status, code, authorId, recordedAt, confidentiality, sensitivities, loweredBecause, row };
  await tx.clinicalRecordVersion.create({ data: kept });
  return id;
}

export function authorOf({ practitionerId, facilityId }: Professional) {
  return { authorId: practitionerId, facilityId };
}

export function labelColumns({ confidentiality, sensitivities }: RecordLabels) {
  return { confidentiality, sensitivities: [...sensitivities] };
}

function columnsOf(input: RecordInput & CodedRecord) {
  const { endedAt, value, unit, referenceLow, referenceHigh, substanceAtcCode, reaction, dose, conclusion } = input;
  const content = {
    endedAt: endedAt?.toISOString(),
    value,
    unit,
    referenceLow,
    referenceHigh,
    substanceAtcCode,
    reaction,
    dose,
    conclusion,
    department: input.department,
    resultIds: input.resultIds && resultIdsOf(input),
    isConfirmed: input.isConfirmed === true ? true : undefined,
  };
  return {
    code: input.code,
    displayAr: input.displayAr,
    displayEn: input.displayEn,
    effectiveAt: input.effectiveAt,
    content: JSON.parse(JSON.stringify(content)) as Prisma.InputJsonObject,
  };
}
