import { type AgeSpan, plausibleBounds } from './ageBounds.ts';
import { convertResult } from './convertResult.ts';
import { type Bounds, laboratoryTest } from './laboratoryTests.ts';
import { type Person, referenceRange } from './referenceRanges.ts';

/** HL7 v3-ObservationInterpretation. */
export type Interpretation = 'LL' | 'L' | 'N' | 'H' | 'HH';

export interface Judgement {
  /** The value in the unit of the list. */
  readonly value: number;
  readonly unit: string;
  /** Whether a living body of that age can show it, or it is unlikely and asks for a second look. */
  readonly plausibility: 'likely' | 'unlikely' | 'impossible';
  /** Against the reference range of age and sex; missing where the list has none. */
  readonly interpretation?: Interpretation;
  readonly range?: Bounds;
}

/**
 * Judges a measured value. `undefined` where the list does not know the test, the test is no quantity, or the unit is of another
 * dimension.
 * @param person for reference ranges; without it, none is told
 * @param age for what is plausible; without it, what is so in anybody
 */
export function judgeResult(
  code: string,
  value: number,
  unit: string,
  person?: Person,
  age?: AgeSpan,
): Judgement | undefined {
  const test = laboratoryTest(code);
  if (test?.unit === undefined) return undefined;
  if (isRatio(unit) && unit !== test.unit && !test.otherUnits.includes(unit)) return undefined;
  const converted = convertResult(test, value, unit, test.unit);
  if (converted === undefined) return undefined;
  const { possible, likely } = plausibleBounds(test, age);
  const plausibility = isInside(converted, possible)
    ? isInside(converted, likely)
      ? 'likely'
      : 'unlikely'
    : 'impossible';
  const judgement = { value: converted, unit: test.unit, plausibility } as const;
  const range = person && referenceRange(test.code, person);
  if (!range) return judgement;
  return { ...judgement, interpretation: interpret(converted, range.normal, range.critical), range: range.normal };
}

/** A unit without dimension fits any other: 48 mmol/mol of haemoglobin A1c would be read as 4.8 %. */
function isRatio(unit: string): boolean {
  return /^(%|1|\[pp[a-z]+\]|[mun]?(mol\/mol|g\/g)|\{.*\})$/.test(unit);
}

function interpret(value: number, normal: Bounds, critical: Bounds): Interpretation {
  if (critical.low !== undefined && value < critical.low) return 'LL';
  if (critical.high !== undefined && value > critical.high) return 'HH';
  if (normal.low !== undefined && value < normal.low) return 'L';
  if (normal.high !== undefined && value > normal.high) return 'H';
  return 'N';
}

function isInside(value: number, { low = -Infinity, high = Infinity }: Bounds): boolean {
  return value >= low && value <= high;
}
