import { inOrder } from '@wasl/kit/loaders';
import { type Page, readTimePosition, timePosition } from '@wasl/kit/pagination';
import type { LabelFilter } from '@wasl/kit/recordAccess';
import { failure } from '@wasl/kit/errors';
import { type OrderContent, priorities } from '../laboratoryOrder.ts';
import type { Db, Tx } from './client.ts';
import { opens, valuesOf } from './listStore.ts';
import type { ClinicalRecord } from './recordStore.ts';

/** A page of a worklist: what is most urgent first, then what has waited longest. */
export type WorklistPage = Page;

/** Puts an order on the worklist of the facility whose laboratory makes it. */
export async function waitFor(tx: Tx, { id, facilityId, effectiveAt, content }: ClinicalRecord): Promise<void> {
  const { laboratoryId = facilityId } = content as unknown as OrderContent;
  const row = { facilityId: laboratoryId, rank: rankOf({ content }), orderedAt: effectiveAt };
  await tx.openOrder.upsert({ where: { recordId: id }, create: { recordId: id, ...row }, update: {} });
}

/** Takes an order off it. */
export async function takeOff(tx: Tx, recordId: string): Promise<void> {
  await tx.openOrder.deleteMany({ where: { recordId } });
}

/** The position of an order in its worklist. */
export function worklistPosition(order: ClinicalRecord): string {
  return `${rankOf(order)}|${timePosition(order.effectiveAt, order.id)}`;
}

/** @throws SubgraphError BAD_USER_INPUT for a cursor of another list */
function readPosition(page: Page): [rank: number | null, time: string | null, id: string | null] {
  if (page.after === null) return [null, null, null];
  const [, rank, rest] = /^([0-3])\|(.+)$/.exec(page.after) ?? [];
  if (rank === undefined || rest === undefined) throw failure('BAD_USER_INPUT', { argument: 'after' });
  return [Number(rank), ...readTimePosition({ ...page, after: rest })];
}

/** One page of the open orders of a facility, up to `first + 1`, without those whose labels the filter leaves out. */
export async function openOrders(
  db: Db,
  facilityId: string,
  page: WorklistPage,
  filter: LabelFilter,
): Promise<ClinicalRecord[]> {
  const [rank, time, id] = readPosition(page);
  const ids = await db.$queryRawUnsafe<{ id: string }[]>(
    `SELECT id::text FROM open_order JOIN clinical_record ON id = record_id
     WHERE open_order.facility_id = $1 AND ${opens(2)}
       AND ($5::int IS NULL OR (rank, ordered_at, record_id) > ($5::int, $6::timestamptz, $7::uuid))
     ORDER BY rank, ordered_at, record_id LIMIT $8::int`,
    facilityId,
    ...valuesOf(filter),
    rank,
    time,
    id,
    page.first + 1,
  );
  const wanted = ids.map((row) => row.id);
  const rows = await db.clinicalRecord.findMany({ where: { id: { in: wanted } } });
  return inOrder(wanted, rows, (row) => row.id).filter((row) => row !== null);
}

function rankOf({ content }: Pick<ClinicalRecord, 'content'>): number {
  return priorities.indexOf((content as unknown as OrderContent).priority);
}
