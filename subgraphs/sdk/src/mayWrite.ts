import type { Caller } from './caller.ts';

/**
 * Whether the gateway decided that this request may write on a patient: a request without that decision may write on none, and one on whom
 * it was made has an ID that was issued. `sameId` tells whether two texts are one health ID; by default they are when they are equal.
 */
export function mayWrite(
  caller: Caller | null,
  healthId: string,
  sameId: (one: string, other: string) => boolean = (one, other) => one === other,
): boolean {
  return (caller?.decision?.patients ?? []).some((decided) => sameId(decided, healthId));
}
