import type { Caller } from '../core/caller.ts';

/** Alternative sets of names, of which one must be held completely: outer list OR, inner list AND. */
export type AnyOf = readonly (readonly string[])[];

/** What a caller must have for a field, all parts of it. */
export interface Requirement {
  authenticated: boolean;
  scopes: readonly AnyOf[];
  policies: readonly AnyOf[];
}

export const noRequirement: Requirement = { authenticated: false, scopes: [], policies: [] };

/** The conjunction of several requirements. */
export function allOf(requirements: readonly Requirement[]): Requirement {
  const unique = (lists: AnyOf[]) => [...new Map(lists.map((list) => [JSON.stringify(list), list])).values()];
  return {
    authenticated: requirements.some(({ authenticated }) => authenticated),
    scopes: unique(requirements.flatMap(({ scopes }) => scopes)),
    policies: unique(requirements.flatMap(({ policies }) => policies)),
  };
}

/** Whether a requirement allows everyone. */
export function isOpen({ authenticated, scopes, policies }: Requirement): boolean {
  return !authenticated && scopes.length === 0 && policies.length === 0;
}

/** Whether two requirements allow the same callers, however they are written. */
export function isSame(left: Requirement, right: Requirement): boolean {
  if (left.authenticated !== right.authenticated) return false;
  return isSameConjunction(left.scopes, right.scopes) && isSameConjunction(left.policies, right.policies);
}

/** Whether the caller meets a requirement. A scope with a policy's name grants nothing, nor the other way round. */
export function isMet(requirement: Requirement, caller: Caller): boolean {
  if (requirement.authenticated && !caller.authenticated) return false;
  const holds = (granted: Pick<ReadonlySet<string>, 'has'>) => (anyOf: AnyOf) =>
    anyOf.length === 0 || anyOf.some((names) => names.every((name) => granted.has(name)));
  return requirement.scopes.every(holds(caller.scopes)) && requirement.policies.every(holds(caller.policies));
}

/** Most alternatives that are compared; with more, two requirements count as different. */
const mostAlternatives = 2_000;

function isSameConjunction(left: readonly AnyOf[], right: readonly AnyOf[]): boolean {
  const [first, second] = [alternativesOf(left), alternativesOf(right)];
  return first !== undefined && second !== undefined && JSON.stringify(first) === JSON.stringify(second);
}

/** The minimal sets of names that satisfy every list, sorted. */
function alternativesOf(lists: readonly AnyOf[]): string[][] | undefined {
  let alternatives: string[][] = [[]];
  for (const anyOf of lists) {
    if (anyOf.length === 0) continue;
    if (alternatives.length * anyOf.length > mostAlternatives) return undefined;
    alternatives = smallest(alternatives.flatMap((names) => anyOf.map((more) => [...new Set([...names, ...more])])));
  }
  return alternatives.map((names) => names.sort()).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

/** Drops each set that contains another one. */
function smallest(sets: string[][]): string[][] {
  const kept: string[][] = [];
  for (const names of sets.sort((a, b) => a.length - b.length)) {
    if (!kept.some((fewer) => fewer.every((name) => names.includes(name)))) kept.push(names);
  }
  return kept;
}
