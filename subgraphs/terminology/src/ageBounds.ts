import { join } from 'node:path';
import { dataFolder } from './dataFolder.ts';
import { type Bounds, type LaboratoryTest, toBounds } from './laboratoryTests.ts';
import { readTable } from './readTable.ts';
import { ageInDays } from './referenceRanges.ts';

/** How old somebody is in days, both included: a span where the day of birth is not known. */
export interface AgeSpan {
  readonly youngest: number;
  readonly oldest: number;
}

/** What a body can show, and what needs no second look, in the unit of the test. */
export interface PlausibleBounds {
  readonly possible: Bounds;
  readonly likely: Bounds;
}

/** The bounds of a test from one age to another. */
export interface AgeBand extends PlausibleBounds {
  readonly fromDays: number;
  /** Exclusive; Infinity for the last band. */
  readonly toDays: number;
}

const columns = ['code', 'from', 'to', 'possible-low', 'possible-high', 'likely-low', 'likely-high'] as const;

let bands: ReadonlyMap<string, readonly AgeBand[]> | undefined;

/** The bounds of a test at an age; those for anybody where the age is not known, or the list has none for it. */
export function plausibleBounds(test: LaboratoryTest, age: AgeSpan | undefined): PlausibleBounds {
  const fitting = age === undefined ? [] : bandsOf(test.code).filter((band) => isOf(band, age));
  if (fitting.length === 0) return test;
  return {
    possible: widest(fitting.map(({ possible }) => possible)),
    likely: widest(fitting.map(({ likely }) => likely)),
  };
}

/** The bands of a test, youngest first. */
export function bandsOf(code: string): readonly AgeBand[] {
  return allAgeBands().get(code) ?? [];
}

/** All bands, by the code of their test. */
export function allAgeBands(): ReadonlyMap<string, readonly AgeBand[]> {
  if (bands) return bands;
  const read = new Map<string, AgeBand[]>();
  for (const row of readTable(join(dataFolder, 'age-bounds.tsv'), columns)) {
    const band = {
      fromDays: ageInDays(row.from),
      toDays: row.to === '' ? Infinity : ageInDays(row.to),
      possible: toBounds(row['possible-low'], row['possible-high']),
      likely: toBounds(row['likely-low'], row['likely-high']),
    };
    read.set(row.code, [...(read.get(row.code) ?? []), band]);
  }
  return (bands = read);
}

function isOf({ fromDays, toDays }: AgeBand, { youngest, oldest }: AgeSpan): boolean {
  return oldest >= fromDays && youngest < toDays;
}

function widest(all: readonly Bounds[]): Bounds {
  return {
    low: Math.min(...all.map(({ low = -Infinity }) => low)),
    high: Math.max(...all.map(({ high = Infinity }) => high)),
  };
}
