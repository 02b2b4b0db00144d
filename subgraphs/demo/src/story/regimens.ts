import { sizeOf } from '../growth.ts';
import { ageOf, type DemoPerson } from '../population.ts';
import type { Random } from '../random.ts';
import type { DemoDose, Regimen } from './entries.ts';

/** What a physician knows before prescribing. */
export interface Patient {
  person: DemoPerson;
  has(code: string): boolean;
  isPregnant: boolean;
  dice: Random;
}

const tablets = (amount: number, timesPerDay: number, more: Partial<DemoDose> = {}): DemoDose => ({
  amount,
  unit: 'TABLET',
  route: 'ORAL',
  timesPerDay,
  ...more,
});
const capsule: DemoDose = { amount: 1, unit: 'CAPSULE', route: 'ORAL', timesPerDay: 1 };
const puffs = (amount: number, timesPerDay: number, more: Partial<DemoDose> = {}): DemoDose => ({
  amount,
  unit: 'PUFF',
  route: 'INHALED',
  timesPerDay,
  ...more,
});
const whenNeeded = (timesPerDay: number): DemoDose => tablets(2, timesPerDay, { asNeeded: true, maxPerDay: 3 });

type Choice = (patient: Patient, age: number) => Omit<Regimen, 'indication'>[];
const one = (medicationId: string, dose: DemoDose, packages?: number) => [
  { medicationId, dose, ...(packages !== undefined && { packages }) },
];

/** The usual treatment of each lasting problem. What harms together with another problem of the patient is not chosen. */
const treatments: Readonly<Record<string, Choice>> = {
  I10: (patient, age) => pressure(patient, age),
  'E11.9': ({ dice }) => [
    { medicationId: 'M-A10BA02', dose: tablets(1, 2) },
    ...(dice.chance(0.3) ? one('M-A10BB09', tablets(1, 1)) : []),
  ],
  'E10.9': ({ person }, age) => insulin(person, age),
  'E78.5': ({ isPregnant }) => (isPregnant ? [] : one('M-C10AA05', tablets(1, 1))),
  'I25.1': (patient) => ischaemia(patient),
  'I48.9': ({ has }) => [
    { medicationId: 'M-B01AA03', dose: tablets(1, 1) },
    ...(has('J44.9') || has('J45.9') ? [] : one('M-C07AB07', tablets(0.5, 1))),
  ],
  'I50.9': ({ has }) => [
    { medicationId: 'M-C03CA01', dose: tablets(1, 1) },
    ...(has('I10') ? [] : one('M-C09AA02', tablets(0.5, 2))),
  ],
  'J45.9': (_, age) => [
    { medicationId: 'M-R03AC02', dose: puffs(2, 2, { asNeeded: true, maxPerDay: 4 }), packages: 1 },
    ...(age >= 6 ? one('M-R03BA02', puffs(1, 2), 1) : []),
  ],
  'J44.9': () => one('M-R03AC02', puffs(2, 2, { asNeeded: true, maxPerDay: 4 }), 2),
  'D50.9': ({ person }, age) => iron(person, age),
  'D56.1': (_, age) => (age >= 7 ? one('M-B03BB01', tablets(1, 1)) : []),
  'E03.9': (_, age) => one('M-H03AA01', tablets(age >= 65 ? 0.5 : 1, 1)),
  'F32.1': ({ has, isPregnant }) => (has('I48.9') || isPregnant ? [] : one('M-N06AB06', tablets(1, 1))),
  'F43.1': ({ has, isPregnant }) => (has('I48.9') || isPregnant ? [] : one('M-N06AB06', tablets(1, 1))),
  // Valproate harms the unborn child: women who may bear children get another.
  'G40.9': ({ person }, age) =>
    one(person.sex === 'FEMALE' && age < 50 ? 'M-N03AF01' : 'M-N03AG01', tablets(age < 12 ? 0.5 : 1, 2)),
  'G43.9': () => one('M-N02BE01', whenNeeded(1)),
  N40: () => one('M-G04CA02', capsule),
  'M17.9': () => one('M-N02BE01', whenNeeded(2)),
  'K21.9': () => one('M-A02BC01', capsule),
  'J30.4': () => one('M-R06AX13', tablets(1, 1)),
  'M10.9': () => one('M-M04AA01', tablets(1, 1)),
};

