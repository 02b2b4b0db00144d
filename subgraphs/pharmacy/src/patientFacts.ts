import { ageInDays, fullYears } from '@wasl/kit/calendar';
import { normalCode } from '@wasl/terminology/normalCode';
import { type RecordLabels, storedLabels } from '@wasl/terminology/recordLabels';
import { terminology } from '@wasl/terminology/terminology';
import type { KnownFact } from './alerts.ts';
import type { Taker } from './doseAlerts.ts';
import { breastFeedingAmong, pregnancyAmong } from './pregnancyFacts.ts';
import { isFresh, measuredValue, moment, type ToldFact } from './toldFacts.ts';

/** What the gateway sends along of a patient. */
export interface ToldPatient {
  birthDate?: string | null;
  sex?: string | null;
  prescribingFacts?: readonly ToldFact[] | null;
}

const plain: RecordLabels = { confidentiality: 'U', sensitivities: [] };
/** How old a measurement may be to count, in days. */
const freshKidneyDays = 365;
const filtrationRates: ReadonlySet<string> = new Set(['98979-8', '62238-1', '33914-3', '50044-7', '77147-7']);
/** A child of a year grows: an older weight would allow less than is right, and a newer one is soon taken. */
const freshWeightDays = 183;
const weights: ReadonlySet<string> = new Set(['29463-7', '3141-9']);
const creatinine = '2160-0';
const youngestMother = 9;
/** Chronic kidney disease by stage, with the highest filtration rate that each stage allows. */
const kidneyStages: readonly (readonly [string, number])[] = [
  ['N18.3', 59],
  ['N18.4', 29],
  ['N18.5', 14],
  ['Z49', 14],
  ['Z99.2', 14],
];

/** What of a patient medicines are checked against, as far as the record knows it. */
export function factsOfPatient({ birthDate, sex, prescribingFacts }: ToldPatient, day: string): KnownFact[] {
  const told = prescribingFacts ?? [];
  return [
    ...ageOf(birthDate, day),
    ...told.filter(isCondition).map(toCondition),
    ...(mayBePregnant({ birthDate, sex }, day) ? [...pregnancyAmong(told, day), ...breastFeedingAmong(told, day)] : []),
    ...kidneyOf(told, birthDate, sex, day),
  ];
}

/** What doses are judged by: the age, and the newest weight of half a year. */
export function takerOf({ birthDate, prescribingFacts }: ToldPatient, day: string): Taker {
  const weighed = (prescribingFacts ?? []).find(
    (fact) => weights.has(fact.code) && isFresh(fact, day, freshWeightDays) && measuredValue(fact) !== undefined,
  );
  return {
    years: birthDate ? ageInYears(birthDate, day) : undefined,
    weight: weighed && { kg: measuredValue(weighed) ?? 0, labels: storedLabels(weighed) },
  };
}

/** Years of age with the part of a year that has begun, so that a month is more than a day. */
export function ageInYears(birthDate: string, day: string): number {
  const whole = fullYears(birthDate, day);
  if (whole >= 2) return whole;
  return Math.max(0, ageInDays(birthDate, day) / 365.25);
}

/** A newborn's record tells at which week of pregnancy it was born. */
function mayBePregnant({ birthDate, sex }: ToldPatient, day: string): boolean {
  return sex !== 'MALE' && (!birthDate || fullYears(birthDate, day) >= youngestMother);
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

/** The kidney by its newest measurement, or by the stage of its disease where that says less. */
function kidneyOf(
  told: readonly ToldFact[],
  birthDate: string | null | undefined,
  sex: string | null | undefined,
  day: string,
): KnownFact[] {
  const measured = told
    .filter((fact) => isFresh(fact, day, freshKidneyDays))
    .toSorted((one, other) => moment(other) - moment(one))
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
  told: ToldFact,
  birthDate: string | null | undefined,
  sex: string | null | undefined,
  day: string,
): number | undefined {
  const value = measuredValue(told);
  if (value === undefined) return undefined;
  if (filtrationRates.has(told.code)) return value;
  if (told.code !== creatinine || !birthDate || (sex !== 'FEMALE' && sex !== 'MALE')) return undefined;
  const years = fullYears(birthDate, day);
  if (years < 18) return undefined;
  return ckdEpi2021(value, years, sex === 'FEMALE');
}

/** CKD-EPI 2021, without race: mL/min/1.73 m² from creatinine in mg/dL. */
export function ckdEpi2021(creatinineMgPerDl: number, years: number, isFemale: boolean): number {
  const kappa = isFemale ? 0.7 : 0.9;
  const alpha = isFemale ? -0.241 : -0.302;
  const ratio = creatinineMgPerDl / kappa;
  const rate = 142 * Math.min(ratio, 1) ** alpha * Math.max(ratio, 1) ** -1.2 * 0.9938 ** years;
  return isFemale ? rate * 1.012 : rate;
}
