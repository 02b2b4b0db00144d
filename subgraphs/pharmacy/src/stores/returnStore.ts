import { failure } from '@wasl/kit/errors';
import type { Professional } from '@wasl/kit/professional';
import { readReason } from '@wasl/kit/readReason';
import { type Dose, unitsPerDay } from '../dose.ts';
import { addDays, supplyDays } from '../supply.ts';
import type { Tx } from './client.ts';
import { type Prescription, requirePrescription } from './prescriptionStore.ts';
import { requirePharmacy } from './stockStore.ts';

export interface Return {
  prescriptionId: string;
  batch: string;
  quantity: number;
  /** Whether it goes back into the stock; else it is destroyed. */
  isIntact: boolean;
  reason: string;
}

/**
 * Takes back what the caller's pharmacy dispensed of a batch: the patient has less, and the prescription is not dispensed again for it.
 * @throws SubgraphError FORBIDDEN outside pharmacies, NOT_FOUND, BAD_USER_INPUT naming the field, STOCK_INSUFFICIENT beyond what was given
 */
export async function takeBack(tx: Tx, input: Return, by: Professional): Promise<string> {
  await requirePharmacy(tx, by.facilityId);
  if (input.quantity < 1) throw failure('BAD_USER_INPUT', { field: 'quantity', minimum: 1 });
  const reason = readReason(input.reason);
  const prescription = await lockPrescription(tx, input.prescriptionId);
  const place = { pharmacyId: by.facilityId, medicationId: prescription.medicationId, batch: input.batch };
  const available = await outWithPatient(tx, prescription.id, place);
  if (available < input.quantity) throw failure('STOCK_INSUFFICIENT', { available });
  const change = input.isIntact ? input.quantity : 0;
  await tx.stockBatch.update({
    where: { pharmacyId_medicationId_batch: place },
    data: { quantity: { increment: change } },
  });
  await tx.stockMovement.create({
    data: {
      ...place,
      kind: 'RETURNED',
      change,
      wasted: input.quantity - change,
      prescriptionId: prescription.id,
      reason,
      authorId: by.practitionerId,
    },
  });
  await shortenSupply(tx, prescription, input.quantity);
  return prescription.id;
}

async function lockPrescription(tx: Tx, id: string): Promise<Prescription> {
  const { id: known } = await requirePrescription(tx, id);
  await tx.$queryRawUnsafe('SELECT 1 AS held FROM prescription WHERE id = $1::uuid FOR UPDATE', known);
  return requirePrescription(tx, known);
}

/** Units of a batch that were dispensed of a prescription here and not brought back. */
async function outWithPatient(
  tx: Tx,
  prescriptionId: string,
  place: { pharmacyId: string; medicationId: string; batch: string },
): Promise<number> {
  const rows = await tx.stockMovement.findMany({ where: { ...place, prescriptionId } });
  return rows.reduce(
    (left, { kind, change, wasted }) => (kind === 'DISPENSED' ? left - change : left - change - wasted),
    0,
  );
}

async function shortenSupply(tx: Tx, { id, medicationId, dose, supplyEndsOn }: Prescription, units: number) {
  if (supplyEndsOn === null) return;
  const medication = await tx.medication.findUnique({ where: { id: medicationId } });
  const perDay = dose && medication ? unitsPerDay(dose as unknown as Dose, medication) : null;
  const days = supplyDays({ form: medication?.form ?? '', unitsPerDay: perDay }, units);
  await tx.prescription.update({ where: { id }, data: { supplyEndsOn: addDays(supplyEndsOn, -days) } });
}
