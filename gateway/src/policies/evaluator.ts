import { type Context, type EntityJson, type EntityUidJson, preparsePolicySet, statefulIsAuthorized } from './cedar.ts';
import { ConfigError } from '../core/configError.ts';
import type { PolicyTexts } from './readPolicies.ts';

/** Called once for each policy that failed to evaluate, with its file and line and the reason. */
export type OnPolicyError = (place: string, message: string) => void;

/** One authorization request to Cedar. */
export interface Asked {
  principal: EntityUidJson;
  action: string;
  resource: { type: string; id: string };
  context: Context;
  entities?: EntityJson[];
}

/** Cedar's answer: the places (file and line) of the policies that decided it, and of those that failed. */
export interface Evaluation {
  isAllowed: boolean;
  decidedBy: readonly string[];
  failed: readonly string[];
}

/**
 * Makes the evaluator of a set of policies: denied unless permitted, and a forbid wins. A policy that fails denies: Cedar itself ignores
 * it, which would turn a failing forbid into a permit.
 * @throws ConfigError for policies that Cedar refuses; a set of the same name then stays in force.
 */
export function createEvaluator(
  policies: PolicyTexts,
  onError: OnPolicyError,
  /** Cedar's name for the set. A set with the same name is replaced; otherwise Cedar would keep it for ever. */
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
      report(place, withoutValues(answer.errors[0]?.message ?? ''));
      return { isAllowed: false, decidedBy: [], failed: [place] };
    }
    const { decision, diagnostics } = answer.response;
    for (const { policyId, error } of diagnostics.errors) report(policyId, withoutValues(error.message));
    const failed = diagnostics.errors.map(({ policyId }) => policyId);
    return { isAllowed: decision === 'allow' && failed.length === 0, decidedBy: diagnostics.reason, failed };
  };
}

/** What of Cedar's messages is about the policy, and not about whom it was asked for. */
const aboutPolicies = [
  /does not have the attribute `\w{1,64}`/,
  /type error: expected [a-z ,()]{1,80}, got [a-z ,()]{1,80}/,
  /integer overflow/,
  /evaluating `\w{1,64}` extension function/,
];

/** The log says what was wrong with a policy, not whose request showed it: Cedar quotes callers and values. */
function withoutValues(message: string): string {
  const found = aboutPolicies.map((form) => form.exec(message)?.[0]).find((said) => said !== undefined);
  return found ?? 'it cannot be decided';
}
