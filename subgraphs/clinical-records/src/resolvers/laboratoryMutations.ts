import { lifeOf } from '@wasl/kit/decidedOn';
import { parseHealthId } from '@wasl/kit/healthId';
import type { Input } from '@wasl/kit/writeOnce';
import { ageAt } from '../ageAt.ts';
import { checkLife } from '../checkLife.ts';
import type { ClinicalContext } from '../context.ts';
import type { NewOrder } from '../laboratoryOrder.ts';
import { lowerLabels, type Lowering } from '../stores/lowerLabels.ts';
import { cancelOrder, order } from '../stores/orderStore.ts';
import { recordOrdered } from '../stores/orderedResults.ts';
import type { RecordInput } from '../validateRecord.ts';
import { write, writeOn } from './writing.ts';

const kind = 'LABORATORY_ORDER';

type OrderedResult = RecordInput & { id: string };

/** Ordering tests of a laboratory, and what happens to an order besides being answered. */
export const laboratoryMutations = {
  orderLaboratoryTests: (
    _: unknown,
    { input }: Input<NewOrder & { healthId: string; encounterId: string }>,
    context: ClinicalContext,
  ) =>
    write(context, 'orderLaboratoryTests', input, (tx, author) => {
      const healthId = parseHealthId(input.healthId);
      const life = lifeOf(context.caller, healthId);
      checkLife(kind, { code: '', effectiveAt: new Date() }, life);
      return order(tx, healthId, input, life, author);
    }),

  /** By the laboratory of another facility: the order says of whom, and is the only ground. */
  async recordOrderedResult(_: unknown, { input }: Input<OrderedResult>, context: ClinicalContext) {
    const written = await writeOn(context, kind, 'recordOrderedResult', input, (tx, author, healthId) => {
      const life = lifeOf(context.caller, healthId);
      checkLife('OBSERVATION', input, life);
      return recordOrdered(tx, input.id, { ...input, age: ageAt(input.effectiveAt, life) }, author);
    });
    return { ...written, order: await context.loaders.record.load(input.id) };
  },

  cancelLaboratoryOrder: (_: unknown, { input }: Input<{ id: string; reason: string }>, context: ClinicalContext) =>
    writeOn(context, kind, 'cancelLaboratoryOrder', input, (tx, author) => cancelOrder(tx, input, author)),

  lowerLaboratoryOrderLabels: (_: unknown, { input }: Input<Lowering>, context: ClinicalContext) =>
    writeOn(context, kind, 'lowerLaboratoryOrderLabels', input, (tx, author) => lowerLabels(tx, kind, input, author)),
};
