import { errors as errorTable } from '@wasl/schema/errors.ts';
import type { GraphQLFormattedError } from 'graphql';
import { restoreDenied } from '../authorization/restoreDenied.ts';
import type { AnswerPartsBody, SingleAnswer } from '../core/answer.ts';
import { accountFor } from './accountFor.ts';
import { answerError } from './answerError.ts';
import type { AllowedOperation } from './authorize.ts';
import type { Exchange } from './exchange.ts';
import { explain } from './explain/explain.ts';
import type { Explainer } from './explain/explainer.ts';
import type { Asked, Leaving } from './leaving.ts';
import { shapeAnswer, shapeParts } from './shapeAnswer.ts';

/** What leaves. */
export type Released = SingleAnswer | { body: AnswerPartsBody };

export async function release(leaving: Leaving & { kind: 'parts' }): Promise<{ body: AnswerPartsBody }>;
export async function release(leaving: Exclude<Leaving, { kind: 'parts' }>): Promise<SingleAnswer>;
/**
 * The one way out: nothing of an answer reaches a client but through here. What of patients it tells is written down first; nulls of
 * denied fields are restored, errors are made fit to be told.
 */
export async function release(leaving: Leaving): Promise<Released> {
  askedBy(leaving).observer?.stage('release');
  const released = shape(await accountFor(leaving));
  const { body } = released;
  if ('incremental' in body) for (const { errors } of body.incremental) noteErrors(errors, leaving);
  else noteErrors(body.errors, leaving);
  return released;
}

function shape(accounted: Leaving): Released {
  switch (accounted.kind) {
    case 'result':
      return releaseResult(accounted);
    case 'parts':
      return { body: shapeParts(accounted.parts, accounted.exchange) };
    case 'refusal':
      return answerError(accounted.error, accounted.request, accounted.gateway.log);
  }
}

/** Counts the errors of what leaves, by their codes. */
function noteErrors(errors: readonly GraphQLFormattedError[] | undefined, leaving: Leaving): void {
  if (!errors) return;
  const { figures } = leaving.kind === 'refusal' ? leaving.gateway : leaving.exchange.gateway;
  const { observer } = askedBy(leaving);
  for (const { extensions } of errors) {
    const code = knownCode(extensions?.['code']);
    figures.errors.add(code);
    observer?.error(code);
  }
}

function askedBy(leaving: Leaving): Asked {
  return leaving.kind === 'refusal' ? leaving.request : leaving.exchange.request;
}

/** A code of our table; subgraphs may say what they like, which is no label. */
function knownCode(code: unknown): string {
  return typeof code === 'string' && Object.hasOwn(errorTable, code) ? code : 'other';
}

function releaseResult({ result, allowed, exchange }: Leaving & { kind: 'result' }): SingleAnswer {
  const { authorized, sent, denials } = allowed;
  const { supergraph } = exchange;
  const whole = denials.refusal
    ? result
    : restoreDenied(result, authorized, sent, supergraph.executor.schema, denials.explain);
  const shaped = shapeAnswer(whole, exchange, denials.extensions);
  const answer = exchange.explainer ? withExplanation(shaped, allowed, exchange, exchange.explainer) : shaped;
  return sent.answer ? { ...answer, body: sent.answer(answer.body) } : answer;
}

/** For who may see it. Events of a stream are not explained. */
function withExplanation(
  answer: SingleAnswer,
  allowed: AllowedOperation,
  { gateway, supergraph, isStream }: Exchange,
  explainer: Explainer,
): SingleAnswer {
  if (!gateway.explainsTo?.(allowed.verified) || isStream()) return answer;
  const { body } = answer;
  const explanation = explain(explainer, allowed, body, { titles: supergraph.titles, decide: gateway.decideRecord });
  return { ...answer, body: { ...body, extensions: { ...body.extensions, explanation } } };
}
