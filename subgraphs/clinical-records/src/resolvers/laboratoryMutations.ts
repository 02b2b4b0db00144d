import { lifeOf } from '@wasl/kit/decidedOn';
import { parseHealthId } from '@wasl/kit/healthId';
import type { Input } from '@wasl/kit/writeOnce';
import { checkLife } from '../checkLife.ts';
import type { ClinicalContext } from '../context.ts';
import type { NewOrder } from '../laboratoryOrder.ts';
import { lowerLabels, type Lowering } from '../stores/lowerLabels.ts';
import { cancelOrder, order } from '../stores/orderStore.ts';
import { write, writeOn } from './writing.ts';

const kind = 'LABORATORY_ORDER';

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

  cancelLaboratoryOrder: (_: unknown, { input }: Input<{ id: string; reason: string }>, context: ClinicalContext) =>
    writeOn(context, kind, 'cancelLaboratoryOrder', input, (tx, author) => cancelOrder(tx, input, author)),

  lowerLaboratoryOrderLabels: (_: unknown, { input }: Input<Lowering>, context: ClinicalContext) =>
    writeOn(context, kind, 'lowerLaboratoryOrderLabels', input, (tx, author) => lowerLabels(tx, kind, input, author)),
};
