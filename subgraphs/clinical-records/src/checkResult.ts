import { failure, sayWhy } from '@wasl/kit/errors';
import type { SubgraphError } from '@wasl/subgraph-sdk';
import { type AgeSpan, plausibleBounds } from '@wasl/terminology/ageBounds';
import { judgeResult } from '@wasl/terminology/judgeResult';
import { type Bounds, type LaboratoryTest, laboratoryTest } from '@wasl/terminology/laboratoryTests';
import { terminology } from '@wasl/terminology/terminology';
import { isUnit } from '@wasl/terminology/units';
import { boundsIn } from './boundsIn.ts';

/** A measured value as it is written. */
export interface MeasuredValue {
  code: string;
  value?: number | null | undefined;
  unit?: string | null | undefined;
  /** Its author has looked again at a value that is unlikely. */
  isConfirmed?: boolean | null | undefined;
}

/** Words of a sentence about an age, and about anybody. */
const ofThisAge = { en: ' of this age', ar: ' في هذا العمر' };
const atThisAge = { en: ' at this age', ar: ' في هذا العمر' };
const ofAnybody = { en: '', ar: '' };

/**
 * Judges a value by the list of tests (`subgraphs/terminology/data/loinc/tests.tsv`, by age `age-bounds.tsv`), in whatever unit it comes. A
 * code that the list does not know is not judged. The value itself stands in no message: it is the patient's.
 * @param age the patient's when it was measured; undefined where the registry does not tell it: then by what is so in anybody
 * @throws SubgraphError BAD_USER_INPUT for what no living body shows and for a unit that does not measure this; VALUE_UNLIKELY until confirmed
 */
export function checkResult({ code, value, unit, isConfirmed }: MeasuredValue, age?: AgeSpan): void {
  if (unit == null) return;
  if (!isUnit(unit)) throw failure('BAD_USER_INPUT', { field: 'unit' });
  const test = laboratoryTest(code);
  if (test?.unit === undefined || value == null) return;
  const judgement = judgeResult(code, value, unit, undefined, age);
  if (!judgement) throw wrongUnit(test, unit);
  if (judgement.plausibility === 'impossible') throw impossible(test, unit, age);
  if (judgement.plausibility === 'unlikely' && !isConfirmed) throw unlikely(test, unit, age);
}

function wrongUnit(test: LaboratoryTest, unit: string): SubgraphError {
  const { en, ar } = namesOf(test);
  const taken = [test.unit, ...test.otherUnits].join(', ');
  const sentences = {
    en: `${en} is not measured in ${unit}: send it in ${taken} or a unit of the same kind.`,
    ar: `لا يُقاس ${ar} بوحدة ${unit}: أرسله بوحدة ${taken} أو بوحدة من النوع نفسه.`,
  };
  return sayWhy('BAD_USER_INPUT', sentences, { field: 'unit', details: { code: test.code, unit, taken } });
}

function impossible(test: LaboratoryTest, unit: string, age: AgeSpan | undefined): SubgraphError {
  const { en, ar } = namesOf(test);
  const { possible } = plausibleBounds(test, age);
  const whose = possible === test.possible ? ofAnybody : ofThisAge;
  const bounds = boundsIn(unit, test, possible);
  const sentences = {
    en: `No living body${whose.en} shows this value. ${en} lies ${written(bounds, 'en')} ${unit}.`,
    ar: `لا يظهر هذا المقدار في جسم حي${whose.ar}. يقع ${ar} ${written(bounds, 'ar')} ${unit}.`,
  };
  return sayWhy('BAD_USER_INPUT', sentences, detailsOf(test, unit, bounds));
}

function unlikely(test: LaboratoryTest, unit: string, age: AgeSpan | undefined): SubgraphError {
  const { en, ar } = namesOf(test);
  const { likely } = plausibleBounds(test, age);
  const whose = likely === test.likely ? ofAnybody : atThisAge;
  const bounds = boundsIn(unit, test, likely);
  const sentences = {
    en: `This value is possible but unlikely${whose.en}. ${en} mostly lies ${written(bounds, 'en')} ${unit}. Look again, and send isConfirmed: true if it is right.`,
    ar: `هذا المقدار ممكن لكنه مستبعد${whose.ar}. يقع ${ar} غالباً ${written(bounds, 'ar')} ${unit}. تحقق منه ثم أرسل isConfirmed: true إن كان صحيحاً.`,
  };
  return sayWhy('VALUE_UNLIKELY', sentences, detailsOf(test, unit, bounds));
}

function detailsOf({ code }: LaboratoryTest, unit: string, { low, high }: Bounds): Record<string, unknown> {
  return {
    field: 'value',
    ...(low !== undefined && { minimum: low }),
    ...(high !== undefined && { maximum: high }),
    details: { code, unit },
  };
}

/** The list's own texts of a test, with its code. */
function namesOf({ code }: LaboratoryTest): { en: string; ar: string } {
  const found = terminology.lookUp('loinc', code);
  if (found.status !== 'known') return { en: `LOINC ${code}`, ar: `LOINC ${code}` };
  return { en: `${found.concept.en} (LOINC ${code})`, ar: `${found.concept.ar} (LOINC ${code})` };
}

function written({ low, high }: Bounds, language: 'en' | 'ar'): string {
  if (low === undefined) return language === 'en' ? `at or below ${high}` : `عند ${high} أو دونه`;
  if (high === undefined) return language === 'en' ? `at or above ${low}` : `عند ${low} أو فوقه`;
  return language === 'en' ? `from ${low} to ${high}` : `بين ${low} و${high}`;
}
