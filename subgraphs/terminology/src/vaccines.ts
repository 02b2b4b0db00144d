import { join } from 'node:path';
import { dataFolder } from './dataFolder.ts';
import { readTable, several } from './readTable.ts';
import { ageInDays } from './referenceRanges.ts';

/** A vaccine of the list. */
export interface Vaccine {
  readonly cvx: string;
  readonly atcCode: string;
  readonly live: boolean;
  /** Ages of its doses in the national schedule, as `2mo`; empty for a vaccine outside it. */
  readonly ages: readonly string[];
}

/** One dose of the national schedule. */
export interface ScheduledDose {
  readonly cvx: string;
  /** From 1. */
  readonly dose: number;
  readonly age: string;
  readonly ageDays: number;
}

let read: ReadonlyMap<string, Vaccine> | undefined;

/** All vaccines by CVX code. */
export function vaccines(): ReadonlyMap<string, Vaccine> {
  return (read ??= new Map(
    readTable(join(dataFolder, 'cvx/vaccines.tsv'), ['code', 'atc', 'ages', 'live']).map((row) => [
      row.code,
      { cvx: row.code, atcCode: row.atc, live: row.live === 'yes', ages: several(row.ages) },
    ]),
  ));
}

/** The national schedule, by age. */
export function vaccinationSchedule(): ScheduledDose[] {
  const doses = [...vaccines().values()].flatMap(({ cvx, ages }) =>
    ages.map((age, place) => ({ cvx, dose: place + 1, age, ageDays: ageInDays(age) })),
  );
  return doses.sort((a, b) => a.ageDays - b.ageDays);
}
