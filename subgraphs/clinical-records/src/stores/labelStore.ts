import { failure } from '@wasl/kit/errors';
import { isUuid } from '@wasl/kit/uuid';
import type { ClinicalRecord } from '@wasl/prisma/clinical-records/generated/client.ts';
import { joinLabels, type RecordLabels, storedLabels } from '@wasl/terminology/recordLabels';
import type { RecordKind } from '../kinds.ts';
import { type Meaningful, meaningOf } from '../meaningOf.ts';
import type { Tx } from './client.ts';

/** What decides the labels of a record: its own codes and words, and the results that it contains. */
interface Content extends Meaningful {
  resultIds?: readonly string[] | null | undefined;
}

/**
 * The labels that a record to write implies: its own meaning, joined with the labels of the results that a report contains.
 * @throws SubgraphError NOT_FOUND for a result that is no observation of this patient
 */
export async function meaningOfWritten(
  tx: Tx,
  kind: RecordKind,
  healthId: string,
  content: Content,
): Promise<RecordLabels> {
  const ids = resultIdsOf(content);
  const results = await findResults(tx, healthId, ids);
  if (results.length < ids.length) throw failure('NOT_FOUND', { field: 'resultIds' });
  return joinLabels(meaningOf(kind, content), ...results.map(storedLabels));
}

/** The same of a stored record; results that were withdrawn since count no longer. */
export async function meaningOfStored(tx: Tx, record: ClinicalRecord): Promise<RecordLabels> {
  const { kind, code, displayAr, displayEn, healthId } = record;
  const content: Content = { ...(record.content as object), code, displayAr, displayEn };
  const results = await findResults(tx, healthId, resultIdsOf(content));
  return joinLabels(meaningOf(kind as RecordKind, content), ...results.map(storedLabels));
}

/** The reports of a patient that contain a result. Whoever amends one of them meanwhile waits, and is then told of a later version. */
export async function reportsWith(tx: Tx, { id, healthId, kind }: ClinicalRecord): Promise<ClinicalRecord[]> {
  if (kind !== 'OBSERVATION') return [];
  const reports = await tx.$queryRawUnsafe<{ id: string }[]>(
    `SELECT id::text FROM clinical_record WHERE health_id = $1::bpchar AND kind = 'DIAGNOSTIC_REPORT'
       AND status <> 'ENTERED_IN_ERROR' AND content->'resultIds' ? $2::text
     ORDER BY id FOR UPDATE`,
    healthId,
    id,
  );
  return tx.clinicalRecord.findMany({ where: { id: { in: reports.map((report) => report.id) } } });
}

/** The results that a report contains, each once, as the database writes their IDs. */
export function resultIdsOf({ resultIds }: Pick<Content, 'resultIds'>): string[] {
  return [...new Set((resultIds ?? []).map((id) => id.toLowerCase()))];
}

async function findResults(tx: Tx, healthId: string, ids: readonly string[]): Promise<ClinicalRecord[]> {
  if (ids.length === 0) return [];
  // Whoever raises one of them meanwhile waits, and then finds the report.
  await tx.$executeRawUnsafe('SELECT 1 FROM clinical_record WHERE id = ANY($1::uuid[]) FOR SHARE', ids.filter(isUuid));
  return tx.clinicalRecord.findMany({
    where: { id: { in: ids.filter(isUuid) }, healthId, kind: 'OBSERVATION', status: { not: 'ENTERED_IN_ERROR' } },
  });
}
