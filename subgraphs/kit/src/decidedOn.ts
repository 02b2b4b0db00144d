import { type Caller, mayWrite, type PatientLife } from '@wasl/subgraph-sdk';
import { failure } from './errors.ts';
import { readDigits } from './healthId.ts';

/**
 * Lets a write through on a patient on whom the gateway decided that it may: an ID that was never issued has no such decision, whoever
 * signed the request. @throws SubgraphError FORBIDDEN
 */
export function requireDecidedOn(caller: Caller | null, healthId: string): void {
  if (!mayWrite(caller, healthId, isSameId)) throw failure('FORBIDDEN');
}

/** What the registry tells of a patient on whom is written; undefined where it tells nothing. */
export function lifeOf(caller: Caller | null, healthId: string): PatientLife | undefined {
  return caller?.decision?.lives?.find((life) => isSameId(life.healthId, healthId));
}

/** People write them with spaces and in other digits. */
function isSameId(one: string, other: string): boolean {
  return readDigits(one) === readDigits(other);
}
