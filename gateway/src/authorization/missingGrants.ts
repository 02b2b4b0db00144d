import type { FieldNode } from 'graphql';
import type { DenialReasons } from './deniedFields.ts';
import { allOf, type AnyOf, type Requirement } from './requirement.ts';
import type { Caller } from '../core/caller.ts';

/** What a caller lacks for a field, in the form of the rules: outer list OR, inner list AND. */
export interface MissingGrants {
  /** Whether a verified token is missing. */
  authenticated: boolean;
  scopes: AnyOf;
  policies: AnyOf;
}

const mostAlternatives = 32;

/** What a caller lacks for a requirement, without what the caller has already and without alternatives that include another one. */
export function missingGrants(requirement: Requirement, caller: Caller): MissingGrants {
  return {
    authenticated: requirement.authenticated && !caller.authenticated,
    scopes: lacking(requirement.scopes, (name) => caller.scopes.has(name)),
    policies: lacking(requirement.policies, (name) => caller.policies.has(name)),
  };
}

/** Details for the error of a denied field. */
export type ExplainDenied = (nodes: readonly FieldNode[]) => { missing: MissingGrants };

/** Makes the function that says what the caller lacks for a denied field. */
export function explainTo(caller: Caller, reasons: DenialReasons): ExplainDenied {
  return (nodes) => {
    const requirement = allOf(nodes.flatMap((node) => reasons.get(node)?.requirement ?? []));
    return { missing: missingGrants(requirement, caller) };
  };
}

/** Combines rules that must all hold into one list of alternatives. */
function lacking(rules: readonly AnyOf[], isHeld: (name: string) => boolean): AnyOf {
  let ways: (readonly string[])[] = [[]];
  for (const anyOf of rules) {
    const open = anyOf.map((names) => names.filter((name) => !isHeld(name)));
    if (anyOf.length === 0 || open.some((names) => names.length === 0)) continue;
    const joined = ways.flatMap((way) => open.map((names) => [...new Set([...way, ...names])]));
    ways = shortest(joined).slice(0, mostAlternatives);
  }
  return ways.filter((way) => way.length > 0);
}

function shortest(ways: readonly (readonly string[])[]): (readonly string[])[] {
  const isWithin = (inner: readonly string[], outer: readonly string[]) => inner.every((name) => outer.includes(name));
  return ways.filter(
    (way, index) =>
      !ways.some((other, at) => at !== index && isWithin(other, way) && (other.length < way.length || at < index)),
  );
}
