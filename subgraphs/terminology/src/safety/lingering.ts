import { join } from 'node:path';
import { readTable } from '../readTable.ts';
import { isInGroup, safetyFolder } from './medicineGroups.ts';

interface Rule {
  readonly medicine: string;
  readonly days: number;
}

let rules: readonly Rule[] | undefined;

/** Rules of `lingering.tsv`. */
export function lingeringRules(): readonly Rule[] {
  return (rules ??= readTable(join(safetyFolder, 'lingering.tsv'), ['medicine', 'days']).map(({ medicine, days }) => ({
    medicine,
    days: Number(days),
  })));
}

/** How many days after the last dose a medicine still interacts; 0 for most. */
export function lingeringDays(atcCode: string): number {
  return Math.max(0, ...lingeringRules().flatMap(({ medicine, days }) => (isInGroup(medicine, atcCode) ? [days] : [])));
}
