import type { Caller } from '../request/types.ts';

/** Names of which one set suffices, all of the set: outer list OR, inner list AND. */
export type AnyOf = readonly (readonly string[])[];

/** What a field demands of its caller: all of it. */
export interface Requirement {
  authenticated: boolean;
  scopes: readonly AnyOf[];
  policies: readonly AnyOf[];
}

export const noRequirement: Requirement = { authenticated: false, scopes: [], policies: [] };

/** All that several requirements demand. */
export function allOf(requirements: readonly Requirement[]): Requirement {
  const unique = (lists: AnyOf[]) => [...new Map(lists.map((list) => [JSON.stringify(list), list])).values()];
  return {
    authenticated: requirements.some(({ authenticated }) => authenticated),
    scopes: unique(requirements.flatMap(({ scopes }) => scopes)),
    policies: unique(requirements.flatMap(({ policies }) => policies)),
  };
}

/** Whether a requirement asks for nothing. */
export function isOpen({ authenticated, scopes, policies }: Requirement): boolean {
  return !authenticated && scopes.length === 0 && policies.length === 0;
}

/** Whether the caller meets it. A scope that happens to bear a policy's name grants nothing, nor the other way round. */
export function isMet(requirement: Requirement, caller: Caller): boolean {
  if (requirement.authenticated && !caller.authenticated) return false;
  const holds = (granted: ReadonlySet<string>) => (anyOf: AnyOf) =>
    anyOf.length === 0 || anyOf.some((names) => names.every((name) => granted.has(name)));
  return requirement.scopes.every(holds(caller.scopes)) && requirement.policies.every(holds(caller.policies));
}
