import { compareNames, type MatchName, type NameAgreement, type PreparedName, prepareName } from './compareNames.ts';
import { withoutPlaceholders } from './placeholders.ts';
import { type BirthAgreement, type Chances, siblingShare, swappedNamesShare, weights } from './weights.ts';

export type { MatchName } from './compareNames.ts';

/** What two records are compared by. */
export interface Demographics {
  given: MatchName;
  father?: MatchName;
  mother?: MatchName;
  family: MatchName;
  /** `YYYY-MM-DD` */
  birthDate?: string | null | undefined;
  /** How exactly it is known; to the day when absent: see birthSpan.ts. */
  birthPrecision?: string | null | undefined;
  sex?: string | null | undefined;
  governorate?: string | null | undefined;
}

const nameFields = ['given', 'father', 'mother', 'family'] as const;
type NameField = (typeof nameFields)[number];

/** A record made ready for comparing with many others. */
export type Prepared = Record<NameField, PreparedName | null> &
  Record<'birthDate' | 'sex' | 'governorate', string | null> & { birthPrecision: string };

/** How far two records agree, field by field; a field that one of them lacks is absent. */
export type Agreement = { [Field in keyof typeof weights]?: keyof (typeof weights)[Field] };

/** Weight from which two records are linked when they are measured, in bits; to be certain needs more: `isCertainPair`. */
export const certainScore = 18;
/** Children of one birth who have no name yet differ in nothing: what else agrees brings them to a reviewer, and no further. */
const mostWithoutGivenName = 14;
/** Years by which two estimates of one person's age may lie apart. */
const mostEstimateYears = 10;
/** Weight from which a reviewer should look, in bits. */
export const reviewScore = 8;

/** Placeholders are nothing: مجهول beside مجهول does not make two men one. */
export function prepare(written: Demographics): Prepared {
  const person = withoutPlaceholders(written);
  return {
    given: prepareName(person.given),
    father: prepareName(person.father),
    mother: prepareName(person.mother),
    family: prepareName(person.family),
    birthDate: person.birthDate || null,
    birthPrecision: person.birthPrecision ?? 'DAY',
    sex: person.sex && person.sex !== 'UNKNOWN' ? person.sex : null,
    governorate: person.governorate || null,
  };
}

/** The weight of evidence, in bits, that two records are of one person. What is missing on a side says nothing. */
export function scorePair(left: Demographics, right: Demographics): number {
  return scorePrepared(prepare(left), prepare(right));
}

/** `scorePair` for records that were prepared before. */
export function scorePrepared(left: Prepared, right: Prepared): number {
  const straight = agreementOf(left, right);
  const swapped = swaps(left, right, straight).map((agreement) => weigh(agreement) + Math.log2(swappedNamesShare));
  const score = Math.max(weigh(straight), ...swapped);
  return straight.given === undefined ? Math.min(score, mostWithoutGivenName) : score;
}

export function agreementOf(left: Prepared, right: Prepared): Agreement {
  return {
    ...Object.fromEntries(nameFields.map((field) => [field, compareNames(left[field], right[field])])),
    birth: birthAgreement(left, right),
    sex: plainAgreement(left.sex, right.sex),
    governorate: plainAgreement(left.governorate, right.governorate),
  };
}

/** The agreement if the given name stood in the place of the family's, or of the father's, on one of the two forms. */
function swaps(left: Prepared, right: Prepared, straight: Agreement): Agreement[] {
  if (straight.given !== 'other') return [];
  const swappedWith = (field: 'family' | 'father') => {
    if (straight[field] !== 'other') return [];
    const [given, other] = [compareNames(left.given, right[field]), compareNames(left[field], right.given)];
    return given === 'other' || other === 'other' ? [] : [{ ...straight, given, [field]: other }];
  };
  return [...swappedWith('family'), ...swappedWith('father')];
}

/** log2 of how much likelier the agreement is for one person than for two, be they strangers or siblings. */
function weigh(agreement: Agreement): number {
  let [same, strangers, siblings] = [0, 0, Math.log2(siblingShare)];
  for (const [field, level] of Object.entries(agreement)) {
    if (level === undefined) continue;
    const chances = logChances(field as keyof typeof weights, level);
    same += chances[0];
    strangers += chances[1];
    siblings += chances[2];
  }
  return same - Math.log2(2 ** strangers + 2 ** siblings);
}

const logs = new Map<string, Chances>(
  Object.entries(weights).flatMap(([field, levels]) =>
    Object.entries(levels).map(([level, [a, b, c]]) => {
      const inBits: Chances = [Math.log2(a), Math.log2(b), Math.log2(c)];
      return [`${field} ${level}`, inBits] as const;
    }),
  ),
);

function logChances(field: keyof typeof weights, level: NameAgreement | BirthAgreement): Chances {
  return logs.get(`${field} ${level}`) ?? [0, 0, 0];
}

function birthAgreement(one: Prepared, other: Prepared): BirthAgreement | undefined {
  if (one.birthDate === null || other.birthDate === null) return undefined;
  const precisions = [one.birthPrecision, other.birthPrecision];
  if (precisions.includes('ESTIMATED')) return estimatedAgreement(one.birthDate, other.birthDate);
  if (precisions.includes('MONTH') && one.birthDate.slice(0, 7) === other.birthDate.slice(0, 7)) return 'near';
  return dateAgreement(one.birthDate, other.birthDate);
}

/** An estimate that fits says nothing; one that is off by more than half a generation speaks against. */
function estimatedAgreement(left: string, right: string): 'other' | undefined {
  return Math.abs(Number(left.slice(0, 4)) - Number(right.slice(0, 4))) > mostEstimateYears ? 'other' : undefined;
}

function dateAgreement(left: string, right: string): BirthAgreement {
  // Who does not know the day is registered on the first of January: sharing it proves little.
  if (left === right) return left.endsWith('-01-01') ? 'bothNewYear' : 'same';
  const [year, month, day] = left.split('-');
  if (`${year}-${day}-${month}` === right) return 'swapped';
  const differing = [...left].filter((digit, index) => digit !== right[index]).length;
  const isApproximate = right.startsWith(`${year}-`) && (left.endsWith('-01-01') || right.endsWith('-01-01'));
  return differing === 1 || isApproximate ? 'near' : 'other';
}

function plainAgreement(left: string | null, right: string | null): 'same' | 'other' | undefined {
  if (left === null || right === null) return undefined;
  return left === right ? 'same' : 'other';
}
