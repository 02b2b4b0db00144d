import { groupBy } from '@wasl/kit/groupBy';
import { inOrder } from '@wasl/kit/loaders';
import { type Page, readTimePosition, timePosition } from '@wasl/kit/pagination';
import type { PersonIds } from '@wasl/kit/patientReference';
import type { LabelFilter } from '@wasl/kit/recordAccess';
import { isUuid } from '@wasl/kit/uuid';
import type { RecordKind } from '../kinds.ts';
import type { Db } from './client.ts';
import type { ClinicalRecord, ClinicalRecordVersion } from './recordStore.ts';

/** Which records of a list are wanted; null is all. */
export interface ListFilter {
  /** A code, and what lies below it in ICD-10: E11 finds E11.9. */
  code: string | null;
  /** Codes that are wanted, or, with `isExcept`, that are not. */
  codes: readonly string[] | null;
  isExcept: boolean;
  /** Where an order stands: as it is stored, and whether it was cancelled. */
  status: string | null;
  isCancelled: boolean | null;
  from: Date | null;
  /** The first instant that is too late. */
  until: Date | null;
}

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
  wanted: ListFilter,
  filter: LabelFilter,
): Promise<ClinicalRecord[][]> {
  const [time, id] = readTimePosition(page);
  const ids = await db.$queryRawUnsafe<{ id: string }[]>(
    `SELECT newest.id::text FROM unnest($1::char(12)[]) AS wanted(health_id) CROSS JOIN LATERAL (
       SELECT id FROM clinical_record
       WHERE kind = $2 AND health_id = wanted.health_id AND status <> 'ENTERED_IN_ERROR'
         AND ($3::timestamptz IS NULL OR (effective_at, id) < ($3::timestamptz, $4::uuid)) 
         AND ($6::text IS NULL OR code = $6::text OR starts_with(code, $6::text || '.'))
         AND ($7::text[] IS NULL OR (code = ANY($7::text[])) <> $8::boolean)
         AND ($9::timestamptz IS NULL OR effective_at >= $9::timestamptz)
         AND ($10::timestamptz IS NULL OR effective_at < $10::timestamptz) AND ($14::text IS NULL OR status = $14::text)
         AND ($15::boolean IS NULL OR (content ? 'cancelledAt') = $15::boolean)
         AND ${opens(11)}
       ORDER BY effective_at DESC, id DESC LIMIT $5::int
     ) AS newest`,
    [...new Set(people.flat())],
    kind,
    time,
    id,
    page.first + 1,
    wanted.code,
    wanted.codes,
    wanted.isExcept,
    wanted.from,
    wanted.until,
    ...valuesOf(filter),
    wanted.status,
    wanted.isCancelled,
  );
  return (await readRecords(db, ids, people)).map((rows) => rows.slice(0, page.first + 1));
}

/**
 * The records of the given kinds that stand, newest first, at most 200 of each kind and ID; with the past, also problems that are over,
 * after those that stand. Of measurements they are the newest of each code, so that a year of daily weights leaves room for everything else.
 */
export async function currentRecords(
  db: Db,
  people: readonly PersonIds[],
  among: readonly RecordKind[],
  filter: LabelFilter,
  isWithPast = false,
): Promise<ClinicalRecord[][]> {
  const ids = await db.$queryRawUnsafe<{ id: string }[]>(
    `SELECT newest.id::text FROM unnest($1::char(12)[]) AS wanted(health_id), unnest($2::text[]) AS asked(kind), LATERAL (
       SELECT id FROM (
         SELECT DISTINCT ON (${oneOf}) id, status, effective_at FROM clinical_record
         WHERE kind = asked.kind AND health_id = wanted.health_id AND ${opens(3)}
           AND (status = 'ACTIVE' OR (kind = 'CONDITION' AND status = 'RESOLVED' AND $6::boolean))
         ORDER BY ${oneOf}, effective_at DESC, id DESC
       ) AS standing ORDER BY (status = 'ACTIVE') DESC, effective_at DESC, id DESC LIMIT 200
     ) AS newest`,
    [...new Set(people.flat())],
    among,
    ...valuesOf(filter),
    isWithPast,
  );
  return readRecords(db, ids, people);
}

