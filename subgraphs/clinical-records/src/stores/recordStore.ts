import { failure } from '@wasl/kit/errors';
import type { Professional } from '@wasl/kit/professional';
import { markedUuid } from '@wasl/kit/markedUuid';
import { isUuid } from '@wasl/kit/uuid';
import type { ClinicalRecord, Prisma } from '@wasl/prisma/clinical-records/generated/client.ts';
import type { CodedRecord } from '../codedRecord.ts';
import { kinds, type RecordKind } from '../kinds.ts';
import {
  asksForLess,
  isLower,
  joinLabels,
  labelsOfAmended,
  labelsOfNew,
  type RecordLabels,
  storedLabels,
} from '@wasl/terminology/recordLabels';
import type { MadeElsewhere } from '../orderedElsewhere.ts';
import { checkTimes, type RecordInput, validRecord } from '../validateRecord.ts';
import type { Tx } from './client.ts';
import { meaningOfStored, meaningOfWritten, reportsWith, resultIdsOf } from './labelStore.ts';

/** Fields of an input that are kept as they come. */
const ownFields = [
  'value',
  'unit',
  'comparator',
  'valueText',
  'valueCode',
  'valueDisplayAr',
  'valueDisplayEn',
  'ratio',
  'components',
  'referenceLow',
  'referenceHigh',
  'substanceAtcCode',
  'reaction',
  'criticality',
  'verification',
  'dose',
  'lotNumber',
  'manufacturer',
  'conclusion',
  'text',
  'department',
] as const satisfies readonly (keyof RecordInput)[];

export type { ClinicalRecord, ClinicalRecordVersion } from '@wasl/prisma/clinical-records/generated/client.ts';

