import type { DemoPerson } from '@wasl/demo/population';
import { demoPrescriptionId, demoRecordId, stableUuid } from '@wasl/demo/stableUuid';
import type { DemoPrescription } from '@wasl/demo/story/entries';
import { storyOf } from '@wasl/demo/story/story';
import { damascusDay } from '@wasl/kit/calendar';
import { withMark } from '@wasl/kit/markedUuid';
import { labelsOfNew, type RecordLabels } from '@wasl/terminology/recordLabels';
import { unitsPerDay } from './dose.ts';
import { doseSentence } from './doseSentence.ts';
import { formulary, type FormularyMedication } from './formulary.ts';
import { meaningOfPrescription } from './prescriptionMeaning.ts';
import { supplyDays, supplyEnd } from './supply.ts';

/** The columns of a demo prescription, in the order of its row. */
export const prescriptionColumns = [
  'id',
  'health_id',
  'medication_id',
  'quantity',
  'dispensed',
  'dosage',
  'valid_until',
  'prescribed_at',
  'prescriber_id',
  'facility_id',
  'indication_code',
  'confidentiality',
  'sensitivities',
  'supply_ends_on',
  'dose',
  'encounter_id',
];
/** The columns of a demo dispense, in the order of its row. */
export const dispenseColumns = ['id', 'prescription_id', 'quantity', 'pharmacy_id', 'pharmacist_id', 'dispensed_at'];

/** One demo person's prescriptions, and the dispenses of them at pharmacies nearby. */
export interface DemoHistory {
  prescriptions: unknown[][];
  dispenses: unknown[][];
}

/** The same history for the same person. The first person, the demo's citizen, has two whole prescriptions to collect. */
export function historyOf({ index, healthId, ...person }: DemoPerson): DemoHistory {
  const history: DemoHistory = { prescriptions: [], dispenses: [] };
  const { entries, prescriptions } = storyOf({ index, healthId, ...person });
  for (const [nth, prescription] of prescriptions.entries()) {
    const id = demoPrescriptionId(index, nth);
    const visitId = demoRecordId(index, entries.indexOf(prescription.visit), 'Encounter');
    history.prescriptions.push([id, healthId, ...rowOf(prescription), visitId]);
    for (const [time, { quantity, pharmacyId, pharmacistId, at }] of prescription.dispenses.entries()) {
      const dispenseId = withMark(stableUuid(`dispense ${index} ${nth} ${time}`), 'Dispense');
      history.dispenses.push([dispenseId, id, quantity, pharmacyId, pharmacistId, at]);
    }
  }
  return history;
}

function rowOf(prescription: DemoPrescription): unknown[] {
  const { medicationId, quantity, dose, validUntil, at, prescriberId, facilityId, indication, dispenses } =
    prescription;
  const medication = medicationOf(medicationId);
  const dispensed = dispenses.reduce((sum, one) => sum + one.quantity, 0);
  const sentence = doseSentence(dose);
  const dosage = `${sentence.ar} – ${sentence.en}`;
  const { confidentiality, sensitivities } = labelsOf(medication.atcCode, dosage, indication);
  const content = [medicationId, quantity, dispensed, dosage, validUntil, at, prescriberId, facilityId, indication];
  return [...content, confidentiality, sensitivities, supplyEndOf(prescription, medication), dose];
}

/** The last day on which the patient has some of what was dispensed; null where nothing was. */
function supplyEndOf({ dose, dispenses }: DemoPrescription, medication: FormularyMedication): string | null {
  const intake = { form: medication.form, unitsPerDay: unitsPerDay(dose, medication) };
  return dispenses.reduce<string | null>(
    (end, { at, quantity }) => supplyEnd(end, damascusDay(new Date(at)), supplyDays(intake, quantity)),
    null,
  );
}

const judged = new Map<string, RecordLabels>();

/** Judged once for all who get the same. */
function labelsOf(atcCode: string, dosage: string, indicationCode: string): RecordLabels {
  const key = `${atcCode} ${indicationCode}`;
  const found = judged.get(key) ?? labelsOfNew(meaningOfPrescription({ atcCode, dosage, indicationCode }), {});
  judged.set(key, found);
  return found;
}

const medications = new Map(formulary.map((item) => [item.id, item]));

function medicationOf(id: string): FormularyMedication {
  const found = medications.get(id);
  if (!found) throw new Error(`The formulary has no ${id}.`);
  return found;
}
