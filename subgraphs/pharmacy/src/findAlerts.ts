import { openAmong } from '@wasl/kit/loaders';
import { idsOf, type PatientReference } from '@wasl/kit/patientReference';
import { isPatientSide } from '@wasl/kit/recordAccess';
import { type RecordLabels, storedLabels } from '@wasl/terminology/recordLabels';
import { lingeringDays } from '@wasl/terminology/safety/lingering';
import { type Alert, alertsFor, type KnownAllergy, type TakenMedicine } from './alerts.ts';
import type { PharmacyContext } from './context.ts';
import type { Dose } from './dose.ts';
import { doseAlerts } from './doseAlerts.ts';
import { factsOfPatient, takerOf, type ToldPatient } from './patientFacts.ts';
import { showAlert, type ShownAlert } from './shownAlert.ts';
import { isActing, isDispensable } from './stores/takenStore.ts';
import { today } from './today.ts';

const ownCategory = 'MedicationRequest';

/** A patient with what the gateway sends along for warnings. */
export interface CheckedPatient extends PatientReference, ToldPatient {
  /** Null when the registry could not say. */
  isDeceased?: boolean | null;
  allergySubstances?: (Omit<KnownAllergy, 'labels'> & { confidentiality: string; sensitivities: string[] })[] | null;
}

/**
 * The alerts of a patient as the reader gets them; null where nobody says what the patient is allergic to. Who prescribes or dispenses is
 * warned whatever the cause. Who speaks for a patient is not warned of what bears labels that are closed to them: that there is an alert would tell of it.
 */
export async function alertsOf(
  patient: CheckedPatient,
  { loaders, caller }: PharmacyContext,
): Promise<ShownAlert[] | null> {
  // Without the allergies, an empty list would say that there is nothing to warn of.
  if (!patient.allergySubstances) return null;
  const healthIds = idsOf(patient);
  const rows = await loaders.taken.load(healthIds);
  const medicines = await medicinesOf(rows, loaders);
  const open = new Set(rows.flatMap(({ prescription, isOpen }) => (isOpen ? [prescription.id] : [])));
  const found = judge(patient, medicines).filter(({ prescriptionId }) => open.has(prescriptionId));
  const mayRead = (category: string, labels: RecordLabels) => loaders.mayReadLabelled(healthIds, category, labels);
  const told =
    caller && isPatientSide(caller) ? await openAmong(found, ({ cause }) => mayRead(ownCategory, cause.labels)) : found;
  return Promise.all(told.map((alert) => showAlert(alert, { caller, mayRead })));
}

/** All alerts of a patient on these medicines, newest first, whoever asks. */
export function judge(patient: CheckedPatient, medicines: readonly TakenMedicine[]): Alert[] {
  const facts = factsOfPatient(patient, today());
  const allergies = (patient.allergySubstances ?? []).map((allergy) => ({ ...allergy, labels: storedLabels(allergy) }));
  const taker = takerOf(patient, today());
  const doses = medicines.flatMap(({ id, atcCode, labels, dosed, isDispensable: isOpen }) =>
    dosed && isOpen ? doseAlerts({ id, atcCode, labels, ...dosed }, taker) : [],
  );
  return [...alertsFor(medicines, allergies, facts), ...doses];
}

type Rows = Awaited<ReturnType<PharmacyContext['loaders']['taken']['load']>>;

/** The medicines that act in the patient now. */
export async function medicinesOf(rows: Rows, loaders: PharmacyContext['loaders']): Promise<TakenMedicine[]> {
  const medications = await Promise.all(
    rows.map(({ prescription }) => loaders.medication.load(prescription.medicationId)),
  );
  return rows.flatMap(({ prescription }, index) => {
    const medication = medications[index];
    const atcCode = medication?.atcCode ?? '';
    if (!isActing(prescription, lingeringDays(atcCode))) return [];
    const labels = storedLabels(prescription);
    const dosed = medication && dosedBy(medication, prescription.dose as Dose | null);
    return [
      { id: prescription.id, atcCode, labels, isDispensable: isDispensable(prescription), ...(dosed && { dosed }) },
    ];
  });
}

/** A medicine's form and strength with a dose. */
export function dosedBy({ form, strength }: { form: string; strength: string }, dose: Dose | null) {
  return { form, strength, dose };
}
