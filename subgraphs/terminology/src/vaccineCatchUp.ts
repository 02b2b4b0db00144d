import { join } from 'node:path';
import { dataFolder } from './dataFolder.ts';
import { readTable, several } from './readTable.ts';
import { vaccines } from './vaccines.ts';

/** At what ages a scheduled vaccine is given late, and counts; ages as `7a`. */
interface CatchUp {
  /** The last age at which a missed dose is still given; missing where there is none. */
  readonly latest?: string;
  /** A dose before this age does not count. */
  readonly countsFrom?: string;
  /** Nor does one from this age on. */
  readonly countsUntil?: string;
}

let ages: ReadonlyMap<string, CatchUp> | undefined;
let covers: ReadonlyMap<string, readonly string[]> | undefined;

/** The row of `vaccine-catch-up.tsv` of a scheduled vaccine by CVX. */
export function catchUpOf(cvx: string): CatchUp {
  const columns = ['code', 'latest', 'counts-from', 'counts-until'] as const;
  ages ??= new Map(
    readTable(join(dataFolder, 'vaccine-catch-up.tsv'), columns).map((row) => [
      row.code,
      {
        ...(row.latest !== '' && { latest: row.latest }),
        ...(row['counts-from'] !== '' && { countsFrom: row['counts-from'] }),
        ...(row['counts-until'] !== '' && { countsUntil: row['counts-until'] }),
      },
    ]),
  );
  return ages.get(cvx) ?? {};
}

/** The scheduled vaccines, by CVX, of which a dose is given with a vaccine of an ATC code: itself, or those whose antigens it holds. */
export function scheduledBy(atcCode: string): readonly string[] {
  if (!covers) {
    const found = new Map<string, readonly string[]>();
    // Diphtheria with tetanus bears one ATC code for children and adults.
    for (const { cvx, atcCode: own, ages: named } of vaccines().values())
      if (named.length > 0) found.set(own, [...(found.get(own) ?? []), cvx]);
    for (const row of readTable(join(dataFolder, 'vaccine-covers.tsv'), ['atc', 'covers']))
      found.set(row.atc, several(row.covers));
    covers = found;
  }
  return covers.get(atcCode) ?? [];
}
