import { randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { DecideRecord, PurposeOfUse, RecordDecision, RecordQuestion } from '../../records/recordQuestion.ts';
import { createEvaluator, type Evaluation, type OnPolicyError } from '../evaluator.ts';
import type { RecordPolicies } from './readRecordPolicies.ts';
import { forbidCodes, grounds, type RecordPolicy } from './recordPolicy.ts';
import { recordKey, recordRequest, reduceLabels } from './recordRequest.ts';

/** Decisions that are kept: a few thousand occur, the bound is for the worst. */
const keptDecisions = 20_000;

/** Purposes of somebody who breaks the glass. */
const emergencyPurposes: readonly PurposeOfUse[] = ['BTG', 'ETREAT'];

/**
 * Decides about records by Cedar, once for each question that the policies can tell from others. A policy that fails denies.
 * @throws ConfigError for policies that Cedar does not take.
 */
export function createRecordDecisions(
  { texts, policies, sensitivities }: RecordPolicies,
  onError: OnPolicyError,
  policySet: string = randomUUID(),
): DecideRecord {
  const evaluate = createEvaluator(texts, onError, policySet);
  const kept = new LRUCache<string, RecordDecision>({ max: keptDecisions });
  const answers = new LRUCache<string, RecordDecision | Denied>({ max: keptDecisions });

  /** What Cedar says. Kept by itself: the broken glass of one question is that of many others. */
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

  /** A label is told only to whom it alone keeps away: to others the answer is that of a record without labels. */
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

/** In the order of the files, whatever Cedar's. */
function inOrder(places: readonly string[], policies: RecordPolicies['policies']): RecordPolicy[] {
  const named = new Set(places);
  return [...policies].flatMap(([place, policy]) => (named.has(place) ? [policy] : []));
}
