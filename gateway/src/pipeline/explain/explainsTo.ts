import type { Caller } from '../../core/caller.ts';

/** Makes what says who may see why an answer is as it is. */
export function createExplainsTo(whom: 'everyone' | { scope: string }): (caller: Caller) => boolean {
  return whom === 'everyone' ? () => true : ({ scopes }) => scopes.has(whom.scope);
}