/** Of what a summary holds one alone: measurements of one code. */
const oneOf = `CASE WHEN kind = 'OBSERVATION' THEN code ELSE id::text END`;

/** Most records of one kind at one visit. */
const mostOfVisit = 200;

/** The records of one kind that belong to each visit and lie under its health ID, newest first. */
export async function recordsOfVisits(
  db: Db,
  kind: RecordKind,
  visits: readonly ClinicalRecord[],
  filter: LabelFilter,
): Promise<ClinicalRecord[][]> {
  const ids = await db.$queryRawUnsafe<{ id: string }[]>(
    `SELECT of_visit.id::text FROM unnest($1::uuid[]) AS visit(id), LATERAL (
       SELECT id FROM clinical_record
       WHERE encounter_id = visit.id AND kind = $2 AND status <> 'ENTERED_IN_ERROR' AND ${opens(3)}
       ORDER BY effective_at DESC, id DESC LIMIT ${mostOfVisit}
     ) AS of_visit`,
    visits.map(({ id }) => id),
    kind,
    ...valuesOf(filter),
  );
  const rows = await readRows(db, ids);
  return visits.map((visit) =>
    rows.filter(({ encounterId, healthId }) => encounterId === visit.id && healthId === visit.healthId),
  );
}

/** Most points of a trend. */
const mostPoints = 500;

/** The newest measurements of a code, by themselves or within a panel, newest first: for a trend. */
export async function measurementsOf(
  db: Db,
  people: readonly PersonIds[],
  { code, from, until }: Pick<ListFilter, 'code' | 'from' | 'until'>,
  filter: LabelFilter,
): Promise<ClinicalRecord[][]> {
  const ids = await db.$queryRawUnsafe<{ id: string }[]>(
    `SELECT newest.id::text FROM unnest($1::char(12)[]) AS wanted(health_id), LATERAL (
       SELECT id FROM clinical_record
       WHERE kind = 'OBSERVATION' AND health_id = wanted.health_id AND status <> 'ENTERED_IN_ERROR'
         AND (code = $2 OR content->'components' @> jsonb_build_array(jsonb_build_object('code', $2::text)))
         AND ($6::timestamptz IS NULL OR effective_at >= $6::timestamptz)
         AND ($7::timestamptz IS NULL OR effective_at < $7::timestamptz) AND ${opens(3)}
       ORDER BY effective_at DESC, id DESC LIMIT ${mostPoints}
     ) AS newest`,
    [...new Set(people.flat())],
    code,
    ...valuesOf(filter),
    from,
    until,
  );
  return (await readRecords(db, ids, people)).map((rows) => rows.slice(0, mostPoints));
}

/** Holds of records that a filter does not leave out; its values are the parameters from a number on. */
export function opens(first: number): string {
  const [hidden, open, author] = [first, first + 1, first + 2].map((number) => `$${number}`);
  return `(NOT (confidentiality = ANY(${hidden}::text[]) OR sensitivities && ${hidden}::text[]) OR author_id = ${author}::text)
         AND (${open}::text[] IS NULL OR (confidentiality = ANY(${open}::text[]) AND sensitivities <@ ${open}::text[]))`;
}

/** Its values, in their order. */
export function valuesOf({ hidden, open, author }: LabelFilter): unknown[] {
  return [hidden, open, author];
}

/** The rows of these IDs, person by person, newest first. */
async function readRecords(
  db: Db,
  ids: readonly { id: string }[],
  people: readonly PersonIds[],
): Promise<ClinicalRecord[][]> {
  const rows = await readRows(db, ids);
  const byHealthId = groupBy(rows, ({ healthId }) => healthId);
  return people.map((healthIds) =>
    healthIds.length === 1
      ? (byHealthId.get(healthIds[0]!) ?? [])
      : rows.filter(({ healthId }) => healthIds.includes(healthId)),
  );
}

function readRows(db: Db, ids: readonly { id: string }[]): Promise<ClinicalRecord[]> {
  return db.clinicalRecord.findMany({
    where: { id: { in: ids.map(({ id }) => id) } },
    orderBy: [{ effectiveAt: 'desc' }, { id: 'desc' }],
  });
}