/** What is prescribed for a lasting problem. */
export function regimensFor(code: string, patient: Patient): Regimen[] {
  const chosen = treatments[code]?.(patient, ageOf(patient.person.birthDate)) ?? [];
  return chosen.map((each) => ({ ...each, indication: code }));
}

function pressure({ person, has, dice }: Patient, age: number) {
  if (has('I50.9')) return one('M-C09AA02', tablets(1, 2));
  if (person.sex === 'FEMALE' && age < 50) return one('M-C08CA01', tablets(1, 1));
  if (has('E11.9') || has('N18.3')) return one(dice.chance(0.6) ? 'M-C09AA02' : 'M-C09CA01', tablets(1, 1));
  const wanted = dice.pick(['M-C08CA01', 'M-C08CA01', 'M-C09AA02', 'M-C09CA01', 'M-C03AA03']);
  return one(wanted === 'M-C03AA03' && has('M10.9') ? 'M-C08CA01' : wanted, tablets(1, 1));
}

function ischaemia({ has }: Patient) {
  const statin = has('E78.5') ? [] : one('M-C10AA05', tablets(1, 1));
  // Who is anticoagulated gets no antiplatelet on top.
  if (has('I48.9')) return statin;
  const antiplatelet = has('J45.9') ? 'M-B01AC04' : 'M-B01AC06';
  const blocker = has('J45.9') || has('J44.9') ? [] : one('M-C07AB07', tablets(0.5, 1));
  return [...one(antiplatelet, tablets(1, 1)), ...blocker, ...statin];
}

function insulin(person: DemoPerson, age: number) {
  const { weightKg } = sizeOf(person, '2026-10-01');
  const units = Math.round(weightKg * (age < 12 ? 0.22 : 0.2));
  const dose: DemoDose = { amount: units, unit: 'IU', route: 'SUBCUTANEOUS', timesPerDay: 3 };
  // Vials of 10 mL with 100 IU/mL; the pharmacy reckons one for a month.
  return one('M-A10AB01', dose, Math.min(3, Math.ceil((units * 3 * 90) / 1_000)));
}

function iron(person: DemoPerson, age: number) {
  if (age >= 7) return one('M-B03AA07', tablets(1, age < 12 ? 1 : 2));
  const { weightKg } = sizeOf(person, '2026-10-01');
  // 3 mg of elemental iron a kilogram a day; 5 mL hold 25 mg.
  const amount = Math.max(1, Math.round(weightKg * 0.3));
  const dose: DemoDose = { amount, unit: 'ML', route: 'ORAL', timesPerDay: 2 };
  return one('M-B03AA07-S', dose);
}

/** What brings a fever or pain down, in a form that fits the age. @param weightKg of that day */
export function paracetamol(years: number, weightKg: number): Omit<Regimen, 'indication'>[] {
  if (years < 0.25) return [];
  if (years >= 12) return one('M-N02BE01', tablets(1, 3, { durationDays: 3 }));
  // 12 mg a kilogram, at most four times a day; 5 mL hold 120 mg.
  const amount = Math.floor(weightKg * 12 * (5 / 120) * 2) / 2;
  return one('M-N02BE01-S', { amount, unit: 'ML', route: 'ORAL', timesPerDay: 4, durationDays: 3 });
}

/** Amoxicillin, or azithromycin for those who are allergic to penicillins and swallow tablets. */
export function antibiotic(years: number, weightKg: number, isAllergic: boolean): Omit<Regimen, 'indication'>[] {
  if (isAllergic) return years < 12 ? [] : one('M-J01FA10', tablets(1, 1, { durationDays: 3 }));
  if (years >= 12) return one('M-J01CA04', { ...capsule, timesPerDay: 3, durationDays: 7 });
  // 45 mg a kilogram a day in two doses; 5 mL hold 250 mg.
  const amount = Math.min(10, Math.round(weightKg * 22.5 * (5 / 250) * 2) / 2);
  return one('M-J01CA04-S', { amount, unit: 'ML', route: 'ORAL', timesPerDay: 2, durationDays: 7 });
}
