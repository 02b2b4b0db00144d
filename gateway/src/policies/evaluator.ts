import { type Context, type EntityJson, type EntityUidJson, preparsePolicySet, statefulIsAuthorized } from './cedar.ts';
import { ConfigError } from '../core/configError.ts';
import type { PolicyTexts } from './readPolicies.ts';

/** Hears once of each policy that failed on a caller: the file and line, and what was wrong. */
export type OnPolicyError = (place: string, message: string) => void;

/** One question to Cedar. */
export interface Asked {
  principal: EntityUidJson;
  action: string;
  resource: { type: string; id: string };
  context: Context;
  entities?: EntityJson[];
}

/** Cedar's answer: the places of the policies that decided it, and of those that failed. */
export interface Evaluation {
  isAllowed: boolean;
  decidedBy: readonly string[];
  failed: readonly string[];
}

/**
 * Evaluates a set of policies: denied unless permitted, and a forbid wins. A policy that fails denies: Cedar itself leaves it out,
 * which would turn a failing forbid into a permit.
 * @throws ConfigError for policies that Cedar does not take; a set of the same name then stays as it was.
 */
export function createEvaluator(
  policies: PolicyTexts,
  onError: OnPolicyError,
  /** Cedar's name for the set: one that is used again takes the place of the set before, which Cedar would keep for good. */
  policySet: string,
): (asked: Asked) => Evaluation {
  const parsed = preparsePolicySet(policySet, { staticPolicies: { ...policies } });
  if (parsed.type === 'failure') throw new ConfigError(`The policies cannot be used: ${parsed.errors[0]?.message}`);
  const told = new Set<string>();

  function report(place: string, message: string): void {
    if (told.has(place)) return;
    told.add(place);
    onError(place, message);
  }

  return ({ principal, action, resource, context, entities = [] }) => {
    const answer = statefulIsAuthorized({
      principal,
      action: { type: 'Action', id: action },
      resource,
      context,
      preparsedPolicySetId: policySet,
      entities,
    });
    if (answer.type === 'failure') {
      const place = `${resource.type}::${JSON.stringify(resource.id)}`;
      report(place, answer.errors[0]?.message ?? 'it cannot be decided');
      return { isAllowed: false, decidedBy: [], failed: [place] };
    }
    const { decision, diagnostics } = answer.response;
    for (const { policyId, error } of diagnostics.errors) report(policyId, withoutNames(error.message));
    const failed = diagnostics.errors.map(({ policyId }) => policyId);
    return { isAllowed: decision === 'allow' && failed.length === 0, decidedBy: diagnostics.reason, failed };
  };
}

/** A log tells what was wrong with a policy, not whose request showed it. */
function withoutNames(message: string): string {
  return message.replaceAll(/(User|Anonymous)::"(?:[^"\\]|\\.)*"/g, '$1');
}
