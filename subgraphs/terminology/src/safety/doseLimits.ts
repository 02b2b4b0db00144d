import { join } from 'node:path';
import { substancesOf } from '../medicineParts.ts';
import { readTable } from '../readTable.ts';
import { safetyFolder } from './medicineGroups.ts';

/** The highest usual dose of a substance: `dose-limits.tsv`. */
export interface DoseLimit {
  /** Milligrams a day for an adult. */
  readonly adultMg: number;
  /** Milligrams a kilogram a day under 12 years; none where the source states none. */
  readonly childMgPerKg?: number;
  /** International units a day for an adult and under 12 years, in place of milligrams. */
  readonly iu?: { readonly adult: number; readonly child: number };
  /** On how many days a week at most. */
  readonly daysPerWeek?: number;
  readonly source: string;
}

let read: ReadonlyMap<string, DoseLimit> | undefined;

/** The limit of a medicine: its own, or that of the substance where it holds a single one by another code. */
export function doseLimitOf(atcCode: string): DoseLimit | undefined {
  const own = doseLimits().get(atcCode);
  const [substance = '', ...others] = substancesOf(atcCode);
  return own ?? (others.length === 0 ? doseLimits().get(substance) : undefined);
}

/** All limits by ATC code. */
export function doseLimits(): ReadonlyMap<string, DoseLimit> {
  const columns = ['medicine', 'adult-mg', 'child-mg-kg', 'per-week', 'adult-iu', 'child-iu', 'source'] as const;
  return (read ??= new Map(
    readTable(join(safetyFolder, 'dose-limits.tsv'), columns).map((row) => [
      row.medicine,
      {
        adultMg: Number(row['adult-mg']),
        ...(row['child-mg-kg'] !== '' && { childMgPerKg: Number(row['child-mg-kg']) }),
        ...(row['adult-iu'] !== '' && { iu: { adult: Number(row['adult-iu']), child: Number(row['child-iu']) } }),
        ...(row['per-week'] !== '' && { daysPerWeek: Number(row['per-week']) }),
        source: row.source,
      },
    ]),
  ));
}
