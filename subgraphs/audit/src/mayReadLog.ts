import type { Caller } from '@wasl/subgraph-sdk';

/** Reads who looked at anybody's record. */
export const auditorScope = 'user/AuditEvent.rs';

/** Patients read who looked at their record, guardians at that of those whom they are registered for, auditors at everybody's. */
export function mayReadLog(caller: Caller | null, healthIds: readonly string[]): boolean {
  if (!caller) return false;
  if (caller.scopes.includes(auditorScope)) return true;
  const open = new Set([...(caller.healthId === undefined ? [] : [caller.healthId]), ...caller.dependants]);
  return healthIds.some((healthId) => open.has(healthId));
}