/** Records a new one, with the labels that it means and those that its author asks for. @throws SubgraphError as `validRecord` does */
export async function record(
  tx: Tx,
  kind: RecordKind,
  healthId: string,
  written: RecordInput,
  author: Professional,
  made: MadeElsewhere = {},
): Promise<string> {
  const input = validRecord(kind, written);
  const labels = labelsOfNew(await meaningOfWritten(tx, kind, healthId, input), input);
  const encounterId = input.encounterId == null ? null : await requireEncounter(tx, healthId, input.encounterId);
  const { id } = await tx.clinicalRecord.create({
    data: {
      id: markedUuid(kinds[kind].type),
      kind,
      healthId,
      encounterId,
      ...columnsOf(input, made),
      ...labelColumns(labels),
      ...authorOf(author),
    },
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
  // An allergy that was refuted warns of nothing.
  const status = change.isResolved || change.verification === 'REFUTED' ? 'RESOLVED' : 'ACTIVE';
  await replace(tx, old, { ...columnsOf(change, orderOf(old)), ...labelColumns(raised), ...authorOf(author), status });
  if (isLower(labels, raised)) await raiseReportsWith(tx, old, raised, author);
  return id;
}

/** A report bears what its results bear: it gets a new version when one of them is raised. */
async function raiseReportsWith(tx: Tx, result: ClinicalRecord, labels: RecordLabels, author: Professional) {
  for (const report of await reportsWith(tx, result)) {
    const raised = joinLabels(storedLabels(report), labels);
    if (!isLower(storedLabels(report), raised)) continue;
    await replace(tx, report, { ...labelColumns(raised), ...authorOf(author) });
  }
}

/**
 * Ends a visit; the version without an end is kept.
 * @throws SubgraphError VERSION_CONFLICT, NOT_FOUND, ALREADY_DECIDED for one that has ended, DATE_IN_FUTURE, BAD_USER_INPUT for an end before the beginning
 */
export async function endEncounter(
  tx: Tx,
  { id, expectedVersion, endedAt }: { id: string; expectedVersion: number; endedAt: Date },
  author: Professional,
): Promise<string> {
  const old = await requireRecord(tx, 'ENCOUNTER', id);
  requireVersion(old, expectedVersion);
  const content = old.content as Prisma.InputJsonObject;
  if (content['endedAt'] != null || old.status !== 'ACTIVE') throw failure('ALREADY_DECIDED');
  checkTimes({ effectiveAt: old.effectiveAt, endedAt });
  const ended = { ...content, endedAt: endedAt.toISOString() };
  return replace(tx, old, { content: ended, status: 'RESOLVED', ...authorOf(author) });
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
  requireVersion(old, expected);
  return replace(tx, old, { ...authorOf(author), status: 'ENTERED_IN_ERROR' });
}

async function requireEncounter(tx: Tx, healthId: string, id: string): Promise<string> {
  return (await requireVisit(tx, healthId, id)).id;
}

/** A visit of this health ID. @throws SubgraphError NOT_FOUND, the same whether it is somebody else's or nobody's */
export async function requireVisit(tx: Tx, healthId: string, id: string): Promise<ClinicalRecord> {
  const where = { id, healthId, kind: 'ENCOUNTER', status: { not: 'ENTERED_IN_ERROR' } };
  const found = isUuid(id) ? await tx.clinicalRecord.findFirst({ where }) : null;
  if (!found) throw failure('NOT_FOUND', { field: 'encounterId' });
  return found;
}

/** @throws SubgraphError NOT_FOUND, also for a record of another kind */
export async function requireRecord(tx: Tx, kind: RecordKind, id: string): Promise<ClinicalRecord> {
  const found = isUuid(id) ? await tx.clinicalRecord.findFirst({ where: { id, kind } }) : null;
  if (!found) throw failure('NOT_FOUND');
  return found;
}

/** @throws SubgraphError VERSION_CONFLICT unless the version is the one that the caller has read, by the number that readers see */
export function requireVersion({ number }: ClinicalRecord, expected: number): void {
  if (number !== expected) throw failure('VERSION_CONFLICT', { version: number });
}

/** What readers see as the number of a version with these labels, over the versions before it: a sealed one is not counted. */
async function numberOf(tx: Tx, id: string, labels: RecordLabels): Promise<number> {
  const before = await tx.clinicalRecordVersion.findMany({
    where: { id },
    select: { confidentiality: true, sensitivities: true },
  });
  return 1 + before.filter((version) => !isLower(labels, storedLabels(version))).length;
}

/** Keeps the version that was read, and changes columns of the record. @throws SubgraphError VERSION_CONFLICT when another came first */
export async function replace(
  tx: Tx,
  old: ClinicalRecord,
  columns: Partial<RecordColumns>,
  loweredBecause: string | null = null,
): Promise<string> {
  const { id, version, number, status, code, authorId, recordedAt, confidentiality, sensitivities } = old;
  const { count } = await tx.clinicalRecord.updateMany({
    where: { id, version, status: { not: 'ENTERED_IN_ERROR' } },
    data: { ...columns, version: { increment: 1 }, recordedAt: new Date() },
  });
  // `old` was read before the update: another amendment may have been committed in between.
  if (count === 0) throw failure('VERSION_CONFLICT', { version: number });
  const row = JSON.parse(JSON.stringify(old)) as Prisma.InputJsonObject;
  const kept = { id, version, number, status, code, authorId, recordedAt, confidentiality, sensitivities };
  await tx.clinicalRecordVersion.create({ data: { ...kept, loweredBecause, row } });
  const labels = storedLabels({ confidentiality, sensitivities, ...columns });
  await tx.clinicalRecord.update({ where: { id }, data: { number: await numberOf(tx, id, labels) } });
  return id;
}

export function authorOf({ practitionerId, facilityId }: Professional) {
  return { authorId: practitionerId, facilityId };
}

export function labelColumns({ confidentiality, sensitivities }: RecordLabels) {
  return { confidentiality, sensitivities: [...sensitivities] };
}

type RecordColumns = Omit<Prisma.ClinicalRecordUncheckedCreateInput, 'sensitivities'> & { sensitivities: string[] };

/** What comes of an order: which, and whose laboratory made it. An amendment keeps it. */
type OfOrder = { basedOnId?: string } & MadeElsewhere;

function orderOf({ content }: ClinicalRecord): OfOrder {
  const { basedOnId, laboratoryId, laboratoryUntil } = content as OfOrder;
  if (basedOnId === undefined) return {};
  return { basedOnId, ...(laboratoryId && { laboratoryId }), ...(laboratoryUntil && { laboratoryUntil }) };
}

function columnsOf(input: RecordInput & CodedRecord, kept: OfOrder = {}) {
  return {
    code: input.code,
    displayAr: input.displayAr,
    displayEn: input.displayEn,
    effectiveAt: input.effectiveAt,
    content: JSON.parse(JSON.stringify({ ...contentOf(input), ...kept })) as Prisma.InputJsonObject,
  };
}

/** What is a kind's own; what is undefined is left out. */
function contentOf(input: RecordInput) {
  return {
    ...pick(input, ownFields),
    endedAt: input.endedAt?.toISOString(),
    resultIds: input.resultIds && resultIdsOf(input),
    basedOnId: input.basedOn?.toLowerCase(),
    isConfirmed: input.isConfirmed === true ? true : undefined,
  };
}

function pick<Given extends object, Key extends keyof Given>(given: Given, keys: readonly Key[]): Partial<Given> {
  return Object.fromEntries(keys.map((key) => [key, given[key]])) as unknown as Partial<Given>;
}
