import { damascusDay } from '@wasl/kit/calendar';
import { judgeResult } from '@wasl/terminology/judgeResult';
import { laboratoryTest } from '@wasl/terminology/laboratoryTests';
import { terminology } from '@wasl/terminology/terminology';
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

/** Whether a fact is at most so many days old, in days of Damascus. */
export function isFresh({ effectiveAt }: ToldFact, day: string, days: number): boolean {
  const at = new Date(effectiveAt);
  return !Number.isNaN(at.valueOf()) && damascusDay(at) >= addDays(day, -days);
}

/** Milliseconds since 1970; 0 where the time cannot be read. */
export function moment({ effectiveAt }: ToldFact): number {
  return Date.parse(effectiveAt) || 0;
}

/** Whether a fact is a diagnosis of one of these ranges of ICD-10. */
export function isAnyOf({ code }: ToldFact, ranges: readonly string[]): boolean {
  return ranges.some((range) => terminology.isA('icd-10', code, range));
}

/** A measurement in the unit of the list of tests, in which the rules reckon; as it came where the list does not know the test. */
export function measuredValue({ code, value, unit }: ToldFact): number | undefined {
  if (value == null) return undefined;
  if (unit == null || laboratoryTest(code)?.unit === undefined) return value;
  return judgeResult(code, value, unit)?.value;
}
