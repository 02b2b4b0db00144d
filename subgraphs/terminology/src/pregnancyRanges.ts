import { join } from 'node:path';
import { dataFolder } from './dataFolder.ts';
import { type Bounds, toBounds } from './laboratoryTests.ts';
import { normalCode } from './normalCode.ts';
import { readTable } from './readTable.ts';

/** What is usual of a test from one week of pregnancy to another, in the unit of the test. */
export interface PregnancyRange {
  readonly fromWeek: number;
  /** Exclusive. */
  readonly toWeek: number;
  readonly normal: Bounds;
}

const columns = ['code', 'from', 'to', 'low', 'high'] as const;

let ranges: ReadonlyMap<string, readonly PregnancyRange[]> | undefined;

/** The range of a test in a week of pregnancy; undefined where pregnancy does not change it, or the list does not say. */
export function pregnancyRange(code: string, weeks: number): Bounds | undefined {
  return rangesOf(code).find(({ fromWeek, toWeek }) => weeks >= fromWeek && weeks < toWeek)?.normal;
}

/** Whether a test has other ranges in pregnancy. */
export function differsInPregnancy(code: string): boolean {
  return rangesOf(code).length > 0;
}

/** All ranges by the code of their test. */
export function allPregnancyRanges(): ReadonlyMap<string, readonly PregnancyRange[]> {
  if (ranges) return ranges;
  const read = new Map<string, PregnancyRange[]>();
  for (const row of readTable(join(dataFolder, 'pregnancy-ranges.tsv'), columns)) {
    const range = { fromWeek: Number(row.from), toWeek: Number(row.to), normal: toBounds(row.low, row.high) };
    read.set(row.code, [...(read.get(row.code) ?? []), range]);
  }
  return (ranges = read);
}

function rangesOf(code: string): readonly PregnancyRange[] {
  return allPregnancyRanges().get(normalCode('loinc', code) ?? '') ?? [];
}
