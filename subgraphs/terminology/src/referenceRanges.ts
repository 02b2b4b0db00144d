import { join } from 'node:path';
import { dataFolder } from './dataFolder.ts';
import { type Bounds, toBounds } from './laboratoryTests.ts';
import { normalCode } from './normalCode.ts';
import { pregnancyRange } from './pregnancyRanges.ts';
import { readTable } from './readTable.ts';

/** Whom a result is of. */
export interface Person {
  readonly ageDays: number;
  /** Missing where unknown: a range that holds for both sexes still applies. */
  readonly sex?: 'F' | 'M';
  /** Weeks of pregnancy, where somebody is known to be pregnant. */
  readonly pregnancyWeeks?: number | undefined;
}

export interface ReferenceRange {
  readonly normal: Bounds;
  /** Outside of it, act at once. */
  readonly critical: Bounds;
}

interface RangeRow extends ReferenceRange {
  readonly sex: string;
  readonly fromDays: number;
  readonly toDays: number;
}

const columns = ['code', 'sex', 'from', 'to', 'low', 'high', 'critical-low', 'critical-high'] as const;
const daysPer: Readonly<Record<string, number>> = { d: 1, wk: 7, mo: 30.4375, a: 365.25 };

let ranges: ReadonlyMap<string, readonly RangeRow[]> | undefined;

/** The range for a person's age and sex, or week of pregnancy, in the unit of the test. What is critical is so in pregnancy too. */
export function referenceRange(code: string, { ageDays, sex, pregnancyWeeks }: Person): ReferenceRange | undefined {
  const rows = allRanges().get(normalCode('loinc', code) ?? '') ?? [];
  const range = rows.find(
    (row) => ageDays >= row.fromDays && ageDays < row.toDays && (row.sex === '' || row.sex === sex),
  );
  const pregnant = pregnancyWeeks === undefined ? undefined : pregnancyRange(code, pregnancyWeeks);
  return pregnant ? { normal: pregnant, critical: range?.critical ?? {} } : range;
}

/** An age such as `6mo` or `12a` in days. */
export function ageInDays(age: string): number {
  const [, count = '', unit = ''] = /^(\d+)(d|wk|mo|a)$/.exec(age) ?? [];
  return Number(count) * (daysPer[unit] ?? Number.NaN);
}

export function allRanges(): ReadonlyMap<string, readonly RangeRow[]> {
  if (ranges) return ranges;
  const read = new Map<string, RangeRow[]>();
  for (const row of readTable(join(dataFolder, 'reference-ranges.tsv'), columns)) {
    const range = {
      sex: row.sex,
      fromDays: ageInDays(row.from),
      toDays: row.to === '' ? Infinity : ageInDays(row.to),
      normal: toBounds(row.low, row.high),
      critical: toBounds(row['critical-low'], row['critical-high']),
    };
    read.set(row.code, [...(read.get(row.code) ?? []), range]);
  }
  return (ranges = read);
}
