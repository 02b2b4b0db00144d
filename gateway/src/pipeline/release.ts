import { restoreDenied } from '../authorization/restoreDenied.ts';
import type { AnswerPartsBody, SingleAnswer } from '../core/answer.ts';
import { accountFor } from './accountFor.ts';
import { answerError } from './answerError.ts';
import type { Leaving } from './leaving.ts';
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
  const accounted = await accountFor(leaving);
  switch (accounted.kind) {
    case 'result':
      return releaseResult(accounted);
    case 'parts':
      return { body: shapeParts(accounted.parts, accounted.exchange) };
    case 'refusal':
      return answerError(accounted.error, accounted.request, accounted.gateway.log);
  }
}

function releaseResult({ result, allowed, exchange }: Leaving & { kind: 'result' }): SingleAnswer {
  const { authorized, sent, denials } = allowed;
  const { supergraph } = exchange;
  const whole = denials.refusal
    ? result
    : restoreDenied(result, authorized, sent, supergraph.executor.schema, denials.explain);
  return shapeAnswer(whole, exchange, denials.extensions);
}
