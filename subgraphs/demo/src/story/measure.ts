import { yearsBetween } from '../days.ts';
import { sizeOf } from '../growth.ts';
import type { DemoPerson } from '../population.ts';
import type { Random } from '../random.ts';
import type { DemoEntry } from './entries.ts';
import type { OpenVisit } from './teller.ts';

/** LOINC codes of what the stories measure. */
export const tests = {
  weight: '29463-7',
  height: '8302-2',
  birthWeight: '8339-4',
  temperature: '8310-5',
  saturation: '59408-5',
  heartRate: '8867-4',
  systolic: '8480-6',
  diastolic: '8462-4',
  haemoglobin: '718-7',
  cellVolume: '787-2',
  ferritin: '2276-4',
  haemoglobinA2: '4551-8',
  glycatedHaemoglobin: '4548-4',
  fastingGlucose: '1558-6',
  creatinine: '2160-0',
  filtrationRate: '98979-8',
  thyrotropin: '3016-3',
  inr: '6301-6',
  ldl: '13457-7',
  phq9: '44261-6',
  viralLoad: '20447-9',
  gestationalAge: '11884-4',
} as const;

/** Writes a measured value; its unit is the one that the list of tests gives. */
export function measure(visit: OpenVisit, test: keyof typeof tests, value: number, more: Partial<DemoEntry> = {}) {
  return visit.write('OBSERVATION', tests[test], { ...more, content: { value } });
}

export function measureSize(visit: OpenVisit, person: DemoPerson, withHeight: boolean): void {
  const { heightCm, weightKg } = sizeOf(person, visit.day);
  measure(visit, 'weight', weightKg);
  if (withHeight) measure(visit, 'height', heightCm);
}

/** Blood pressure of an adult: high where hypertension is not yet treated, near its aim where it is. */
export function measurePressure(
  visit: OpenVisit,
  person: DemoPerson,
  state: 'healthy' | 'untreated' | 'treated',
  dice: Random,
): void {
  const age = yearsBetween(person.birthDate, visit.day);
  const usual = Math.min(126, 100 + age / 4 + dice.int(10));
  const systolic = { healthy: usual, untreated: 144 + dice.int(24), treated: 122 + dice.int(18) }[state];
  measure(visit, 'systolic', Math.round(systolic));
  measure(visit, 'diastolic', Math.round(systolic * 0.52 + 10 + dice.int(6)));
}

/** A value between two, with so many decimals. */
export function between(dice: Random, low: number, high: number, decimals = 1): number {
  const factor = 10 ** decimals;
  return Math.round((low + dice.next() * (high - low)) * factor) / factor;
}

/** Serum creatinine in mg/dL at which the CKD-EPI equation of 2021 gives a filtration rate, in mL/min/1.73 m². */
export function creatinineAt(rate: number, years: number, isFemale: boolean): number {
  const [kappa, alpha] = isFemale ? [0.7, -0.241] : [0.9, -0.302];
  const share = rate / (142 * 0.9938 ** years * (isFemale ? 1.012 : 1));
  return Math.round(kappa * share ** (1 / (share < 1 ? -1.2 : alpha)) * 100) / 100;
}

/** The filtration rate by the CKD-EPI equation of 2021, rounded: the other way round. */
export function rateAt(creatinine: number, years: number, isFemale: boolean): number {
  const [kappa, alpha] = isFemale ? [0.7, -0.241] : [0.9, -0.302];
  const ratio = creatinine / kappa;
  const rate = 142 * Math.min(ratio, 1) ** alpha * Math.max(ratio, 1) ** -1.2 * 0.9938 ** years;
  return Math.round(rate * (isFemale ? 1.012 : 1));
}

/** Haemoglobin in g/dL within the reference range of age and sex. */
export function healthyHaemoglobin(person: DemoPerson, day: string, dice: Random): number {
  const years = yearsBetween(person.birthDate, day);
  if (years < 5) return between(dice, 11.2, 13);
  if (years < 12) return between(dice, 11.7, 13.8);
  if (person.sex === 'FEMALE') return between(dice, 12.1, 14.4);
  return years < 15 ? between(dice, 12.7, 14.6) : between(dice, 13.3, 16.2);
}

/** Haemoglobin in g/dL just below that range. */
export function lowHaemoglobin(person: DemoPerson, day: string): number {
  const years = yearsBetween(person.birthDate, day);
  if (years < 5) return 10.7;
  if (years < 12) return 11.2;
  if (person.sex === 'FEMALE') return 11.7;
  return years < 15 ? 12.2 : 12.7;
}
