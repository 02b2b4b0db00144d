import { mayOpenRecord } from '@wasl/kit/caller';
import { readPage, toConnection } from '@wasl/kit/pagination';
import { type ActivePrescription, alertsFor, type KnownAllergy } from '../alerts.ts';
import type { PharmacyContext } from '../context.ts';
import {
  type Dispense as DispenseRow,
  positionOf,
  type Prescription as PrescriptionRow,
  type StockBatch as StockRow,
  statusOf,
} from '../stores/prescriptionStore.ts';
import { stockPositionOf } from '../stores/stockStore.ts';

interface PatientReference {
  healthId: string;
  /** Every ID that prescriptions may lie under, sent along by the gateway: after a merge there are several. */
  healthIds?: readonly string[];
  /** Sent along by the gateway for `medicationAlerts`, which requires it. */
  activeAllergies?: KnownAllergy[];
}

export const Medication = {
  __resolveReference: ({ id }: { id: string }, { loaders }: PharmacyContext) => loaders.medication.load(id),
};

export const Pharmacy = {
  __resolveReference: ({ id }: { id: string }, { loaders }: PharmacyContext) => loaders.pharmacy.load(id),
  facility: ({ id }: { id: string }) => ({ id }),
  async stock(
    { id }: { id: string },
    { medicationId, first, after }: { medicationId?: string | null; first?: number | null; after?: string | null },
    { loaders }: PharmacyContext,
  ) {
    const page = readPage(first, after);
    const batches = (await loaders.stock.load(id))
      .filter((batch) => !medicationId || batch.medicationId === medicationId)
      .map((batch) => ({ batch, position: stockPositionOf(batch) }))
      .toSorted((one, other) => (one.position < other.position ? -1 : 1));
    // A batch that was sold out meanwhile is not there any more: what comes after its place is.
    const left = batches.filter(({ position }) => page.after === null || position > page.after);
    const rows = left.slice(0, page.first + 1).map(({ batch }) => batch);
    return toConnection(rows, page, stockPositionOf);
  },
};

export const StockBatch = {
  medication: ({ medicationId }: StockRow, _: unknown, { loaders }: PharmacyContext) =>
    loaders.medication.load(medicationId),
};

export const Patient = {
  __resolveReference: (patient: PatientReference, { caller }: PharmacyContext) =>
    idsOf(patient).some((healthId) => mayOpenRecord(caller, healthId)) ? patient : null,
  async prescriptions(
    patient: PatientReference,
    { first, after }: { first?: number | null; after?: string | null },
    { loaders }: PharmacyContext,
  ) {
    const page = readPage(first, after);
    return toConnection(await loaders.list(page).load(idsOf(patient)), page, positionOf);
  },
  async medicationAlerts(patient: PatientReference, _: unknown, { loaders }: PharmacyContext) {
    const prescriptions = await loaders.active.load(idsOf(patient));
    const medications = await Promise.all(
      prescriptions.map(({ medicationId }) => loaders.medication.load(medicationId)),
    );
    const active: ActivePrescription[] = prescriptions.map(({ id }, index) => ({
      id,
      atcCode: medications[index]?.atcCode ?? '',
    }));
    return alertsFor(active, patient.activeAllergies ?? []);
  },
};

function idsOf({ healthId, healthIds }: PatientReference): readonly string[] {
  return healthIds && healthIds.length > 0 ? healthIds : [healthId];
}

export const Prescription = {
  async __resolveReference({ id }: { id: string }, { caller, loaders }: PharmacyContext) {
    const prescription = await loaders.prescription.load(id);
    return prescription && mayOpenRecord(caller, prescription.healthId) ? prescription : null;
  },
  patient: ({ healthId }: PrescriptionRow) => ({ healthId }),
  medication: ({ medicationId }: PrescriptionRow, _: unknown, { loaders }: PharmacyContext) =>
    loaders.medication.load(medicationId),
  remainingQuantity: ({ quantity, dispensed }: PrescriptionRow) => quantity - dispensed,
  status: statusOf,
  prescriber: ({ prescriberId }: PrescriptionRow) => ({ id: prescriberId }),
  facility: ({ facilityId }: PrescriptionRow) => ({ id: facilityId }),
  dispenses: ({ id }: PrescriptionRow, _: unknown, { loaders }: PharmacyContext) => loaders.dispensesOf.load(id),
};

export const Dispense = {
  async __resolveReference({ id }: { id: string }, { caller, loaders }: PharmacyContext) {
    const dispense = await loaders.dispense.load(id);
    const prescription = dispense && (await loaders.prescription.load(dispense.prescriptionId));
    return prescription && mayOpenRecord(caller, prescription.healthId) ? dispense : null;
  },
  prescription: ({ prescriptionId }: DispenseRow, _: unknown, { loaders }: PharmacyContext) =>
    loaders.prescription.load(prescriptionId),
  pharmacy: ({ pharmacyId }: DispenseRow) => ({ id: pharmacyId }),
  pharmacist: ({ pharmacistId }: DispenseRow) => ({ id: pharmacistId }),
};
