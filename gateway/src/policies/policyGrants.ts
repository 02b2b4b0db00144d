import { randomUUID } from 'node:crypto';
import { type EntityJson, preparsePolicySet, statefulIsAuthorized } from '@cedar-policy/cedar-wasm/nodejs';
import type { OperationTypeNode } from 'graphql';
import type { GraphQLRequest } from '../core/request.ts';
import { type PolicyContext, policyContextOf } from './policyContext.ts';
import { principalOf } from './principal.ts';
import type { PolicyTexts } from './readPolicies.ts';
import { ConfigError } from '../core/configError.ts';
import type { Caller } from '../core/caller.ts';

/**
 * Adds to a caller the `@policy` names that Cedar grants for a request; the same caller gets the same result for the same of it.
 * @throws WaslError BAD_REQUEST for a header that policies cannot decide on.
 */
export type GrantPolicies = (
  caller: Caller,
  headers: GraphQLRequest['headers'],
  operation: `${OperationTypeNode}`,
) => Caller;

/** Hears once of each policy that failed on a caller: the file and line, and what was wrong. */
export type OnPolicyError = (place: string, message: string) => void;

/**
 * Decides `@policy` names by Cedar: `action == Action::"policy"`, `resource == Policy::"name"`, denied unless permitted, and a
 * forbid wins. A name is decided when an operation touches it, once for a caller and a context. A policy that fails denies: Cedar itself
 * leaves it out, which would turn a failing forbid into a permit. What a token claim grants stays granted.
 * @throws ConfigError for policies that Cedar does not take; a set of the same name then stays as it was.
 */
export function createPolicyGrants(
  policies: PolicyTexts,
  onError: OnPolicyError,
  /** Cedar's name for the set: one that is used again takes the place of the set before, which Cedar would keep for good. */
  policySet: string = randomUUID(),
): GrantPolicies {
  const parsed = preparsePolicySet(policySet, { staticPolicies: { ...policies } });
  if (parsed.type === 'failure') throw new ConfigError(`The policies cannot be used: ${parsed.errors[0]?.message}`);
  const known = new WeakMap<Caller, KnownCaller>();
  const told = new Set<string>();

  function report(place: string, message: string): void {
    if (told.has(place)) return;
    told.add(place);
    onError(place, message);
  }

  function decide(principal: EntityJson, context: PolicyContext, name: string): boolean {
    const answer = statefulIsAuthorized({
      principal: principal.uid,
      action: { type: 'Action', id: 'policy' },
      resource: { type: 'Policy', id: name },
      context,
      preparsedPolicySetId: policySet,
      entities: [principal],
    });
    if (answer.type === 'failure') {
      report(`Policy::${JSON.stringify(name)}`, answer.errors[0]?.message ?? 'it cannot be decided');
      return false;
    }
    const { decision, diagnostics } = answer.response;
    for (const { policyId, error } of diagnostics.errors) report(policyId, withoutNames(error.message));
    return decision === 'allow' && diagnostics.errors.length === 0;
  }

  function grant(caller: Caller, principal: EntityJson, context: PolicyContext): Caller {
    const decided = new Map<string, boolean>();
    const has = (name: string) => {
      if (caller.policies.has(name)) return true;
      let isGranted = decided.get(name);
      if (isGranted === undefined) decided.set(name, (isGranted = decide(principal, context, name)));
      return isGranted;
    };
    return { ...caller, policies: { has } };
  }

  return (caller, headers, operation) => {
    const context = policyContextOf(headers, operation);
    let seen = known.get(caller);
    if (!seen) known.set(caller, (seen = { principal: principalOf(caller), granted: new Map() }));
    const name = `${context.operation} ${context.purposeOfUse ?? ''}`;
    let granted = seen.granted.get(name);
    if (!granted) seen.granted.set(name, (granted = grant(caller, seen.principal, context)));
    return granted;
  };
}

interface KnownCaller {
  principal: EntityJson;
  /** By context, of which there are few. */
  granted: Map<string, Caller>;
}

/** A log tells what was wrong with a policy, not whose request showed it. */
function withoutNames(message: string): string {
  return message.replaceAll(/(User|Anonymous)::"(?:[^"\\]|\\.)*"/g, '$1');
}
