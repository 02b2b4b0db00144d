import { WaslError } from '@wasl/schema/errors.ts';

/** Most fields that may get separate keys: nested fragments on many types could multiply without end. */
const mostFields = 20_000;

/** Counts fields. @throws WaslError PLANNING_FAILED when there are more than 20 000 */
export function createFieldBudget(): () => void {
  let left = mostFields;
  return () => {
    left -= 1;
    if (left < 0) throw new WaslError('PLANNING_FAILED');
  };
}
