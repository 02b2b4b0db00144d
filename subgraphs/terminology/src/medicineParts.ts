import { join } from 'node:path';
import { dataFolder } from './dataFolder.ts';
import { readTable, several } from './readTable.ts';

let read: ReadonlyMap<string, readonly string[]> | undefined;

/** The rows of `safety/medicine-parts.tsv`: what combinations hold, and what altered codes are now. */
export function medicineParts(): ReadonlyMap<string, readonly string[]> {
  return (read ??= new Map(
    readTable(join(dataFolder, 'safety/medicine-parts.tsv'), ['medicine', 'parts']).map(({ medicine, parts }) => [
      medicine,
      several(parts),
    ]),
  ));
}

/** A medicine's own ATC code and those of its parts; of most its own alone. What is true of a part is true of the medicine. */
export function withParts(atcCode: string): readonly string[] {
  const parts = medicineParts().get(atcCode);
  return parts ? [atcCode, ...parts] : [atcCode];
}

/** The substances that a medicine holds, each by one code: an altered code counts as the one in force. */
export function substancesOf(atcCode: string): readonly string[] {
  return medicineParts().get(atcCode) ?? [atcCode];
}
