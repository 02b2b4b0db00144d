import { join } from 'node:path';
import { dataFolder } from '../dataFolder.ts';
import { readTable, several } from '../readTable.ts';

interface Group {
  readonly atc: readonly string[];
  readonly notAtc: readonly string[];
}

let read: ReadonlyMap<string, Group> | undefined;
const written = new Map<string, Group>();

/** The folder of the safety rules. */
export const safetyFolder = join(dataFolder, 'safety');

/** The groups of `medicine-classes.tsv` by code. */
export function medicineGroups(): ReadonlyMap<string, Group> {
  return (read ??= new Map(
    readTable(join(safetyFolder, 'medicine-classes.tsv'), ['code', 'atc']).map(({ code, atc }) => [code, toGroup(atc)]),
  ));
}

/** Whether a substance belongs to what a rule names: a group of the list, or ATC codes split by bars. */
export function isInGroup(name: string, atcCode: string): boolean {
  const { atc, notAtc } = groupNamed(name);
  return atc.some((prefix) => atcCode.startsWith(prefix)) && !notAtc.some((prefix) => atcCode.startsWith(prefix));
}

function groupNamed(name: string): Group {
  const group = medicineGroups().get(name) ?? written.get(name) ?? toGroup(name);
  if (!medicineGroups().has(name)) written.set(name, group);
  return group;
}

function toGroup(cell: string): Group {
  const codes = several(cell);
  return {
    atc: codes.filter((code) => !code.startsWith('!')),
    notAtc: codes.flatMap((code) => (code.startsWith('!') ? [code.slice(1)] : [])),
  };
}
