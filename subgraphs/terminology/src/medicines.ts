import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { dataFolder } from './dataFolder.ts';
import { normalCode } from './normalCode.ts';
import { readTable, several } from './readTable.ts';

/** WHO's defined daily dose: the assumed average maintenance dose of an adult. It is no advice to anybody. */
export interface DefinedDailyDose {
  readonly amount: number;
  /** As WHO writes it: g, mg, ug, U, TU, MU, mmol, mL. */
  readonly unit: string;
  /** As WHO writes it: O, P, R, V, N, SL, TD, Inhal, … */
  readonly route: string;
}

export interface Medicine {
  readonly atcCode: string;
  readonly definedDailyDoses: readonly DefinedDailyDose[];
  readonly routes: readonly string[];
}

let read: ReadonlyMap<string, Medicine> | undefined;

/** What the list says of a substance beyond its names; `undefined` for groups and substances that it lacks. */
export function medicine(written: string): Medicine | undefined {
  return medicines().get(normalCode('atc', written) ?? '');
}

export function medicines(): ReadonlyMap<string, Medicine> {
  if (read) return read;
  const folder = join(dataFolder, 'atc');
  const rows = readdirSync(folder).flatMap((file) => readTable(join(folder, file), ['code', 'ddd', 'routes']));
  return (read = new Map(
    rows
      .filter(({ code }) => code.length === 7)
      .map(({ code, ddd, routes }) => [
        code,
        { atcCode: code, definedDailyDoses: several(ddd).map(toDose), routes: several(routes) },
      ]),
  ));
}

function toDose(text: string): DefinedDailyDose {
  const [amount = '', unit = '', ...route] = text.split(' ');
  return { amount: Number(amount), unit, route: route.join(' ') };
}
