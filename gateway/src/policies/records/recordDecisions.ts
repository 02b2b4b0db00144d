import { randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { DecideRecord, PurposeOfUse, RecordDecision, RecordQuestion } from '../../records/recordQuestion.ts';
import { createEvaluator, type Evaluation, type OnPolicyError } from '../evaluator.ts';
import type { RecordPolicies } from './readRecordPolicies.ts';
import { forbidCodes, grounds, type RecordPolicy } from './recordPolicy.ts';
import { recordKey, recordRequest, reduceLabels } from './recordRequest.ts';

/** Most cached decisions; a few thousand occur in practice. */
const keptDecisions = 20_000;

/** Purposes of a caller who breaks the glass. */
const emergencyPurposes: readonly PurposeOfUse[] = ['BTG', 'ETREAT'];

/**
 * Decides on records by Cedar, once for each question that the policies can distinguish. A policy that fails denies.
 * @throws ConfigError for policies that Cedar refuses.
 */
export function createRecordDecisions(
  { texts, policies, sensitivities }: RecordPolicies,
  onError: OnPolicyError,
  policySet: string = randomUUID(),
): DecideRecord {
  const evaluate = createEvaluator(texts, onError, policySet);
  const kept = new LRUCache<string, RecordDecision>({ max: keptDecisions });
  const answers = new LRUCache<string, RecordDecision | Denied>({ max: keptDecisions });

  /** Cedar's decision. It has a cache of its own, since questions with broken glass recur for many others. */
  function ask(question: RecordQuestion): RecordDecision | Denied {
    const key = recordKey(question);
    const known = answers.get(key);
    if (known !== undefined) return known;
    const evaluation = evaluate(recordRequest(question));
    const answer = evaluation.isAllowed ? permitted(evaluation, policies) : denied(evaluation, policies);
    answers.set(key, answer);
    return answer;
  }

  function isOpenedByGlass(question: RecordQuestion): boolean {
    const facts = { ...question.facts, isGlassBroken: true };
    return emergencyPurposes.some((purpose) => ask({ ...question, purpose, facts }).isPermitted);
  }

  /**
   * A denial by labels is reported only where nothing else denies; otherwise the answer is that for the record without labels, which does
   * not reveal them.
   */
  function decideAnew(question: RecordQuestion): RecordDecision {
    const decision = ask(question);
    if (decision.isPermitted) return decision;
    if (isLabelled(question)) {
      const unlabelled = decide({ ...question, labels: { confidentiality: 'N', sensitivities: [] } });
      if (!unlabelled.isPermitted) return unlabelled;
    }
    return { ...decision, wouldBreakGlassHelp: isOpenedByGlass(question) };
  }

  function decide(asked: RecordQuestion): RecordDecision {
    const question = reduceLabels(asked, sensitivities);
    const key = recordKey(question);
    let decision = kept.get(key);
    if (decision === undefined) kept.set(key, (decision = Object.freeze(decideAnew(question))));
    return decision;
  }

  const meanings = new Map([...policies.values()].map(({ id, en, ar }) => [id, { en, ar }]));
  decide.meaningOf = (policy: string) => meanings.get(policy);
  return decide;
}

type Denied = Omit<Extract<RecordDecision, { isPermitted: false }>, 'wouldBreakGlassHelp'>;

function isLabelled({ labels: { confidentiality, sensitivities } }: RecordQuestion): boolean {
  return confidentiality !== 'N' || sensitivities.length > 0;
}

function permitted({ decidedBy }: Evaluation, policies: RecordPolicies['policies']): RecordDecision {
  const holding = inOrder(decidedBy, policies).flatMap((policy) => (policy.effect === 'permit' ? [policy] : []));
  const [policy] = holding.sort((a, b) => grounds.indexOf(a.ground) - grounds.indexOf(b.ground));
  if (!policy) throw new Error('Cedar permits by no policy.');
  return { isPermitted: true, ground: policy.ground, policy: policy.id };
}

function denied({ decidedBy, failed }: Evaluation, policies: RecordPolicies['policies']): Denied {
  const holding = inOrder(decidedBy, policies).flatMap((policy) => (policy.effect === 'forbid' ? [policy] : []));
  const [policy] = holding.sort((a, b) => forbidCodes.indexOf(a.code) - forbidCodes.indexOf(b.code));
  if (!policy) {
    const broken = policies.get(failed[0] ?? '')?.id;
    const code = failed.length > 0 ? 'RESTRICTED_RECORD' : 'NO_TREATMENT_RELATIONSHIP';
    return { isPermitted: false, code, policy: broken };
  }
  const hides = holding.some(({ hidesExistence }) => hidesExistence);
  return { isPermitted: false, code: policy.code, policy: policy.id, ...(hides && { hidesExistence: true }) };
}

/** The policies in file order, whatever order Cedar returns. */
function inOrder(places: readonly string[], policies: RecordPolicies['policies']): RecordPolicy[] {
  const named = new Set(places);
  return [...policies].flatMap(([place, policy]) => (named.has(place) ? [policy] : []));
}
