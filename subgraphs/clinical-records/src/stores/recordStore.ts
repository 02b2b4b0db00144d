import { failure } from '@wasl/kit/errors';
import type { Page } from '@wasl/kit/pagination';
import type { ClinicalRecord, Prisma, PrismaClient } from '@wasl/prisma/clinical-records/generated/client.ts';
import type { RecordKind } from '../kinds.ts';
import { confidentialityOf, sensitivitiesOf } from '../sensitivity.ts';
import { type RecordInput, validateRecord } from '../validateRecord.ts';

export type { ClinicalRecord, ClinicalRecordVersion } from '@wasl/prisma/clinical-records/generated/client.ts';

type Tx = Prisma.TransactionClient;

export interface Author {
  practitionerId: string;
  facilityId: string;
}

/** The position of a record in its list: newest first, ties by ID. */
export function positionOf({ effectiveAt, id }: ClinicalRecord): string {
  return `${effectiveAt.toISOString()}|${id}`;
}

/** One page of each patient's list of a kind, in one statement, however many patients: up to `first + 1` rows of each. */
export async function listRecords(
  db: PrismaClient,
  kind: RecordKind,
  healthIds: readonly string[],
  page: Page,
): Promise<Map<string, ClinicalRecord[]>> {
  const [time, id] = readPosition(page.after);
  const ids = await db.$queryRawUnsafe<{ id: string }[]>(
    `SELECT id::text FROM (
       SELECT id, row_number() OVER (PARTITION BY health_id ORDER BY effective_at DESC, id DESC) AS place
       FROM clinical_record
       WHERE kind = $1 AND health_id = ANY($2::char(12)[]) AND status <> 'ENTERED_IN_ERROR'
         AND ($3::timestamptz IS NULL OR (effective_at, id) < ($3::timestamptz, $4::uuid))
     ) AS ranked WHERE place <= $5::int`,
    kind,
    healthIds,
    time,
    id,
    page.first + 1,
  );
  const rows = await db.clinicalRecord.findMany({
    where: { id: { in: ids.map((row) => row.id) } },
    orderBy: [{ effectiveAt: 'desc' }, { id: 'desc' }],
  });
  return groupByPatient(rows);
}

/** What stands now of the given kinds, newest first, at most 200 of each patient. */
export async function currentRecords(
  db: PrismaClient,
  healthIds: readonly string[],
  among: readonly RecordKind[],
): Promise<Map<string, ClinicalRecord[]>> {
  const rows = await db.clinicalRecord.findMany({
    where: { healthId: { in: [...healthIds] }, kind: { in: [...among] }, status: 'ACTIVE' },
    orderBy: [{ effectiveAt: 'desc' }, { id: 'desc' }],
    take: 200 * healthIds.length,
  });
  return groupByPatient(rows);
}

/** Records a new one. @throws WaslError as `validateRecord` does */
export async function record(
  tx: Tx,
  kind: RecordKind,
  healthId: string,
  input: RecordInput,
  author: Author,
): Promise<string> {
  validateRecord(kind, input);
  const { id } = await tx.clinicalRecord.create({ data: { kind, healthId, ...columnsOf(input), ...authorOf(author) } });
  return id;
}

/** Writes a new version; the one before is kept. @throws WaslError VERSION_CONFLICT when another came first, NOT_FOUND */
export async function amend(
  tx: Tx,
  kind: RecordKind,
  id: string,
  expected: number,
  change: RecordInput & { isResolved?: boolean | null },
  author: Author,
): Promise<string> {
  validateRecord(kind, change);
  const status = change.isResolved ? 'RESOLVED' : 'ACTIVE';
  return replace(tx, kind, id, expected, { ...columnsOf(change), ...authorOf(author), status });
}

/** Withdraws a record; it stays, and says that it was an error. @throws WaslError VERSION_CONFLICT, NOT_FOUND */
export function enterInError(tx: Tx, kind: RecordKind, id: string, expected: number, author: Author): Promise<string> {
  return replace(tx, kind, id, expected, { ...authorOf(author), status: 'ENTERED_IN_ERROR' });
}

async function replace(
  tx: Tx,
  kind: RecordKind,
  id: string,
  expected: number,
  columns: Prisma.ClinicalRecordUpdateManyMutationInput,
): Promise<string> {
  if (!isUuid(id)) throw failure('NOT_FOUND');
  const old = await tx.clinicalRecord.findFirst({ where: { id, kind } });
  if (!old) throw failure('NOT_FOUND');
  const { count } = await tx.clinicalRecord.updateMany({
    where: { id, version: expected, status: { not: 'ENTERED_IN_ERROR' } },
    data: { ...columns, version: { increment: 1 }, recordedAt: new Date() },
  });
  if (count === 0) throw failure('VERSION_CONFLICT', { version: old.version });
  const { version, status, code, authorId, recordedAt } = old;
  const row = JSON.parse(JSON.stringify(old)) as Prisma.InputJsonObject;
  await tx.clinicalRecordVersion.create({ data: { id, version, status, code, authorId, recordedAt, row } });
  return id;
}

export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

function authorOf({ practitionerId, facilityId }: Author) {
  return { authorId: practitionerId, facilityId };
}

function columnsOf(input: RecordInput) {
  const sensitivities = sensitivitiesOf(input.substanceAtcCode ?? input.code, input.sensitivities ?? []);
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
  };
  return {
    code: input.code,
    displayAr: input.displayAr,
    displayEn: input.displayEn,
    effectiveAt: input.effectiveAt,
    confidentiality: confidentialityOf(input.confidentiality ?? 'N', sensitivities),
    sensitivities,
    content: JSON.parse(JSON.stringify(content)) as Prisma.InputJsonObject,
  };
}

function readPosition(after: string | null): [time: string | null, id: string | null] {
  if (after === null) return [null, null];
  const [time = '', id = ''] = after.split('|');
  if (Number.isNaN(Date.parse(time)) || !isUuid(id)) throw failure('BAD_USER_INPUT', { argument: 'after' });
  return [time, id];
}

function groupByPatient(rows: readonly ClinicalRecord[]): Map<string, ClinicalRecord[]> {
  const groups = new Map<string, ClinicalRecord[]>();
  for (const row of rows) {
    const group = groups.get(row.healthId);
    if (group) group.push(row);
    else groups.set(row.healthId, [row]);
  }
  return groups;
}
