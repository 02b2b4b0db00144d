import { parseHealthId } from '@wasl/kit/healthId';
import { type Professional, requireProfessional } from '@wasl/kit/professional';
import type { Input, JsonValue, Keyed } from '@wasl/kit/writeOnce';
import { requireCaller } from '@wasl/subgraph-sdk';
import type { PharmacyContext } from '../context.ts';
import type { Tx } from '../stores/client.ts';
import { changeLabels, type LabelChange } from '../stores/labelStore.ts';
import { cancel, type Cancellation, dispense, type NewPrescription, prescribe } from '../stores/prescriptionStore.ts';
import { type Stop, stopTaking } from '../stores/takenStore.ts';
import { type ReceivedBatch, receiveStock } from '../stores/stockStore.ts';

export const Mutation = {
  async prescribe(_: unknown, { input }: Input<NewPrescription>, context: PharmacyContext) {
    const healthId = parseHealthId(input.healthId);
    const id = await write(context, 'prescribe', input, (tx, by) => prescribe(tx, { ...input, healthId }, by));
    return { prescription: await context.loaders.prescription.load(id) };
  },

  async cancelPrescription(_: unknown, { input }: Input<Cancellation>, context: PharmacyContext) {
    const id = await write(context, 'cancelPrescription', input, (tx, by) => cancel(tx, input, by));
    return { prescription: await context.loaders.prescription.load(id) };
  },

  async stopMedication(_: unknown, { input }: Input<Stop>, context: PharmacyContext) {
    const id = await write(context, 'stopMedication', input, (tx, by) => stopTaking(tx, input, by));
    return { prescription: await context.loaders.prescription.load(id) };
  },

  async changePrescriptionLabels(_: unknown, { input }: Input<LabelChange>, context: PharmacyContext) {
    const id = await write(context, 'changePrescriptionLabels', input, (tx, by) => changeLabels(tx, input, by));
    return { prescription: await context.loaders.prescription.load(id) };
  },

  async dispense(_: unknown, { input }: Input<{ prescriptionId: string; quantity: number }>, context: PharmacyContext) {
    const id = await write(context, 'dispense', input, (tx, by) =>
      dispense(tx, input.prescriptionId, input.quantity, by),
    );
    return { dispense: await context.loaders.dispense.load(id) };
  },

  async receiveStock(_: unknown, { input }: Input<ReceivedBatch>, context: PharmacyContext) {
    const id = await write(context, 'receiveStock', input, async (tx, by) => {
      await receiveStock(tx, by.facilityId, input);
      return by.facilityId;
    });
    return { pharmacy: { id } };
  },
};

/** Writes on behalf of a practitioner at a facility. @throws SubgraphError FORBIDDEN for everybody else */
function write<T extends JsonValue>(
  context: PharmacyContext,
  operation: string,
  input: Keyed,
  work: (tx: Tx, by: Professional) => Promise<T>,
): Promise<T> {
  const by = requireProfessional(requireCaller(context));
  return context.writeOnce(operation, input, (tx) => work(tx, by));
}
