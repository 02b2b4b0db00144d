import { failure, sayWhy } from '@wasl/kit/errors';
import { isUuid } from '@wasl/kit/uuid';
import { isLower, joinLabels, storedLabels } from '@wasl/terminology/recordLabels';
import type { OrderContent } from '../laboratoryOrder.ts';
import type { Tx } from './client.ts';
import { contentOf, toJson } from './orderStore.ts';
import { type ClinicalRecord, labelColumns, replace } from './recordStore.ts';
import { takeOff, waitFor } from './worklistStore.ts';

/** What a result or a report tells of orders. */
interface Answer {
  basedOnId?: string;
  resultIds?: string[];
  components?: { code: string }[];
}

const answerOf = ({ content }: ClinicalRecord) => content as unknown as Answer;

/**
 * Settles the orders that a result or report answers, once it has been written in this transaction: an order is completed when each of its
 * tests has an answer, and waits again when one was withdrawn. It bears the labels of what answers it, as a report does.
 * @throws SubgraphError NOT_FOUND for an order of somebody else, the same as for none; BAD_USER_INPUT for one that was cancelled
 */
export async function answerOrders(tx: Tx, id: string): Promise<string> {
  const written = await tx.clinicalRecord.findUniqueOrThrow({ where: { id } });
  const { basedOnId } = answerOf(written);
  const isNew = written.version === 1;
  if (isNew && basedOnId === undefined) return id;
  const orders = await lockOrders(tx, written, basedOnId);
  if (isNew) requireOpen(orders.find((order) => order.id === basedOnId));
  for (const order of orders) await settle(tx, order, written);
  return id;
}

function requireOpen(order: ClinicalRecord | undefined): void {
  if (!order) throw failure('NOT_FOUND', { field: 'basedOn' });
  if (contentOf(order).cancelledAt === undefined) return;
  const sentences = {
    en: 'This order was cancelled: record the result without it.',
    ar: 'أُلغي هذا الطلب: سجّل النتيجة دون ذكره.',
  };
  throw sayWhy('BAD_USER_INPUT', sentences, { field: 'basedOn' });
}

/** The orders of the same health ID that a result names or that hold it. Nobody else changes them until this transaction ends. */
async function lockOrders(
  tx: Tx,
  { id, healthId }: ClinicalRecord,
  basedOnId: string | undefined,
): Promise<ClinicalRecord[]> {
  const named = basedOnId !== undefined && isUuid(basedOnId) ? basedOnId : null;
  const found = await tx.$queryRawUnsafe<{ id: string }[]>(
    `SELECT id::text FROM clinical_record WHERE health_id = $1::bpchar AND kind = 'LABORATORY_ORDER'
       AND (id = $3::uuid OR content->'resultIds' ? $2::text OR content->'reportIds' ? $2::text)
     ORDER BY id FOR UPDATE`,
    healthId,
    id,
    named,
  );
  return tx.clinicalRecord.findMany({ where: { id: { in: found.map((order) => order.id) } } });
}

async function settle(tx: Tx, order: ClinicalRecord, written: ClinicalRecord): Promise<void> {
  const before = contentOf(order);
  const held = withAnswer(before, written);
  const answers = await answersOf(tx, order, held);
  const answered = new Set(answers.flatMap((answer) => [answer.code, ...partsOf(answer)]));
  const isDone = held.cancelledAt !== undefined || held.tests.every(({ code }) => answered.has(code));
  const { completedAt = new Date().toISOString(), ...open } = held;
  const content: OrderContent = isDone && held.cancelledAt === undefined ? { ...open, completedAt } : open;
  const labels = joinLabels(storedLabels(order), ...answers.map(storedLabels));
  const status = isDone ? 'RESOLVED' : 'ACTIVE';
  const isSame = JSON.stringify(toJson(content)) === JSON.stringify(toJson({ ...before }));
  if (isSame && status === order.status && !isLower(storedLabels(order), labels)) return;
  await replace(tx, order, { content: toJson(content), status, ...labelColumns(labels) });
  await (isDone ? takeOff(tx, order.id) : waitFor(tx, order));
}

/** The order's content with what was written: a report answers with the results that it contains. */
function withAnswer(content: OrderContent, written: ClinicalRecord): OrderContent {
  const isReport = written.kind === 'DIAGNOSTIC_REPORT';
  const { resultIds = [], reportIds = [] } = content;
  const results = isReport ? (answerOf(written).resultIds ?? []) : [written.id];
  return {
    ...content,
    resultIds: [...new Set([...resultIds, ...results])],
    ...(isReport && { reportIds: [...new Set([...reportIds, written.id])] }),
  };
}

/** What answers an order and still stands. */
function answersOf(
  tx: Tx,
  { healthId }: ClinicalRecord,
  { resultIds = [], reportIds = [] }: OrderContent,
): Promise<ClinicalRecord[]> {
  const ids = [...resultIds, ...reportIds];
  return tx.clinicalRecord.findMany({ where: { id: { in: ids }, healthId, status: { not: 'ENTERED_IN_ERROR' } } });
}

/** The tests of a panel that a result is. */
export function partsOf(answer: ClinicalRecord): string[] {
  return answer.kind === 'OBSERVATION' ? (answerOf(answer).components ?? []).map(({ code }) => code) : [];
}
