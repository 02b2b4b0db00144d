import { join } from 'node:path';
import { dataFolder } from '../dataFolder.ts';
import { withParts } from '../medicineParts.ts';
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

/** By ATC code, then by the name in a rule: hundreds of rules ask for the same few medicines. */
const belonging = new Map<string, Map<string, boolean>>();
const mostCodes = 2_000;

/** Whether a medicine, or a part of it, belongs to what a rule names: a group of the list, or ATC codes split by bars. */
export function isInGroup(name: string, atcCode: string): boolean {
  const groups = belonging.get(atcCode) ?? new Map<string, boolean>();
  const known = groups.get(name);
  if (known !== undefined) return known;
  if (belonging.size >= mostCodes) belonging.clear();
  belonging.set(atcCode, groups);
  const isMember = withParts(atcCode).some((code) => holds(groupNamed(name), code));
  groups.set(name, isMember);
  return isMember;
}

function holds({ atc, notAtc }: Group, code: string): boolean {
  return atc.some((prefix) => code.startsWith(prefix)) && !notAtc.some((prefix) => code.startsWith(prefix));
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
