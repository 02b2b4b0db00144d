import { readPage, toConnection } from '@wasl/kit/pagination';
import { idsOf, type PatientReference } from '@wasl/kit/patientReference';
import { placed, toPlace } from '@wasl/kit/placing/resolvers';
import type { PharmacyContext } from '../context.ts';
import { type Dose as DoseRow, stockUnitOf } from '../dose.ts';
import { doseSentence } from '../doseSentence.ts';
import { alertsOf, type CheckedPatient } from '../findAlerts.ts';
import { labelFields } from './labelFields.ts';
import { shownOverrides } from '../shownOverrides.ts';
import type { PrescriptionLabels } from '../stores/labelStore.ts';
import {
  type Dispense as DispenseRow,
  positionOf,
  type Prescription as PrescriptionRow,
  statusOf,
} from '../stores/prescriptionStore.ts';
import { isActing } from '../stores/takenStore.ts';

export const Medication = {
  __resolveReference: ({ id }: { id: string }, { loaders }: PharmacyContext) => loaders.medication.load(id),
};

export const Patient = {
  __resolveReference: (patient: CheckedPatient, { loaders }: PharmacyContext) => loaders.patient(patient),
  async prescriptions(
    patient: PatientReference,
    { first, after }: { first?: number | null; after?: string | null },
    { loaders }: PharmacyContext,
  ) {
    const page = readPage(first, after);
    return toConnection(await loaders.list(page).load(idsOf(patient)), page, positionOf);
  },
  summary: (patient: PatientReference) => patient,
  prescriptionsToPlace: toPlace,
  placedPrescriptions: placed,
  medicationAlerts: (patient: CheckedPatient, _: unknown, context: PharmacyContext) => alertsOf(patient, context),
};

/** The pharmacy's section of the summary that the clinical record system fills for the rest. */
export const PatientSummary = {
  async medications(patient: PatientReference, _: unknown, { loaders }: PharmacyContext) {
    const taken = await loaders.taken.load(idsOf(patient));
    return taken.flatMap(({ prescription, isOpen }) => (isOpen && isActing(prescription, 0) ? [prescription] : []));
  },
};

export const MedicationAlert = labelFields;

export const AlertCause = labelFields;

export const LabelChange = {
  author: ({ authorId }: PrescriptionLabels) => ({ id: authorId }),
};

export const Prescription = {
  __resolveReference: ({ id }: { id: string }, { loaders }: PharmacyContext) => loaders.prescription.load(id),
  patient: ({ healthId }: PrescriptionRow) => ({ healthId }),
  medication: ({ medicationId }: PrescriptionRow, _: unknown, { loaders }: PharmacyContext) =>
    loaders.medication.load(medicationId),
  async quantityUnit({ medicationId }: PrescriptionRow, _: unknown, { loaders }: PharmacyContext) {
    return stockUnitOf((await loaders.medication.load(medicationId))?.form ?? '');
  },
  remainingQuantity: ({ quantity, dispensed }: PrescriptionRow) => quantity - dispensed,
  status: statusOf,
  prescriber: ({ prescriberId }: PrescriptionRow) => ({ id: prescriberId }),
  facility: ({ facilityId }: PrescriptionRow) => ({ id: facilityId }),
  cancelledBy: ({ cancelledBy }: PrescriptionRow) => cancelledBy && { id: cancelledBy },
  stoppedBy: ({ stoppedBy }: PrescriptionRow) => stoppedBy && { id: stoppedBy },
  overrides: (row: PrescriptionRow, _: unknown, context: PharmacyContext) => shownOverrides(row, context),
  labelHistory: ({ id }: PrescriptionRow, _: unknown, { loaders }: PharmacyContext) => loaders.labelHistory.load(id),
  dispenses: ({ id }: PrescriptionRow, _: unknown, { loaders }: PharmacyContext) => loaders.dispensesOf.load(id),
};

/** A visit of the clinical records, as the gateway brings it with its patient. */
export const Encounter = {
  prescriptions: (
    { id, patient }: { id: string; patient?: { healthId: string } | null },
    _: unknown,
    { loaders }: PharmacyContext,
  ) => (patient ? loaders.ofVisit.load({ id, healthId: patient.healthId }) : null),
};

export const Dose = {
  asNeeded: ({ asNeeded }: DoseRow) => asNeeded ?? false,
  sentenceAr: (dose: DoseRow) => doseSentence(dose).ar,
  sentenceEn: (dose: DoseRow) => doseSentence(dose).en,
};

export const Dispense = {
  __resolveReference: ({ id }: { id: string }, { loaders }: PharmacyContext) => loaders.dispense.load(id),
  prescription: ({ prescriptionId }: DispenseRow, _: unknown, { loaders }: PharmacyContext) =>
    loaders.prescription.load(prescriptionId),
  pharmacy: ({ pharmacyId }: DispenseRow) => ({ id: pharmacyId }),
  batches: ({ id }: DispenseRow, _: unknown, { loaders }: PharmacyContext) => loaders.batches.load(id),
  pharmacist: ({ pharmacistId }: DispenseRow) => ({ id: pharmacistId }),
  // Never copied: whoever raises the prescription raises what was dispensed of it.
  confidentiality: async (row: DispenseRow, _: unknown, context: PharmacyContext) =>
    (await prescriptionOf(row, context))?.confidentiality,
  sensitivities: async (row: DispenseRow, _: unknown, context: PharmacyContext) =>
    (await prescriptionOf(row, context))?.sensitivities,
};

function prescriptionOf({ prescriptionId }: DispenseRow, { loaders }: PharmacyContext) {
  return loaders.prescription.load(prescriptionId);
}
