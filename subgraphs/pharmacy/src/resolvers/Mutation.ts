import type { GraphQLResolveInfo } from 'graphql';
import { actorOf } from '@wasl/kit/actor';
import { requireDecidedOn } from '@wasl/kit/decidedOn';
import { parseHealthId } from '@wasl/kit/healthId';
import { type Professional, requireProfessional } from '@wasl/kit/professional';
import type { Input, JsonValue, Keyed } from '@wasl/kit/writeOnce';
import { requireCaller } from '@wasl/subgraph-sdk';
import type { PharmacyContext } from '../context.ts';
import { requireOutcomeAsked } from '../outcomeAsked.ts';
import type { Tx } from '../stores/client.ts';
import { changeLabels, type LabelChange } from '../stores/labelStore.ts';
import { finished, type NewDispense } from '../payloads.ts';
import { readEncounterId } from '../prescribingVisit.ts';
import { type Adjustment, countStock, loseStock, recallBatch } from '../stores/movementStore.ts';
import { recallEverywhere } from '../stores/recallStore.ts';
import { withdrawEverywhere, withdrawOwn } from '../stores/recallWithdrawal.ts';
import { type Return, takeBack } from '../stores/returnStore.ts';
import { placePrescription } from '../stores/placedPrescriptions.ts';
import { openDraft } from '../stores/draftStore.ts';
import {
  cancel,
  type Cancellation,
  type NewPrescription,
  requireForDispensing,
  requirePrescribable,
  requirePrescription,
} from '../stores/prescriptionStore.ts';
import { type Stop, stopTaking } from '../stores/takenStore.ts';
import { type ReceivedBatch, receiveStock } from '../stores/stockStore.ts';

