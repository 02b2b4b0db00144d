import { join } from 'node:path';
import { dataFolder } from './dataFolder.ts';
import { normalCode } from './normalCode.ts';
import { type Row, readTable, several } from './readTable.ts';
import type { Substance } from './units.ts';

/** From one value to another, both included; an end that is missing is open. */
export interface Bounds {
  readonly low?: number;
  readonly high?: number;
}

export type TestCategory =
  | 'laboratory'
  | 'vital-signs'
  | 'survey'
  | 'exam'
  | 'imaging'
  | 'procedure'
  | 'social-history'
  | 'document'
  | 'nursing-document';

/** A test or measurement as the list of LOINC tests gives it. */
export interface LaboratoryTest {
  readonly code: string;
  readonly category: TestCategory;
  /** LOINC's kind of property: MCnc mass per volume, SCnc substance per volume, NCnc number per volume, … */
  readonly property: string;
  readonly scale: 'quantity' | 'ordinal' | 'nominal' | 'text' | 'panel' | 'date';
  /** UCUM; missing where the result is no quantity. */
  readonly unit?: string;
  readonly otherUnits: readonly string[];
  /** Outside of it, no living body. */
  readonly possible: Bounds;
  /** Outside of it, ask once more. */
  readonly likely: Bounds;
  /** In g/mol. */
  readonly molarMass?: number;
  /** Of the ion, without its sign. */
  readonly charge?: number;
  /** The only sex that the test makes sense for. */
  readonly sex?: 'F' | 'M';
}

const columns = [
  'code',
  'category',
  'property',
  'scale',
  'unit',
  'other-units',
  'possible-low',
  'possible-high',
  'likely-low',
  'likely-high',
  'molar-mass',
  'sex',
  'charge',
] as const;

let tests: ReadonlyMap<string, LaboratoryTest> | undefined;

/** The test of a LOINC code, however written; `undefined` where this list has none. */
export function laboratoryTest(written: string): LaboratoryTest | undefined {
  return laboratoryTests().get(normalCode('loinc', written) ?? '');
}

export function laboratoryTests(): ReadonlyMap<string, LaboratoryTest> {
  return (tests ??= new Map(
    readTable(join(dataFolder, 'loinc/tests.tsv'), columns).map((row) => [row.code, toTest(row)]),
  ));
}

/** What converting a test's value needs to know of what it measures. */
export function substanceOf({ molarMass, charge }: LaboratoryTest): Substance {
  return { ...(molarMass !== undefined && { molarMass }), ...(charge !== undefined && { charge }) };
}

/** The bounds of two cells. */
export function toBounds(low: string, high: string): Bounds {
  return { ...(low !== '' && { low: Number(low) }), ...(high !== '' && { high: Number(high) }) };
}

function toTest(row: Row<(typeof columns)[number]>): LaboratoryTest {
  return {
    code: row.code,
    category: row.category as TestCategory,
    property: row.property,
    scale: row.scale as LaboratoryTest['scale'],
    otherUnits: several(row['other-units']),
    possible: toBounds(row['possible-low'], row['possible-high']),
    likely: toBounds(row['likely-low'], row['likely-high']),
    ...(row.unit !== '' && { unit: row.unit }),
    ...(row['molar-mass'] !== '' && { molarMass: Number(row['molar-mass']) }),
    ...(row.charge !== '' && { charge: Number(row.charge) }),
    ...(row.sex !== '' && { sex: row.sex as 'F' | 'M' }),
  };
}
