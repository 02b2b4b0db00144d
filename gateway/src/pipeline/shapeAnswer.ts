import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import type { LogFailure } from './answerError.ts';
import { createMask, type MaskError, type SystemTitles } from './maskErrors.ts';
import { locationsOf } from '../core/sourceLocations.ts';
import type { GraphQLRequest } from '../core/request.ts';
import type { ExecutedResult, AnswerPart } from '../core/executedResult.ts';
import type { AnswerPartsBody, SingleAnswer } from '../core/answer.ts';

/** Of an exchange, what its errors are told by. */
interface Told {
  request: Pick<GraphQLRequest, 'headers' | 'id' | 'observer'>;
  gateway: { log: LogFailure };
  supergraph: { titles: SystemTitles };
}

/** Makes the answer of a result: the data unchanged; each error with a code, in the client's language, without internals. */
export function shapeAnswer(
  result: ExecutedResult,
  exchange: Told,
  extensions?: Record<string, unknown>,
): SingleAnswer {
  const { data } = result;
  if (!result.errors || result.errors.length === 0)
    return { status: 200, body: { data, ...(extensions && { extensions }) } };
  const mask = maskFor(exchange);
  const errors = result.errors.map((error) => shapeError(error, mask));
  return { status: 200, body: { errors, data, ...(extensions && { extensions }) } };
}

/** As `shapeAnswer`, for deferred parts. */
export function shapeParts(parts: readonly AnswerPart[], exchange: Told): AnswerPartsBody {
  const mask = maskFor(exchange);
  const incremental = parts.map(({ errors, ...part }) => ({
    ...part,
    ...(errors && { errors: errors.map((error) => shapeError(error, mask)) }),
  }));
  return { incremental };
}

function maskFor({ request, gateway, supergraph }: Told): MaskError {
  return createMask(request, gateway.log, supergraph.titles);
}

function shapeError(error: GraphQLError, mask: MaskError): GraphQLFormattedError {
  const locations = locationsOf(error);
  const { message, extensions } = mask(error);
  return { message, ...(error.path && { path: error.path }), ...(locations && { locations }), extensions };
}
