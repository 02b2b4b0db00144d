import { ageInDays, damascusDay } from '@wasl/kit/calendar';
import { type Interpretation, judgeResult } from '@wasl/terminology/judgeResult';
import { type Bounds, laboratoryTest } from '@wasl/terminology/laboratoryTests';
import { pregnancyRange } from '@wasl/terminology/pregnancyRanges';
import { boundsIn } from './boundsIn.ts';

/** Whose result it is, as the registry tells. */
export interface ToldPerson {
  birthDate?: string | null;
  sex?: string | null;
  /** In which week of pregnancy the result was measured, as far as the reader may know. */
  pregnancyWeeks?: number | undefined;
}

/** A result as it is stored. */
export interface StoredResult {
  code: string;
  effectiveAt: Date;
  content: unknown;
}

/** What a value says against the range of a person of this age and sex. */
export interface ResultInterpretation {
  level: Interpretation;
  text: { en: string; ar: string };
  /** The range, in the unit of the result. */
  low: number | null;
  high: number | null;
}

const texts: Readonly<Record<Interpretation, ResultInterpretation['text']>> = {
  LL: { en: 'Critically low', ar: 'منخفض إلى حد خطر' },
  L: { en: 'Low', ar: 'منخفض' },
  N: { en: 'Normal', ar: 'ضمن المجال المرجعي' },
  H: { en: 'High', ar: 'مرتفع' },
  HH: { en: 'Critically high', ar: 'مرتفع إلى حد خطر' },
};

/**
 * Reads a result for the age on the day it was measured. The laboratory's own range goes before that of the list; what is critical by the list
 * stays so. Null where neither has a range, the birth date is not known, or the result is dated before it.
 */
export function interpretResult(result: StoredResult, person: ToldPerson | undefined): ResultInterpretation | null {
  const { value, unit, comparator, referenceLow, referenceHigh } = result.content as StoredContent;
  const test = laboratoryTest(result.code);
  const ageDays = person?.birthDate ? ageInDays(person.birthDate, damascusDay(result.effectiveAt)) : undefined;
  if (value == null || unit == null || ageDays === undefined || ageDays < 0) return null;
  const { pregnancyWeeks } = person ?? {};
  const judgement = judgeResult(result.code, value, unit, { ageDays, ...sexOf(person?.sex), pregnancyWeeks });
  const own = toBounds(referenceLow, referenceHigh);
  const listed = test && judgement?.range ? boundsIn(unit, test, judgement.range) : undefined;
  const range = own ?? listed;
  if (!range) return null;
  const critical = judgement?.interpretation?.length === 2 ? judgement.interpretation : undefined;
  const level = withComparator(critical ?? (own ? levelIn(own, value) : judgement?.interpretation), comparator, range);
  if (!level) return null;
  const isOfPregnancy =
    !own && pregnancyWeeks !== undefined && pregnancyRange(result.code, pregnancyWeeks) !== undefined;
  const text = isOfPregnancy ? inPregnancy(texts[level], pregnancyWeeks) : texts[level];
  return { level, text, low: range.low ?? null, high: range.high ?? null };
}

interface StoredContent {
  value?: number | null;
  unit?: string | null;
  comparator?: string | null;
  referenceLow?: number | null;
  referenceHigh?: number | null;
}

/** Says that a range of pregnancy was read, and of which trimester. */
function inPregnancy({ en, ar }: ResultInterpretation['text'], weeks: number): ResultInterpretation['text'] {
  const trimester = weeks < 14 ? first : weeks < 28 ? second : third;
  return { en: `${en} for ${trimester.en}`, ar: `${ar} بحسب ${trimester.ar}` };
}

const first = { en: 'the first trimester', ar: 'الثلث الأول من الحمل' };
const second = { en: 'the second trimester', ar: 'الثلث الثاني من الحمل' };
const third = { en: 'the third trimester', ar: 'الثلث الثالث من الحمل' };

/** What a bound says: below 5 is low where 10 is; where it may be either, nothing is said. */
function withComparator(
  level: Interpretation | undefined,
  comparator: string | null | undefined,
  { low, high }: Bounds,
): Interpretation | undefined {
  if (comparator == null || level === undefined) return level;
  const isBelow = comparator === 'LT' || comparator === 'LE';
  if (level === 'N') return (isBelow ? low : high) === undefined ? 'N' : undefined;
  return (level === 'L' || level === 'LL') === isBelow ? level : undefined;
}

function sexOf(sex: string | null | undefined): { sex?: 'F' | 'M' } {
  if (sex === 'FEMALE') return { sex: 'F' };
  return sex === 'MALE' ? { sex: 'M' } : {};
}

function toBounds(low: number | null | undefined, high: number | null | undefined): Bounds | undefined {
  if (low == null && high == null) return undefined;
  return { ...(low != null && { low }), ...(high != null && { high }) };
}

function levelIn({ low = -Infinity, high = Infinity }: Bounds, value: number): Interpretation {
  if (value < low) return 'L';
  return value > high ? 'H' : 'N';
}
