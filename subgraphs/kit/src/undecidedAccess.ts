import type { Caller } from '@wasl/subgraph-sdk';

// Until the national schema says with @record which of its types are records, the gateway decides about none of them and sends no
// categories. This file is all that then holds; it goes, with its uses in recordAccess.ts, once the schema says so.

/** Whether the gateway decided nothing about records. */
export function isUndecided({ decision }: Caller): boolean {
  return decision?.categories === undefined;
}

/** Where nothing is decided: whether some scope reaches beyond the caller's own record. */
export function isUndecidedStaff({ scopes }: Caller): boolean {
  return scopes.some((scope) => scope.startsWith('user/') || scope.startsWith('system/'));
}
