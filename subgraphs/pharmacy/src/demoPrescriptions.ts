import { facilitiesIn, practitioners } from '@wasl/demo/facilities';
import { ageOf, type DemoPerson } from '@wasl/demo/population';
import { type Random, random } from '@wasl/demo/random';
import { demoPrescriptionId, stableUuid } from '@wasl/demo/stableUuid';
import { labelsOfNew } from '@wasl/terminology/recordLabels';
import { formulary } from './formulary.ts';
import { meaningOfPrescription } from './prescriptionMeaning.ts';
import { supplyDays, supplyEnd } from './supply.ts';

const forAdults = [
  'C08CA01',
  'C09AA02',
  'A10BA02',
  'B01AC06',
  'C10AA05',
  'A02BC01',
  'N06AB06',
  'M01AE01',
  'N02BE01',
  'H03AA01',
];
const forChildren = ['J01CA04', 'N02BE01', 'R03AC02', 'R06AX13', 'A11CC05'];
/** What a medicine was prescribed for, where that goes without saying. */
const indications: Record<string, string> = {
  A10BA02: 'E11.9',
  C08CA01: 'I10',
  C09AA02: 'I10',
  H03AA01: 'E03.9',
  N06AB06: 'F32.1',
  R03AC02: 'J45.9',
};
const dosages: Record<string, string> = {
  inhaler: 'بختان عند اللزوم – two puffs when needed',
  drops: 'قطرتان يومياً – two drops a day',
};
const usualDosage = 'حبة كل 12 ساعة بعد الطعام – one every 12 hours after meals';

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
];
/** The columns of a demo dispense, in the order of its row. */
export const dispenseColumns = ['id', 'prescription_id', 'quantity', 'pharmacy_id', 'pharmacist_id', 'dispensed_at'];

/** One demo person's prescriptions, and the dispenses of them at pharmacies nearby. */
export interface DemoHistory {
  prescriptions: unknown[][];
  dispenses: unknown[][];
}

/** The same history for the same person. The first person, the demo's citizen, has two whole prescriptions to collect. */
export function historyOf(patient: DemoPerson): DemoHistory {
  const dice = random(`prescriptions ${patient.index}`);
  const history: DemoHistory = { prescriptions: [], dispenses: [] };
  const fitting = new Set(ageOf(patient.birthDate) < 15 ? forChildren : forAdults);
  const count = patient.index === 0 ? 2 : dice.int(3);
  for (let index = 0; index < count; index += 1) {
    const atcCode = dice.pick([...fitting]);
    fitting.delete(atcCode);
    addPrescription(history, patient, index, atcCode, dice);
  }
  return history;
}

function addPrescription(
  { prescriptions, dispenses }: DemoHistory,
  { index: person, healthId, birthDate, governorate }: DemoPerson,
  index: number,
  atcCode: string,
  dice: Random,
): void {
  const prescriber = workerAt(governorate, 'HOSPITAL');
  const pharmacist = workerAt(governorate, 'PHARMACY');
  const isCurrent = person === 0 || dice.chance(0.6);
  const validUntil = isCurrent ? '2027-12-31' : '2026-03-31';
  const day = dayIn(isCurrent ? 2026 : 2025, dice);
  const quantity = 10 + dice.int(5) * 10;
  const dispensed = person === 0 ? 0 : dice.pick([0, quantity / 2, quantity]);
  if (!prescriber || !pharmacist || day < birthDate) return;
  const id = demoPrescriptionId(person, index);
  const medicationId = `M-${atcCode}`;
  const origin = [`${day}T09:30:00Z`, prescriber.id, prescriber.facilityId];
  const labelled = [indications[atcCode] ?? null, ...labelsOf(atcCode)];
  const content = [medicationId, quantity, dispensed, dosageOf(atcCode), validUntil];
  const intake = { form: formOf(atcCode), unitsPerDay: null };
  const supplyEndsOn = dispensed === 0 ? null : supplyEnd(null, day, supplyDays(intake, dispensed));
  prescriptions.push([id, healthId, ...content, ...origin, ...labelled, supplyEndsOn]);
  if (dispensed === 0) return;
  const place = [pharmacist.facilityId, pharmacist.id, `${day}T14:10:00Z`];
  dispenses.push([stableUuid(`dispense ${person} ${index}`), id, dispensed, ...place]);
}

const judged = new Map<string, readonly [confidentiality: string, sensitivities: readonly string[]]>();

/** Judged once for all who get the same medicine. */
function labelsOf(atcCode: string): readonly [confidentiality: string, sensitivities: readonly string[]] {
  const known = judged.get(atcCode);
  if (known) return known;
  const content = { atcCode, dosage: dosageOf(atcCode), indicationCode: indications[atcCode] };
  const { confidentiality, sensitivities } = labelsOfNew(meaningOfPrescription(content), {});
  const labels = [confidentiality, sensitivities] as const;
  judged.set(atcCode, labels);
  return labels;
}

function workerAt(governorate: string, type: 'HOSPITAL' | 'PHARMACY') {
  const facilityId = facilitiesIn(governorate, type)[0]?.id;
  const role = type === 'HOSPITAL' ? 'PHYSICIAN' : 'PHARMACIST';
  return practitioners().find((item) => item.facilityId === facilityId && item.role === role);
}

function dosageOf(atcCode: string): string {
  return dosages[formOf(atcCode)] ?? usualDosage;
}

function formOf(atcCode: string): string {
  return formulary.find((item) => item.atcCode === atcCode)?.form ?? '';
}

function dayIn(year: number, dice: Random): string {
  return `${year}-0${1 + dice.int(9)}-${String(1 + dice.int(27)).padStart(2, '0')}`;
}
