import { damascusDay, fullYears } from '@wasl/kit/calendar';
import { normalCode } from '@wasl/terminology/normalCode';
import { type RecordLabels, storedLabels } from '@wasl/terminology/recordLabels';
import { terminology } from '@wasl/terminology/terminology';
import type { KnownFact } from './alerts.ts';
import type { Taker } from './doseAlerts.ts';
import { addDays } from './supply.ts';

/** A fact as clinical-records tells it: a problem by ICD-10, a measurement by LOINC. */
export interface ToldFact {
  code: string;
  value?: number | null;
  unit?: string | null;
  /** RFC 3339. */
  effectiveAt: string;
  confidentiality: string;
  sensitivities: string[];
}

/** What the gateway sends along of a patient. */
export interface ToldPatient {
  birthDate?: string | null;
  sex?: string | null;
  prescribingFacts?: readonly ToldFact[] | null;
}

const plain: RecordLabels = { confidentiality: 'U', sensitivities: [] };
/** How old a measurement may be to count, in days. */
const freshKidneyDays = 365;
const freshPregnancyDays = 300;
const filtrationRates: ReadonlySet<string> = new Set(['98979-8', '62238-1', '33914-3', '50044-7', '77147-7']);
/** A child of a year grows: an older weight would allow less than is right, and a newer one is soon taken. */
const freshWeightDays = 183;
const weights: ReadonlySet<string> = new Set(['29463-7', '3141-9']);
const creatinine = '2160-0';
/** Chronic kidney disease by stage, with the highest filtration rate that each stage allows. */
const kidneyStages: readonly (readonly [string, number])[] = [
  ['N18.3', 59],
  ['N18.4', 29],
  ['N18.5', 14],
  ['Z49', 14],
  ['Z99.2', 14],
];
const pregnancies: readonly string[] = ['Z32.1', 'Z33', 'Z34', 'Z35', 'O10-O16', 'O20-O48'];

/** What of a patient medicines are checked against, as far as the record knows it. */
export function factsOfPatient({ birthDate, sex, prescribingFacts }: ToldPatient, day: string): KnownFact[] {
  const told = prescribingFacts ?? [];
  return [
    ...ageOf(birthDate, day),
    ...told.filter(isCondition).map(toCondition),
    ...pregnancyAmong(told, day),
    ...kidneyOf(told, birthDate, sex, day),
  ];
}

/** What doses are judged by: the age, and the newest weight of half a year. */
export function takerOf({ birthDate, prescribingFacts }: ToldPatient, day: string): Taker {
  const weighed = (prescribingFacts ?? []).find(
    (fact) => weights.has(fact.code) && fact.value != null && isFresh(fact, day, freshWeightDays),
  );
  return {
    years: birthDate ? ageInYears(birthDate, day) : undefined,
    weight: weighed && { kg: kilograms(weighed), labels: storedLabels(weighed) },
  };
}

function kilograms({ value, unit }: ToldFact): number {
  return unit === 'g' ? (value ?? 0) / 1_000 : (value ?? 0);
}

/** Years of age with the part of a year that has begun, so that a month is more than a day. */
export function ageInYears(birthDate: string, day: string): number {
  const whole = fullYears(birthDate, day);
  if (whole >= 2) return whole;
  return Math.max(0, (Date.parse(day) - Date.parse(birthDate)) / 86_400_000 / 365.25);
}

function ageOf(birthDate: string | null | undefined, day: string): KnownFact[] {
  if (!birthDate) return [];
  return [{ fact: { kind: 'age', years: ageInYears(birthDate, day) }, category: null, labels: plain }];
}

function isCondition({ code }: ToldFact): boolean {
  return normalCode('icd-10', code) !== undefined;
}

function toCondition(told: ToldFact): KnownFact {
  return { fact: { kind: 'condition', code: told.code }, category: 'Condition', labels: storedLabels(told) };
}

function pregnancyAmong(told: readonly ToldFact[], day: string): KnownFact[] {
  const found = told.find(
    (fact) =>
      isFresh(fact, day, freshPregnancyDays) &&
      pregnancies.some((range) => terminology.isA('icd-10', fact.code, range)),
  );
  return found ? [{ fact: { kind: 'pregnancy' }, category: 'Condition', labels: storedLabels(found) }] : [];
}

/** The kidney by its newest measurement, or by the stage of its disease where that says less. */
function kidneyOf(
  told: readonly ToldFact[],
  birthDate: string | null | undefined,
  sex: string | null | undefined,
  day: string,
): KnownFact[] {
  const measured = told
    .filter((fact) => isFresh(fact, day, freshKidneyDays))
    .toSorted((one, other) => other.effectiveAt.localeCompare(one.effectiveAt))
    .flatMap((fact) => {
      const egfr = rateOf(fact, birthDate, sex, day);
      return egfr === undefined ? [] : [{ egfr, fact, category: 'Observation' as const }];
    })
    .slice(0, 1);
  const staged = told.flatMap((fact) =>
    kidneyStages.flatMap(([code, egfr]) =>
      terminology.isA('icd-10', fact.code, code) ? [{ egfr, fact, category: 'Condition' as const }] : [],
    ),
  );
  const worst = [...measured, ...staged].toSorted((one, other) => one.egfr - other.egfr)[0];
  if (!worst) return [];
  const { egfr, category, fact } = worst;
  return [{ fact: { kind: 'kidney', egfr }, category, labels: storedLabels(fact) }];
}

function rateOf(
  { code, value, unit }: ToldFact,
  birthDate: string | null | undefined,
  sex: string | null | undefined,
  day: string,
): number | undefined {
  if (value == null) return undefined;
  if (filtrationRates.has(code)) return value;
  if (code !== creatinine || !birthDate || (sex !== 'FEMALE' && sex !== 'MALE')) return undefined;
  const years = fullYears(birthDate, day);
  if (years < 18) return undefined;
  return ckdEpi2021(unit === 'umol/L' ? value / 88.42 : value, years, sex === 'FEMALE');
}

/** CKD-EPI 2021, without race: mL/min/1.73 m² from creatinine in mg/dL. */
export function ckdEpi2021(creatinineMgPerDl: number, years: number, isFemale: boolean): number {
  const kappa = isFemale ? 0.7 : 0.9;
  const alpha = isFemale ? -0.241 : -0.302;
  const ratio = creatinineMgPerDl / kappa;
  const rate = 142 * Math.min(ratio, 1) ** alpha * Math.max(ratio, 1) ** -1.2 * 0.9938 ** years;
  return isFemale ? rate * 1.012 : rate;
}

function isFresh({ effectiveAt }: ToldFact, day: string, days: number): boolean {
  const at = new Date(effectiveAt);
  return !Number.isNaN(at.valueOf()) && damascusDay(at) >= addDays(day, -days);
}
