import { restoreDenied } from '../authorization/restoreDenied.ts';
import type { AnswerPartsBody, SingleAnswer } from '../core/answer.ts';
import type { AnswerPart, ExecutedResult } from '../core/executedResult.ts';
import type { GraphQLRequest } from '../core/request.ts';
import { answerError } from './answerError.ts';
import type { AllowedOperation } from './authorize.ts';
import type { Gateway } from './gateway.ts';
import { shapeAnswer, shapeParts } from './shapeAnswer.ts';
import type { Exchange } from './exchange.ts';

/** What may leave: a whole result or an event of a stream, parts that were put off, or the error in their place. */
export type Leaving =
  | { kind: 'result'; result: ExecutedResult; allowed: AllowedOperation; exchange: Exchange }
  | { kind: 'parts'; parts: readonly AnswerPart[]; exchange: Exchange }
  | { kind: 'refusal'; error: unknown; request: Pick<GraphQLRequest, 'headers'>; gateway: Gateway };

/** What leaves. */
export type Released = SingleAnswer | { body: AnswerPartsBody };

export async function release(leaving: Leaving & { kind: 'parts' }): Promise<{ body: AnswerPartsBody }>;
export async function release(leaving: Exclude<Leaving, { kind: 'parts' }>): Promise<SingleAnswer>;
/**
 * The one way out: nothing of an answer reaches a client but through here. Nulls of denied fields are restored, errors are made fit
 * to be told.
 */
export async function release(leaving: Leaving): Promise<Released> {
  switch (leaving.kind) {
    case 'result':
      return releaseResult(leaving);
    case 'parts':
      return { body: shapeParts(leaving.parts, leaving.exchange.request, leaving.exchange.gateway.log) };
    case 'refusal':
      return answerError(leaving.error, leaving.request, leaving.gateway.log);
  }
}

function releaseResult({ result, allowed, exchange }: Leaving & { kind: 'result' }): SingleAnswer {
  const { authorized, sent, denials } = allowed;
  const { request, gateway, supergraph } = exchange;
  const whole = denials.refusal
    ? result
    : restoreDenied(result, authorized, sent, supergraph.executor.schema, denials.explain);
  return shapeAnswer(whole, request, gateway.log, denials.extensions);
}
