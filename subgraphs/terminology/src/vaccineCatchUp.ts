import { join } from 'node:path';
import { dataFolder } from './dataFolder.ts';
import { readTable, several } from './readTable.ts';
import { vaccines } from './vaccines.ts';

let latestAges: ReadonlyMap<string, string> | undefined;
let covers: ReadonlyMap<string, readonly string[]> | undefined;

/** The last age at which a missed dose of a scheduled vaccine is still given, as `7a`; undefined where there is none. */
export function latestAge(cvx: string): string | undefined {
  latestAges ??= new Map(
    readTable(join(dataFolder, 'vaccine-catch-up.tsv'), ['code', 'latest']).map(({ code, latest }) => [code, latest]),
  );
  return latestAges.get(cvx) || undefined;
}

/** The scheduled vaccines, by CVX, of which a dose is given with a vaccine of an ATC code: itself, or those whose antigens it holds. */
export function scheduledBy(atcCode: string): readonly string[] {
  if (!covers) {
    const found = new Map<string, readonly string[]>();
    for (const { cvx, atcCode: own, ages } of vaccines().values()) if (ages.length > 0) found.set(own, [cvx]);
    for (const row of readTable(join(dataFolder, 'vaccine-covers.tsv'), ['atc', 'covers']))
      found.set(row.atc, several(row.covers));
    covers = found;
  }
  return covers.get(atcCode) ?? [];
}
