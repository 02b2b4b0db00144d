import { addDays, yearsBetween } from '../days.ts';
import { sizeOf } from '../growth.ts';
import { ageOf, type DemoPerson, demoToday } from '../population.ts';
import { random } from '../random.ts';

/** A problem of long standing. */
export interface Problem {
  /** ICD-10. */
  code: string;
  /** `YYYY-MM-DD` */
  onset: string;
}

interface Prevalence {
  code: string;
  /** Share of those of this age and sex who have it, 0 to 1. */
  share(age: number, person: DemoPerson): number;
  /** Years since onset at most. */
  longest: number;
  /** Nobody has it before this age. */
  fromAge: number;
}

const isWoman = ({ sex }: DemoPerson) => sex === 'FEMALE';

/** How common problems are, rounded from the sources that docs/demo-data.md names. */
const prevalences: readonly Prevalence[] = [
  { code: 'I10', fromAge: 25, longest: 12, share: (age) => (age >= 60 ? 0.5 : age >= 40 ? 0.24 : 0.04) },
  { code: 'E11.9', fromAge: 32, longest: 12, share: (age) => (age >= 60 ? 0.24 : age >= 40 ? 0.12 : 0.03) },
  { code: 'E10.9', fromAge: 4, longest: 8, share: (age) => (age < 30 ? 0.003 : 0.001) },
  { code: 'E78.5', fromAge: 35, longest: 8, share: (age) => (age >= 45 ? 0.2 : 0.08) },
  { code: 'I25.1', fromAge: 48, longest: 8, share: (age, one) => (isWoman(one) ? 0.5 : 1) * (age >= 60 ? 0.14 : 0.06) },
  { code: 'I48.9', fromAge: 62, longest: 5, share: () => 0.06 },
  { code: 'I50.9', fromAge: 62, longest: 4, share: () => 0.05 },
  { code: 'N18.3', fromAge: 58, longest: 4, share: () => 0.07 },
  { code: 'J45.9', fromAge: 4, longest: 9, share: (age) => (age < 15 ? 0.07 : 0.04) },
  { code: 'J44.9', fromAge: 50, longest: 8, share: (_, one) => (isWoman(one) ? 0.02 : 0.09) },
  { code: 'D50.9', fromAge: 1, longest: 0.6, share: (age, one) => anaemia(age, one) },
  { code: 'D56.3', fromAge: 2, longest: 15, share: () => 0.035 },
  { code: 'D56.1', fromAge: 2, longest: 15, share: (age) => (age < 30 ? 0.002 : 0) },
  { code: 'E03.9', fromAge: 25, longest: 9, share: (_, one) => (isWoman(one) ? 0.06 : 0.01) },
  { code: 'F32.1', fromAge: 18, longest: 2, share: () => 0.05 },
  { code: 'F43.1', fromAge: 18, longest: 9, share: () => 0.035 },
  { code: 'G40.9', fromAge: 7, longest: 10, share: () => 0.008 },
  { code: 'G43.9', fromAge: 16, longest: 9, share: (age, one) => (age > 55 ? 0.01 : isWoman(one) ? 0.07 : 0.03) },
  { code: 'N40', fromAge: 55, longest: 7, share: (age, one) => (isWoman(one) ? 0 : age >= 70 ? 0.35 : 0.18) },
  { code: 'M17.9', fromAge: 50, longest: 8, share: (age, one) => (isWoman(one) ? 0.22 : 0.12) * (age >= 65 ? 1.4 : 1) },
  { code: 'K21.9', fromAge: 20, longest: 6, share: () => 0.07 },
  { code: 'J30.4', fromAge: 7, longest: 8, share: () => 0.06 },
  { code: 'M10.9', fromAge: 42, longest: 7, share: (_, one) => (isWoman(one) ? 0.003 : 0.025) },
  { code: 'H25.9', fromAge: 66, longest: 5, share: () => 0.18 },
  { code: 'M81.9', fromAge: 62, longest: 5, share: (_, one) => (isWoman(one) ? 0.12 : 0.02) },
];

function anaemia(age: number, one: DemoPerson): number {
  if (age <= 5) return 0.14;
  return isWoman(one) && age >= 14 && age < 50 ? 0.16 : 0.015;
}

/** What the demo's own family has, which its stories and pages show. */
const ofFirstFamily: Readonly<Record<number, readonly Problem[]>> = {
  0: [
    { code: 'E03.9', onset: '2022-02-15' },
    { code: 'K21.9', onset: '2026-06-08' },
  ],
  1: [{ code: 'E11.9', onset: '2024-05-12' }],
  2: [{ code: 'J30.4', onset: '2022-04-10' }],
  3: [],
  4: [],
  5: [
    { code: 'E11.9', onset: '2019-03-04' },
    { code: 'I10', onset: '2017-10-16' },
    { code: 'M17.9', onset: '2023-01-22' },
  ],
};

let newest: { index: number; problems: readonly Problem[] } | undefined;

/** The lasting problems of an invented person, earliest first: the same whenever they are asked for. */
export function problemsOf(person: DemoPerson): readonly Problem[] {
  if (newest?.index !== person.index) newest = { index: person.index, problems: problemsFor(person) };
  return newest.problems;
}

function problemsFor(person: DemoPerson): readonly Problem[] {
  const fixed = ofFirstFamily[person.index];
  if (fixed) return fixed;
  const age = ageOf(person.birthDate);
  const dice = random(`problems ${person.index}`);
  const found = prevalences.flatMap(({ code, fromAge, longest, share }) => {
    const [thrown, when] = [dice.next(), dice.next()];
    if (age < fromAge || thrown >= share(age, person)) return [];
    return [{ code, onset: onsetOf(person, fromAge, longest, when) }];
  });
  return withoutRivals([...found, ...obesityOf(person, age)]).toSorted((a, b) => a.onset.localeCompare(b.onset));
}

/** A day within the last `longest` years, and not before the age at which it begins. @param when 0 ≤ when < 1 */
function onsetOf({ birthDate }: DemoPerson, fromAge: number, longest: number, when: number): string {
  const years = Math.min(longest, yearsBetween(birthDate, demoToday) - fromAge);
  return addDays(demoToday, -Math.floor(Math.max(0.12, years * (0.08 + 0.9 * when)) * 365.25));
}

/** Obesity follows from height and weight: a body mass index of 30 or more. */
function obesityOf(person: DemoPerson, age: number): Problem[] {
  const { heightCm, weightKg } = sizeOf(person, demoToday);
  if (age < 25 || weightKg / (heightCm / 100) ** 2 < 30.5) return [];
  return [{ code: 'E66.9', onset: addDays(demoToday, -200 - (person.index % 700)) }];
}

/** Of two that one person hardly has together, or that one treatment would harm, the first stays. */
const rivals: readonly (readonly [string, string])[] = [
  ['E10.9', 'E11.9'],
  ['D56.1', 'D56.3'],
  ['D56.1', 'D50.9'],
  ['D56.3', 'D50.9'],
  ['J45.9', 'J44.9'],
  ['F43.1', 'F32.1'],
  ['I48.9', 'G40.9'],
  ['E66.9', 'D56.1'],
];

function withoutRivals(problems: readonly Problem[]): Problem[] {
  const codes = new Set(problems.map(({ code }) => code));
  return problems.filter(({ code }) => !rivals.some(([first, second]) => code === second && codes.has(first)));
}
