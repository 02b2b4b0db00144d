import { yearsBetween } from './days.ts';
import { childhood, type GrowthRow, infancy } from './growthTables.ts';
import type { DemoPerson } from './population.ts';
import { random } from './random.ts';

/** From here on people grow no more. */
const grownYears = 19;
const infantYears = 5;

export interface BodySize {
  heightCm: number;
  weightKg: number;
}

/** What of the tables holds at an age. */
export interface Expected {
  heightCm: number;
  heightSd: number;
  /** Weight in kg below 5 years, body mass index from then on. */
  mass: number;
  massCv: number;
  isIndex: boolean;
}

/** Height and weight of an invented person on a day: children keep to their own line of the WHO's tables, adults gain slowly. */
export function sizeOf(person: DemoPerson, day: string): BodySize {
  const years = yearsBetween(person.birthDate, day);
  const dice = random(`growth ${person.index}`);
  const tall = within(normal(dice.next(), dice.next()) * 0.8 - 0.2, 2);
  const heavy = within(normal(dice.next(), dice.next()) * 0.8, 1.8);
  const expected = expectedAt(Math.min(years, grownYears), person.sex);
  const heightCm = expected.heightCm + tall * expected.heightSd;
  if (!expected.isIndex) {
    const standard = within(tall * 0.5 + heavy * 0.8, 2);
    return rounded(heightCm, expected.mass * Math.exp(expected.massCv * standard));
  }
  const young = expected.mass * Math.exp(expected.massCv * heavy);
  const gain = Math.max(0, Math.min(years, 60) - grownYears) * (person.sex === 'FEMALE' ? 0.15 : 0.12);
  return rounded(heightCm, (young + gain) * (heightCm / 100) ** 2);
}

/** The tables at an age up to 19 years, with straight lines between their rows. */
export function expectedAt(years: number, sex: DemoPerson['sex']): Expected {
  const isIndex = years >= infantYears;
  const rows = (isIndex ? childhood : infancy)[sex];
  const after = rows.findIndex(([age]) => age > years);
  const upper = rows[after === -1 ? rows.length - 1 : after] as GrowthRow;
  const lower = rows[after === -1 ? rows.length - 1 : Math.max(0, after - 1)] as GrowthRow;
  const share = upper[0] === lower[0] ? 0 : (years - lower[0]) / (upper[0] - lower[0]);
  const between = (column: 1 | 2 | 3 | 4) => lower[column] + (upper[column] - lower[column]) * share;
  return { heightCm: between(1), heightSd: between(2), mass: between(3), massCv: between(4), isIndex };
}

/** A standard normal value of two even ones (Box–Muller). */
function normal(one: number, other: number): number {
  return Math.sqrt(-2 * Math.log(1 - one)) * Math.cos(2 * Math.PI * other);
}

function within(value: number, limit: number): number {
  return Math.max(-limit, Math.min(limit, value));
}

function rounded(heightCm: number, weightKg: number): BodySize {
  return { heightCm: Math.round(heightCm * 10) / 10, weightKg: Math.round(weightKg * 10) / 10 };
}
