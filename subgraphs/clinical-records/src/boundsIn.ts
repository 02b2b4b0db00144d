import { convertResult } from '@wasl/terminology/convertResult';
import type { Bounds, LaboratoryTest } from '@wasl/terminology/laboratoryTests';

/** Bounds in the unit in which the value came, to four digits. */
export function boundsIn(unit: string, test: LaboratoryTest, { low, high }: Bounds): Bounds {
  const inUnit = (bound: number | undefined) => {
    const converted = bound === undefined ? undefined : convertResult(test, bound, test.unit ?? unit, unit);
    return converted === undefined ? undefined : Number(converted.toPrecision(4));
  };
  const [from, to] = [inUnit(low), inUnit(high)];
  return { ...(from !== undefined && { low: from }), ...(to !== undefined && { high: to }) };
}
