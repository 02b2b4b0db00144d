import { failure, sayWhy } from '@wasl/kit/errors';
import type { Professional } from '@wasl/kit/professional';
import { madeAt, performerOf } from '../orderedElsewhere.ts';
import type { RecordInput } from '../validateRecord.ts';
import { answerOrders } from './answerOrders.ts';
import type { Tx } from './client.ts';
import { contentOf, lockOrder } from './orderStore.ts';
import { record } from './recordStore.ts';

/**
 * Records a result of an order at the other facility whose laboratory it names: one of the tests that were ordered, of the order's patient.
 * Answers the result. @throws SubgraphError NOT_FOUND for an order that is not open to the caller's facility; BAD_USER_INPUT for another
 * test, and for an order that was cancelled; what `record` throws
 */
export async function recordOrdered(
  tx: Tx,
  orderId: string,
  written: RecordInput,
  author: Professional,
): Promise<string> {
  const order = await lockOrder(tx, orderId);
  const now = new Date();
  const content = order && contentOf(order);
  if (!order || !content || performerOf({ content, orderedAt: order.effectiveAt }, now) !== author.facilityId)
    throw failure('NOT_FOUND');
  const made = [written.code, ...(written.components ?? []).map(({ code }) => code)];
  if (!content.tests.some(({ code }) => made.includes(code))) throw notOrdered(written.code);
  const input = { ...written, encounterId: null, basedOn: order.id };
  const id = await record(tx, 'OBSERVATION', order.healthId, input, author, madeAt(author.facilityId, now));
  return answerOrders(tx, id);
}

function notOrdered(code: string): Error {
  const sentences = {
    en: `LOINC ${code} was not ordered: record the result of a test of this order.`,
    ar: `لم يُطلب LOINC ${code}: سجّل نتيجة فحص من هذا الطلب.`,
  };
  return sayWhy('BAD_USER_INPUT', sentences, { field: 'code', details: { code } });
}
