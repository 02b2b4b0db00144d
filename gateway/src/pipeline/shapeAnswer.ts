import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import type { LogFailure } from './answerError.ts';
import { createMask, type MaskError } from './maskErrors.ts';
import { locationsOf } from '../core/sourceLocations.ts';
import type { GraphQLRequest } from '../core/request.ts';
import type { ExecutedResult, AnswerPart } from '../core/executedResult.ts';
import type { AnswerPartsBody, SingleAnswer } from '../core/answer.ts';

/** Makes the answer of a result: the data unchanged; each error with a code, in the client's language, without internals. */
export function shapeAnswer(
  result: ExecutedResult,
  request: Pick<GraphQLRequest, 'headers' | 'id' | 'observer'>,
  log: LogFailure,
  extensions?: Record<string, unknown>,
): SingleAnswer {
  const { data } = result;
  if (!result.errors || result.errors.length === 0)
    return { status: 200, body: { data, ...(extensions && { extensions }) } };
  const mask = createMask(request, log);
  const errors = result.errors.map((error) => shapeError(error, mask));
  return { status: 200, body: { errors, data, ...(extensions && { extensions }) } };
}

/** As `shapeAnswer`, for deferred parts. */
export function shapeParts(
  parts: readonly AnswerPart[],
  request: Pick<GraphQLRequest, 'headers' | 'id' | 'observer'>,
  log: LogFailure,
): AnswerPartsBody {
  const mask = createMask(request, log);
  const incremental = parts.map(({ errors, ...part }) => ({
    ...part,
    ...(errors && { errors: errors.map((error) => shapeError(error, mask)) }),
  }));
  return { incremental };
}

function shapeError(error: GraphQLError, mask: MaskError): GraphQLFormattedError {
  const locations = locationsOf(error);
  const { message, extensions } = mask(error);
  return { message, ...(error.path && { path: error.path }), ...(locations && { locations }), extensions };
}
