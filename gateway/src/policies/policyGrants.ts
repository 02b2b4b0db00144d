import { randomUUID } from 'node:crypto';
import type { EntityJson } from '@cedar-policy/cedar-wasm/nodejs';
import type { OperationTypeNode } from 'graphql';
import type { GraphQLRequest } from '../core/request.ts';
import { createEvaluator, type OnPolicyError } from './evaluator.ts';
import { type PolicyContext, policyContextOf } from './policyContext.ts';
import { principalOf } from './principal.ts';
import type { PolicyTexts } from './readPolicies.ts';
import type { Caller } from '../core/caller.ts';

/**
 * Adds to a caller the `@policy` names that Cedar grants for a request. Returns the same object for the same caller and context.
 * @throws WaslError BAD_REQUEST for an invalid purpose of use.
 */
export type GrantPolicies = (
  caller: Caller,
  headers: GraphQLRequest['headers'],
  operation: `${OperationTypeNode}`,
) => Caller;

/**
 * Decides `@policy` names by Cedar: `action == Action::"policy"`, `resource == Policy::"name"`. A name is decided when an operation uses
 * it, once for each caller and context. What a token claim grants stays granted.
 * @throws ConfigError for policies that Cedar refuses; a set of the same name then stays in force.
 */
export function createPolicyGrants(
  policies: PolicyTexts,
  onError: OnPolicyError,
  /** Cedar's name for the set. */
  policySet: string = randomUUID(),
): GrantPolicies {
  const evaluate = createEvaluator(policies, onError, policySet);
  const known = new WeakMap<Caller, KnownCaller>();

  function decide(principal: EntityJson, context: PolicyContext, name: string): boolean {
    const resource = { type: 'Policy', id: name };
    return evaluate({ principal: principal.uid, action: 'policy', resource, context, entities: [principal] }).isAllowed;
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
  /** By context. */
  granted: Map<string, Caller>;
}
