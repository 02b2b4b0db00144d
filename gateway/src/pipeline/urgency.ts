import type { Caller } from '../core/caller.ts';
import { classOf } from './cost/costBudgets.ts';

/** How urgent requests are, the first to be refused under load first. */
export const urgencies = ['batch', 'portal', 'pharmacy', 'clinical', 'emergency'] as const;
export type Urgency = (typeof urgencies)[number];

/** What an emergency's request says as its purpose of use. */
const emergencyPurposes: readonly (string | undefined)[] = ['ETREAT', 'BTG'];

/**
 * How urgent a request is: by the caller's scopes, and for staff by the purpose that they state, which the audit keeps. A citizen cannot
 * make a request more urgent.
 */
export function urgencyOf(caller: Caller, headers: Readonly<Record<string, string | undefined>>): Urgency {
  switch (classOf(caller)) {
    case 'service':
      return 'batch';
    case 'staff':
      return urgencyOfStaff(caller, headers['x-purpose-of-use']);
    default:
      return 'portal';
  }
}

function urgencyOfStaff({ scopes }: Caller, purpose: string | undefined): Urgency {
  if (emergencyPurposes.includes(purpose) || scopes.has('user/BreakGlass.cu')) return 'emergency';
  return scopes.has('user/MedicationDispense.cu') ? 'pharmacy' : 'clinical';
}