export const Mutation = {
  /** Keeps what is asked for; it is checked and written when the gateway comes back with what is known of the patient. */
  async prescribe(_: unknown, { input }: Input<NewPrescription>, context: PharmacyContext, info: GraphQLResolveInfo) {
    requireOutcomeAsked(info, 'prescription');
    const { subject } = requireCaller(context);
    const { idempotencyKey: _key, ...wanted } = { ...input, healthId: parseHealthId(input.healthId) };
    const { healthId, medicationId } = wanted;
    const encounterId = readEncounterId(wanted.encounterId);
    const id = await write(context, 'prescribe', input, async (tx) => {
      await requirePrescribable(tx, wanted);
      return openDraft(tx, { operation: 'prescribe', subject, healthId, medicationId, input: toJson(wanted) });
    });
    const visit = encounterId === null ? null : { id: encounterId, patient: { healthId } };
    return { id: `prescribe:${id}`, patient: { healthId }, visit };
  },

  async cancelPrescription(_: unknown, { input }: Input<Cancellation>, context: PharmacyContext) {
    const id = await writeOn(context, 'cancelPrescription', input, (tx, by) => cancel(tx, input, by));
    return finished(id);
  },

  async stopMedication(_: unknown, { input }: Input<Stop>, context: PharmacyContext) {
    const id = await writeOn(context, 'stopMedication', input, (tx, by) => stopTaking(tx, input, by));
    return finished(id);
  },

  async changePrescriptionLabels(_: unknown, { input }: Input<LabelChange>, context: PharmacyContext) {
    const id = await writeOn(context, 'changePrescriptionLabels', input, (tx, by) => changeLabels(tx, input, by));
    return finished(id);
  },

  /** As `prescribe`. */
  async dispense(_: unknown, { input }: Input<NewDispense>, context: PharmacyContext, info: GraphQLResolveInfo) {
    requireOutcomeAsked(info, 'dispense');
    const { subject } = requireCaller(context);
    const { idempotencyKey: _key, ...wanted } = input;
    const { id, healthId } = await writeOn(context, 'dispense', input, async (tx, by) => {
      const prescription = await requireForDispensing(tx, input.prescriptionId, input.quantity, by);
      const about = { healthId: prescription.healthId, medicationId: prescription.medicationId };
      return {
        id: await openDraft(tx, { operation: 'dispense', subject, ...about, input: toJson(wanted) }),
        healthId: prescription.healthId,
      };
    });
    return { id: `dispense:${id}`, patient: { healthId } };
  },

  async placePrescription(
    _: unknown,
    { input }: Input<{ prescriptionId: string; belongsTo: string }>,
    context: PharmacyContext,
  ) {
    const actor = actorOf(requireCaller(context));
    const healthId = await write(context, 'placePrescription', input, (tx, by) =>
      placePrescription(tx, input, by, actor),
    );
    return { patient: { healthId } };
  },

  async receiveStock(_: unknown, { input }: Input<ReceivedBatch>, context: PharmacyContext) {
    const id = await write(context, 'receiveStock', input, async (tx, by) => {
      await receiveStock(tx, input, by);
      return by.facilityId;
    });
    return { pharmacy: { id } };
  },

  async countStock(_: unknown, { input }: Input<Adjustment & { counted: number }>, context: PharmacyContext) {
    return { pharmacy: await adjust(context, 'countStock', input, (tx, by) => countStock(tx, input, by)) };
  },

  async recordStockLoss(_: unknown, { input }: Input<Adjustment & { quantity: number }>, context: PharmacyContext) {
    return { pharmacy: await adjust(context, 'recordStockLoss', input, (tx, by) => loseStock(tx, input, by)) };
  },

  async recallBatch(_: unknown, { input }: Input<Adjustment>, context: PharmacyContext) {
    return { pharmacy: await adjust(context, 'recallBatch', input, (tx, by) => recallBatch(tx, input, by)) };
  },

  async withdrawBatchRecall(_: unknown, { input }: Input<Adjustment>, context: PharmacyContext) {
    return { pharmacy: await adjust(context, 'withdrawBatchRecall', input, (tx, by) => withdrawOwn(tx, input, by)) };
  },

  async withdrawRecallEverywhere(_: unknown, { input }: Input<Adjustment>, context: PharmacyContext) {
    const id = await context.writeOnce('withdrawRecallEverywhere', input, (tx, { subject }) =>
      withdrawEverywhere(tx, input, subject),
    );
    return { recall: await context.loaders.recall.load(id) };
  },

  async recallBatchEverywhere(_: unknown, { input }: Input<Adjustment>, context: PharmacyContext) {
    const id = await context.writeOnce('recallBatchEverywhere', input, (tx, { subject }) =>
      recallEverywhere(tx, input, subject),
    );
    return { recall: await context.loaders.recall.load(id) };
  },

  async returnMedicine(_: unknown, { input }: Input<Return>, context: PharmacyContext) {
    const id = await writeOn(context, 'returnMedicine', input, (tx, by) => takeBack(tx, input, by));
    return { prescription: await context.loaders.prescription.load(id) };
  },
};

/** Changes the stock of the caller's pharmacy; answers which it is. */
async function adjust(
  context: PharmacyContext,
  operation: string,
  input: Keyed,
  work: (tx: Tx, by: Professional) => Promise<void>,
): Promise<{ id: string }> {
  const id = await write(context, operation, input, async (tx, by) => {
    await work(tx, by);
    return by.facilityId;
  });
  return { id };
}

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

/** The same on a prescription that its id names: of a patient on whom the gateway decided. */
function writeOn<T extends JsonValue>(
  context: PharmacyContext,
  operation: string,
  input: Keyed & { prescriptionId: string },
  work: (tx: Tx, by: Professional) => Promise<T>,
): Promise<T> {
  return write(context, operation, input, async (tx, by) => {
    requireDecidedOn(context.caller, (await requirePrescription(tx, input.prescriptionId)).healthId);
    return work(tx, by);
  });
}

/** What a column of JSON takes: what is absent is left out. */
function toJson(value: unknown): JsonValue {
  return JSON.parse(JSON.stringify(value)) as JsonValue;
}
