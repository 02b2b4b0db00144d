import { roles, type Role, scopesOf } from '@wasl/schema/roles.ts';
import { missingGrants } from '../../authorization/missingGrants.ts';
import { isMet, type Requirement } from '../../authorization/requirement.ts';
import type { AnswerBody } from '../../core/answer.ts';
import type { Caller } from '../../core/caller.ts';
import type {
  ExplainedEvent,
  ExplainedField,
  ExplainedRecord,
  ExplainedStep,
  Explanation,
} from '../../core/explanation.ts';
import type { SystemTitle } from '../../core/systemTitles.ts';
import type { DecideRecord } from '../../records/recordQuestion.ts';
import type { AllowedOperation } from '../authorize.ts';
import { askedOf } from './askedOf.ts';
import type { Explainer, SeenStep } from './explainer.ts';
import { openingsOf } from './openingsOf.ts';

/** What an explanation is made with. */
export interface ExplainingWith {
  titles: ReadonlyMap<string, SystemTitle>;
  decide: DecideRecord | undefined;
}

/**
 * Explains an answer. Of what was refused it tells no more than the answer's own errors: a refusal that is hidden, or told by another code so
 * that nobody learns whether there is such a record, is not in it.
 */
export function explain(
  explainer: Explainer,
  { caller, authorized }: Pick<AllowedOperation, 'caller' | 'authorized'>,
  { errors }: AnswerBody,
  { titles, decide }: ExplainingWith,
): Explanation {
  const codes = new Set((errors ?? []).map(({ extensions }) => extensions?.['code']));
  const reasons = new Map(
    [...authorized.reasons.values()].map(({ coordinate, requirement }) => [coordinate, requirement]),
  );
  const audit = explainEvents(explainer, codes);
  // That something was written down of a refusal which is hidden tells of it.
  const steps = explainer.steps.filter(({ kind }) => kind !== 'audit' || audit.length > 0);
  return {
    durationMs: rounded(performance.now() - explainer.startedAt),
    steps: steps.map((step) => explainStep(step, explainer.startedAt, titles)),
    fields: [...reasons].map(([coordinate, requirement]) => explainField(coordinate, requirement, caller)),
    records: decide ? explainRecords(explainer, codes, decide) : [],
    audit,
  };
}

function explainStep(
  { from, to, body, ...step }: SeenStep,
  startedAt: number,
  titles: ExplainingWith['titles'],
): ExplainedStep {
  const title = step.subgraph === undefined ? undefined : titles.get(step.subgraph);
  return {
    ...step,
    ...(title && { title }),
    fromMs: rounded(from - startedAt),
    ...(to !== undefined && { toMs: rounded(to - startedAt) }),
    ...(body !== undefined && askedOf(body)),
  };
}

function explainField(coordinate: string, requirement: Requirement, caller: Caller): ExplainedField {
  const { authenticated, scopes, policies } = missingGrants(requirement, caller);
  return { coordinate, needsSignIn: authenticated, scopes, policies, roles: rolesThatMeet(requirement) };
}

/** Policies decide on more than a role, and are left to the reader. */
export function rolesThatMeet({ scopes }: Requirement): Role[] {
  return (Object.keys(roles) as Role[]).filter((role) =>
    isMet(
      { authenticated: false, scopes, policies: [] },
      { authenticated: true, subject: null, scopes: new Set(scopesOf([role])), policies: new Set(), claims: {} },
    ),
  );
}

function explainRecords(explainer: Explainer, codes: ReadonlySet<unknown>, decide: DecideRecord): ExplainedRecord[] {
  const found = new Map<string, ExplainedRecord>();
  for (const { outcome, category, action, as } of explainer.judgements) {
    if (!('isPermitted' in outcome) || outcome.isPermitted || outcome.hidesExistence || !codes.has(outcome.code))
      continue;
    const { code, policy } = outcome;
    const key = [code, category, action, policy].join(' ');
    if (found.has(key)) continue;
    const question = explainer.questions.get(outcome);
    const meaning = policy === undefined ? undefined : decide.meaningOf?.(policy);
    found.set(key, {
      code,
      category,
      action,
      ...(as && { role: as.role, purpose: as.purpose }),
      ...(policy !== undefined && { policy }),
      ...(meaning && { meaning }),
      openings: question ? openingsOf(question, outcome, decide) : [],
    });
  }
  return [...found.values()];
}

function explainEvents({ events, judgements }: Explainer, codes: ReadonlySet<unknown>): ExplainedEvent[] {
  const hiding = new Set(judgements.flatMap(({ outcome }) => ('hidesExistence' in outcome ? [outcome.policy] : [])));
  const patients = new Map<string, number>();
  const numberOf = (patient: string) => {
    if (!patients.has(patient)) patients.set(patient, patients.size + 1);
    return patients.get(patient)!;
  };
  return events
    .filter(({ outcome, code, policy }) => outcome !== 'refused' || (codes.has(code) && !hiding.has(policy)))
    .map(({ at, place, action, outcome, patient, role, purpose, categories, fields, ground, policy, code }) => ({
      ...(place && outcome !== 'refused' && { id: `${place.chain}:${place.sequence}` }),
      at,
      action,
      outcome,
      ...(patient !== undefined && { patient: numberOf(patient) }),
      ...(role !== undefined && { role }),
      ...(purpose !== undefined && { purpose }),
      categories,
      fields,
      ...(ground !== undefined && { ground }),
      ...(policy !== undefined && { policy }),
      ...(code !== undefined && { code }),
    }));
}

/** To a hundredth. */
function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100;
}
