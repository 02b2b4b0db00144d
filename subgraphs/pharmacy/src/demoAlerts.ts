import { storedLabels } from '@wasl/terminology/recordLabels';
import { type Alert, alertsFor, type TakenMedicine } from './alerts.ts';
import type { Dose } from './dose.ts';
import { doseAlerts } from './doseAlerts.ts';
import { formulary } from './formulary.ts';
import { factsOfPatient, takerOf } from './patientFacts.ts';
import type { ToldFact } from './toldFacts.ts';

/** A person as the registry tells of them. */
interface AlertedPerson {
  birthDate: string;
  sex: string;
}

/** A record of which alerts may come: an allergy, a problem or a measurement. */
interface AlertingRecord {
  kind: string;
  status: string;
  code: string;
  display_ar: string;
  display_en: string;
  effective_at: string;
  recorded_at: string;
  confidentiality: string;
  sensitivities: readonly string[];
  content: { value?: number; unit?: string; substanceAtcCode?: string };
}

/** A prescription that is taken on the day. */
interface TakenPrescription {
  id: string;
  medication_id: string;
  confidentiality: string;
  sensitivities: readonly string[];
  dose: unknown;
}

/**
 * What the pharmacy's own rules say on a day against prescriptions, which come newest first, of a person with these records. Records of
 * later days are not known yet; what is over counts on the days on which it was not.
 */
export function demoAlertsOn(
  person: AlertedPerson,
  records: readonly AlertingRecord[],
  taken: readonly TakenPrescription[],
  day: string,
): Alert[] {
  const known = records.filter(({ recorded_at }) => recorded_at.slice(0, 10) <= day);
  const allergies = known.filter(({ kind, code }) => kind === 'ALLERGY_INTOLERANCE' && code !== 'no-known-allergies');
  const told = { ...person, prescribingFacts: factsAmong(known) };
  const medicines = taken.map(toMedicine);
  const taker = takerOf(told, day);
  return [
    ...alertsFor(medicines, allergies.map(toAllergy), factsOfPatient(told, day)),
    ...medicines.flatMap(({ dosed, ...medicine }) => (dosed ? doseAlerts({ ...medicine, ...dosed }, taker) : [])),
  ];
}

function factsAmong(records: readonly AlertingRecord[]): ToldFact[] {
  return records
    .filter(({ kind, status }) => kind === 'OBSERVATION' || (kind === 'CONDITION' && status === 'ACTIVE'))
    .toSorted((one, other) => other.effective_at.localeCompare(one.effective_at))
    .map(({ code, content, effective_at, confidentiality, sensitivities }) => ({
      code,
      value: content.value ?? null,
      unit: content.unit ?? null,
      effectiveAt: effective_at,
      confidentiality,
      sensitivities: [...sensitivities],
    }));
}

function toAllergy({ code, content, display_ar, display_en, ...labels }: AlertingRecord) {
  const { substanceAtcCode = null } = content;
  return { code, substanceAtcCode, texts: [display_ar, display_en], labels: storedLabels(labels) };
}

function toMedicine({ id, medication_id, dose, ...labels }: TakenPrescription): TakenMedicine {
  const medication = formulary.find((item) => item.id === medication_id);
  if (!medication) throw new Error(`The formulary has no ${medication_id}.`);
  const { atcCode, form, strength } = medication;
  const dosed = { form, strength, dose: dose as Dose | null };
  return { id, atcCode, labels: storedLabels(labels), dosed, isDispensable: true };
}
