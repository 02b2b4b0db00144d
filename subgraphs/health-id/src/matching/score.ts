import { type ComparableName, compareNames, type MatchName, toComparableName } from './compareNames.ts';
import { type BirthLevel, certainScore, chances, type Chances, type NameField, swapCost } from './weights.ts';

/** What two records are compared by. */
export interface Demographics {
  given: MatchName;
  father?: MatchName;
  mother?: MatchName;
  family: MatchName;
  /** `YYYY-MM-DD` */
  birthDate?: string | null | undefined;
  sex?: string | null | undefined;
  governorate?: string | null | undefined;
}

/** A record made ready for many comparisons. */
export type Comparable = Record<NameField, ComparableName | null> &
  Pick<Demographics, 'birthDate' | 'sex' | 'governorate'>;

export function toComparable({ given, father, mother, family, birthDate, sex, governorate }: Demographics): Comparable {
  const names = { given: toComparableName(given), father: toComparableName(father) };
  return { ...names, mother: toComparableName(mother), family: toComparableName(family), birthDate, sex, governorate };
}

/**
 * The weight of evidence, in bits, that two records are of one person: the sum over the fields of log2(m / u). What is
 * missing on a side says nothing. Names that changed places are looked at too, at a cost.
 */
export function scorePair(left: Comparable, right: Comparable): number {
  const straight = weigh(left, right);
  if (straight >= certainScore) return straight;
  const { given, family, father } = left;
  return Math.max(
    straight,
    weigh({ ...left, given: family, family: given }, right) - swapCost,
    weigh({ ...left, given: father, father: given }, right) - swapCost,
  );
}

function weigh(left: Comparable, right: Comparable): number {
  const given = compareNames(left.given, right.given);
  const score =
    bits(given && chances.given[given]) +
    nameBits('father', left, right) +
    nameBits('mother', left, right) +
    nameBits('family', left, right) +
    bits(compareBirth(left.birthDate, right.birthDate)) +
    bits(compareEqual('sex', left, right)) +
    bits(compareEqual('governorate', left, right));
  // Twins agree in all but the given name: only a reviewer may say that two given names are one person's.
  return given === 'other' ? Math.min(score, certainScore - 1) : score;
}

function nameBits(field: NameField, left: Comparable, right: Comparable): number {
  const level = compareNames(left[field], right[field]);
  return bits(level && chances[field][level]);
}

function compareBirth(left: string | null | undefined, right: string | null | undefined): Chances | undefined {
  return left && right ? chances.birthDate[birthLevel(left, right)] : undefined;
}

/** How two dates of birth agree; officials write the first of January for a day that nobody knows. */
export function birthLevel(left: string, right: string): BirthLevel {
  if (left === right) return 'same';
  const [year, month, day] = left.split('-');
  if (`${year}-${day}-${month}` === right) return 'swapped';
  const isFirst = left.endsWith('-01-01') || right.endsWith('-01-01');
  if (isFirst && left.slice(0, 4) === right.slice(0, 4)) return 'firstOfJanuary';
  const differing = [...left].filter((digit, index) => digit !== right[index]).length;
  return differing === 1 ? 'near' : 'other';
}

function compareEqual(field: 'sex' | 'governorate', left: Comparable, right: Comparable): Chances | undefined {
  const [one, other] = [left[field], right[field]];
  if (!one || !other || one === 'UNKNOWN' || other === 'UNKNOWN') return undefined;
  return chances[field][one === other ? 'same' : 'other'];
}

function bits(level: Chances | undefined): number {
  return level ? Math.log2(level[0] / level[1]) : 0;
}
