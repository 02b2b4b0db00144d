import { requireCaller } from '@wasl/kit/caller';
import { failure } from '@wasl/kit/errors';
import { parseHealthId } from '@wasl/kit/healthId';
import { idempotently } from '@wasl/kit/idempotency';
import type { Prisma } from '@wasl/prisma/pharmacy/generated/client.ts';
import type { PharmacyContext } from '../context.ts';
import { cancel, dispense, type NewPrescription, prescribe, type Professional } from '../stores/prescriptionStore.ts';
import { type ReceivedBatch, receiveStock } from '../stores/stockStore.ts';

interface Keyed {
  idempotencyKey: string;
}

type Input<T> = { input: Keyed & T };

export const Mutation = {
  async prescribe(_: unknown, { input }: Input<NewPrescription>, context: PharmacyContext) {
    const healthId = parseHealthId(input.healthId);
    const id = await write(context, 'prescribe', input, (tx, by) => prescribe(tx, { ...input, healthId }, by));
    return { prescription: await context.loaders.prescription.load(id) };
  },

  async cancelPrescription(_: unknown, { input }: Input<{ prescriptionId: string }>, context: PharmacyContext) {
    const id = await write(context, 'cancelPrescription', input, (tx) => cancel(tx, input.prescriptionId));
    return { prescription: await context.loaders.prescription.clear(id).load(id) };
  },

  async dispense(_: unknown, { input }: Input<{ prescriptionId: string; quantity: number }>, context: PharmacyContext) {
    const id = await write(context, 'dispense', input, async (tx, by) => {
      await requirePharmacy(tx, by);
      return dispense(tx, input.prescriptionId, input.quantity, by);
    });
    return { dispense: await context.loaders.dispense.load(id) };
  },

  async receiveStock(_: unknown, { input }: Input<ReceivedBatch>, context: PharmacyContext) {
    const id = await write(context, 'receiveStock', input, async (tx, by) => {
      await requirePharmacy(tx, by);
      await receiveStock(tx, by.facilityId, input);
      return by.facilityId;
    });
    return { pharmacy: { id } };
  },
};

/** Writes once per key, on behalf of a practitioner at a facility. @throws WaslError FORBIDDEN for everybody else */
function write<T>(
  context: PharmacyContext,
  operation: string,
  input: Keyed,
  work: (tx: Prisma.TransactionClient, by: Professional) => Promise<T>,
): Promise<T> {
  const caller = requireCaller(context);
  const { practitionerId, facilityId } = caller;
  if (practitionerId === undefined || facilityId === undefined) throw failure('FORBIDDEN');
  const submission = { key: input.idempotencyKey, operation, caller, input };
  return idempotently(context.db, submission, (tx: Prisma.TransactionClient) =>
    work(tx, { practitionerId, facilityId }),
  );
}

async function requirePharmacy(tx: Prisma.TransactionClient, { facilityId }: Professional): Promise<void> {
  if (!(await tx.pharmacy.findUnique({ where: { id: facilityId } }))) throw failure('FORBIDDEN');
}
