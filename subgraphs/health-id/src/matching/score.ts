import { consonantsOf, normalizeName } from './normalizeName.ts';

/** A name in whichever scripts are known. */
export interface MatchName {
  ar?: string | null;
  latin?: string | null;
}

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

/**
 * Fellegi–Sunter: for each level of agreement, the chance of it among records of one person (m) and of two people (u). The
 * weight is log2(m / u), in bits. Estimated on the synthetic population; `docs/matching.md` tells how they do.
 */
type Level = readonly [m: number, u: number];
const nameLevels: Record<'given' | 'father' | 'mother' | 'family', readonly [same: Level, close: Level, other: Level]> =
  {
    given: [
      [0.84, 0.03],
      [0.13, 0.02],
      [0.03, 0.95],
    ],
    father: [
      [0.84, 0.035],
      [0.12, 0.02],
      [0.04, 0.945],
    ],
    mother: [
      [0.82, 0.035],
      [0.12, 0.02],
      [0.06, 0.945],
    ],
    family: [
      [0.84, 0.025],
      [0.12, 0.015],
      [0.04, 0.96],
    ],
  };
const birthLevels: readonly [same: Level, swapped: Level, near: Level, other: Level] = [
  [0.9, 0.00005],
  [0.04, 0.0001],
  [0.04, 0.006],
  [0.02, 0.99],
];
const sexLevels: readonly [same: Level, other: Level] = [
  [0.99, 0.5],
  [0.01, 0.5],
];
const governorateLevels: readonly [same: Level, other: Level] = [
  [0.9, 0.12],
  [0.1, 0.88],
];

/** Weight from which two records are linked without a reviewer, in bits. */
export const certainScore = 17;
/** Weight from which a reviewer should look, in bits. */
export const reviewScore = 8;

/** The weight of evidence, in bits, that two records are of one person. What is missing on a side says nothing. */
export function scorePair(left: Demographics, right: Demographics): number {
  const straight = weigh(left, right);
  // People and forms swap given and family name; that costs some evidence of its own.
  const swapped = weigh({ ...left, given: left.family, family: left.given }, right) - 4;
  return Math.max(straight, swapped);
}

function weigh(left: Demographics, right: Demographics): number {
  return (
    nameWeight('given', left.given, right.given) +
    nameWeight('father', left.father, right.father) +
    nameWeight('mother', left.mother, right.mother) +
    nameWeight('family', left.family, right.family) +
    birthWeight(left.birthDate, right.birthDate) +
    equalWeight(sexLevels, left.sex, right.sex) +
    equalWeight(governorateLevels, left.governorate, right.governorate)
  );
}

function nameWeight(field: keyof typeof nameLevels, left: MatchName | undefined, right: MatchName | undefined): number {
  const likeness = nameSimilarity(left, right);
  if (likeness === undefined) return 0;
  const [same, close, other] = nameLevels[field];
  return bits(likeness >= 0.999 ? same : likeness >= 0.8 ? close : other);
}

/** 1 for the same name, 0.9 for the same consonants across scripts; undefined when a side is unknown. */
function nameSimilarity(left: MatchName | undefined, right: MatchName | undefined): number | undefined {
  if (!left || !right || (!left.ar && !left.latin) || (!right.ar && !right.latin)) return undefined;
  let best = 0;
  if (left.ar && right.ar) best = similarity(normalizeName(left.ar), normalizeName(right.ar));
  if (best < 1 && left.latin && right.latin)
    best = Math.max(best, similarity(normalizeName(left.latin), normalizeName(right.latin)));
  if (best < 0.9 && consonantsOf(left.ar ?? left.latin ?? '') === consonantsOf(right.ar ?? right.latin ?? ''))
    best = 0.9;
  return best;
}

/** 1 minus the share of letters that typing errors would explain (optimal string alignment). */
export function similarity(left: string, right: string): number {
  if (left === right) return 1;
  const longest = Math.max(left.length, right.length);
  let before: number[] = [];
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const isSame = left[i - 1] === right[j - 1];
      let cost = Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + (isSame ? 0 : 1));
      const isTransposed = i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1];
      if (isTransposed) cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    before = previous;
    previous = row;
  }
  const distance = previous[right.length] ?? longest;
  // One slip in a short name is as likely as in a long one.
  return distance === 1 ? Math.max(0.8, 1 - distance / longest) : 1 - distance / longest;
}

function birthWeight(left: string | null | undefined, right: string | null | undefined): number {
  if (!left || !right) return 0;
  const [same, swapped, near, other] = birthLevels;
  if (left === right) return bits(same);
  const [year, month, day] = left.split('-');
  if (`${year}-${day}-${month}` === right) return bits(swapped);
  const differing = [...left].filter((digit, index) => digit !== right[index]).length;
  return bits(differing === 1 ? near : other);
}

function equalWeight(
  [same, other]: readonly [Level, Level],
  left: string | null | undefined,
  right: string | null | undefined,
): number {
  return left && right && left !== 'UNKNOWN' && right !== 'UNKNOWN' ? bits(left === right ? same : other) : 0;
}

function bits([m, u]: Level): number {
  return Math.log2(m / u);
}
