import { type LaboratoryTest, substanceOf } from './laboratoryTests.ts';
import { convert } from './units.ts';

/** HbA1c in per cent (NGSP) and in mmol/mol (IFCC): two scales with two zeros, by the NGSP's master equation. */
const glycatedHaemoglobin: ReadonlySet<string> = new Set(['4548-4', '59261-8']);
const [slope, offset] = [0.09148, 2.152];

/** A test's value from one unit into another; `undefined` where the dimensions differ or a unit is unknown. */
export function convertResult(test: LaboratoryTest, value: number, from: string, to: string): number | undefined {
  if (from === to) return convert(value, from, to);
  if (glycatedHaemoglobin.has(test.code)) return betweenScales(value, from, to);
  return convert(value, from, to, substanceOf(test));
}

function betweenScales(value: number, from: string, to: string): number | undefined {
  if (from === 'mmol/mol' && to === '%') return rounded(slope * value + offset);
  return from === '%' && to === 'mmol/mol' ? rounded((value - offset) / slope) : undefined;
}

function rounded(value: number): number {
  return Number(value.toPrecision(12));
}
