import type { Caller } from '@wasl/subgraph-sdk';

/** What a decision about a record may rest on. */
export interface RecordFacts {
  /** Every health ID of the patient whom the record is about: after a merge there are several. */
  healthIds: readonly string[];
  /** The kind of record, in the words of consent: `Condition`, `MedicationRequest`. */
  category: string;
  /** HL7 confidentiality and sensitivity codes, where the record bears any and they are known already. */
  labels?: readonly string[];
}

/**
 * Decides whether a caller may read a record. Loaders ask, resolvers do not; a rule that the gateway's decision carries (role,
 * purpose, categories, labels) belongs in here.
 */
export type MayRead = (record: RecordFacts) => boolean | Promise<boolean>;

/** Open to staff, to the patient, and to those whom the gateway vouches for as the patient's guardians. */
export function recordAccess(caller: Caller | null): MayRead {
  if (caller === null) return () => false;
  if (isStaff(caller)) return () => true;
  const open = new Set([...(caller.healthId === undefined ? [] : [caller.healthId]), ...caller.dependants]);
  return ({ healthIds }) => healthIds.some((healthId) => open.has(healthId));
}

/** Whether the caller acts as staff: some of their scopes reach beyond their own record. */
export function isStaff(caller: Caller): boolean {
  return caller.scopes.some((scope) => scope.startsWith('user/') || scope.startsWith('system/'));
}
