import { join } from 'node:path';
import { readTable } from '../readTable.ts';
import { safetyFolder } from './medicineGroups.ts';

/** The highest usual dose of a substance: `dose-limits.tsv`. */
export interface DoseLimit {
  /** Milligrams a day for an adult. */
  readonly adultMg: number;
  /** Milligrams a kilogram a day under 12 years; none where the source states none. */
  readonly childMgPerKg?: number;
  /** On how many days a week at most. */
  readonly daysPerWeek?: number;
  readonly source: string;
}

let read: ReadonlyMap<string, DoseLimit> | undefined;

/** All limits by ATC code. */
export function doseLimits(): ReadonlyMap<string, DoseLimit> {
  const columns = ['medicine', 'adult-mg', 'child-mg-kg', 'per-week', 'source'] as const;
  return (read ??= new Map(
    readTable(join(safetyFolder, 'dose-limits.tsv'), columns).map((row) => [
      row.medicine,
      {
        adultMg: Number(row['adult-mg']),
        ...(row['child-mg-kg'] !== '' && { childMgPerKg: Number(row['child-mg-kg']) }),
        ...(row['per-week'] !== '' && { daysPerWeek: Number(row['per-week']) }),
        source: row.source,
      },
    ]),
  ));
}
