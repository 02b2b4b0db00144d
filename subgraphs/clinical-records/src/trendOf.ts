import { failure } from '@wasl/kit/errors';
import { convertResult } from '@wasl/terminology/convertResult';
import { laboratoryTest } from '@wasl/terminology/laboratoryTests';
import { convert, isUnit } from '@wasl/terminology/units';
import { interpretResult, type ToldPerson } from './interpretResult.ts';
import type { ClinicalRecord } from './stores/recordStore.ts';

/** A measurement in the unit of its trend. */
export interface TrendPoint {
  record: ClinicalRecord;
  value: number;
  comparator: string | null;
}

/** Measurements of one code over time, in one unit. */
export interface Trend {
  code: string;
  unit: string | null;
  /** The range of the list for the age at the newest point, in the same unit. */
  referenceLow: number | null;
  referenceHigh: number | null;
  /** Oldest first. */
  points: TrendPoint[];
}

interface Measured {
  code: string;
  value?: number | null;
  unit?: string | null;
  comparator?: string | null;
}

/**
 * Puts measurements into one unit: the one that is asked for, else that of the list of tests, else that of the newest. What does not convert
 * to it, and what is no number, is left out. @throws SubgraphError BAD_USER_INPUT for a unit that is none of UCUM's
 */
export function trendOf(
  code: string,
  newestFirst: readonly ClinicalRecord[],
  asked: string | null,
  person: ToldPerson,
): Trend {
  if (asked !== null && !isUnit(asked)) throw failure('BAD_USER_INPUT', { argument: 'unit' });
  const measured = newestFirst.map((record) => ({ record, ...measurementIn(record, code) }));
  const test = laboratoryTest(code);
  const unit = asked ?? test?.unit ?? measured.find((item) => item.unit != null)?.unit ?? null;
  const points = measured.flatMap(({ record, value, unit: from, comparator = null }) => {
    if (value == null || from == null || unit === null) return [];
    const converted = test ? convertResult(test, value, from, unit) : convert(value, from, unit);
    return converted === undefined ? [] : [{ record, value: rounded(converted), comparator }];
  });
  return { code, unit, ...rangeAt(code, points[0], unit, person), points: points.toReversed() };
}

/** A record's own value, or that of the component of a panel. */
function measurementIn({ code, content }: ClinicalRecord, wanted: string): Partial<Measured> {
  const { components, ...own } = content as { components?: Measured[] } & Partial<Measured>;
  return code === wanted ? own : (components?.find((component) => component.code === wanted) ?? {});
}

/** Conversions leave digits that nobody measured. */
function rounded(value: number): number {
  return Number(value.toPrecision(6));
}

function rangeAt(code: string, newest: TrendPoint | undefined, unit: string | null, person: ToldPerson) {
  const content = newest && { value: newest.value, unit };
  const read = newest && interpretResult({ code, effectiveAt: newest.record.effectiveAt, content }, person);
  return { referenceLow: read?.low ?? null, referenceHigh: read?.high ?? null };
}
