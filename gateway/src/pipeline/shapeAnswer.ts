import { randomUUID } from 'node:crypto';
import {
  errors as errorTable,
  type ErrorCode,
  type Language,
  messageOf,
  preferredLanguage,
  WaslError,
} from '@wasl/schema/errors.ts';
import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import type { LogFailure } from './answerError.ts';
import { locationsOf } from '../core/sourceLocations.ts';
import type { GraphQLRequest } from '../core/request.ts';
import type { ExecutedResult, AnswerPart } from '../core/executedResult.ts';
import type { AnswerPartsBody, SingleAnswer } from '../core/answer.ts';

/** Makes the answer of a result: data as they are, errors with a code, in the reader's language, without internals. */
export function shapeAnswer(
  result: ExecutedResult,
  request: Pick<GraphQLRequest, 'headers'>,
  log: LogFailure,
  extensions?: Record<string, unknown>,
): SingleAnswer {
  const { data } = result;
  if (!result.errors || result.errors.length === 0)
    return { status: 200, body: { data, ...(extensions && { extensions }) } };
  const language = preferredLanguage(request.headers['accept-language']);
  const errors = result.errors.map((error) => shapeError(error, language, log));
  return { status: 200, body: { errors, data, ...(extensions && { extensions }) } };
}

/** As `shapeAnswer`, for what follows a first answer. */
export function shapeParts(
  parts: readonly AnswerPart[],
  request: Pick<GraphQLRequest, 'headers'>,
  log: LogFailure,
): AnswerPartsBody {
  const language = preferredLanguage(request.headers['accept-language']);
  const incremental = parts.map(({ errors, ...part }) => ({
    ...part,
    ...(errors && { errors: errors.map((error) => shapeError(error, language, log)) }),
  }));
  return { incremental };
}

function shapeError(error: GraphQLError, language: Language, log: LogFailure): GraphQLFormattedError {
  const locations = locationsOf(error);
  const place = { ...(error.path && { path: error.path }), ...(locations && { locations }) };
  const cause = causeOf(error);
  if (cause)
    return { message: messageOf(cause.code, language), ...place, extensions: { ...cause.details, code: cause.code } };
  const { code, ...details } = error.extensions ?? {};
  if (typeof code === 'string') {
    const message = isOurs(code) && error.message === errorTable[code].en ? messageOf(code, language) : error.message;
    return { message, ...place, extensions: { ...withoutInternals(details), code } };
  }
  const errorId = randomUUID();
  log(errorId, error);
  const extensions = { code: 'INTERNAL_SERVER_ERROR', errorId };
  return { message: messageOf('INTERNAL_SERVER_ERROR', language), ...place, extensions };
}

/** What servers add to an error for those who run them. */
const internals = new Set(
  (
    'cause debug debugMessage exception file line originalError request response service serviceName ' +
    'sql stack stackTrace stacktrace trace url'
  ).split(' '),
);

function withoutInternals(details: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(details).filter(([name]) => !internals.has(name)));
}

function causeOf(error: GraphQLError): WaslError | undefined {
  for (let inner: unknown = error, depth = 0; inner instanceof Error && depth < 4; depth += 1) {
    if (inner instanceof WaslError) return inner;
    inner = 'originalError' in inner ? inner.originalError : inner.cause;
  }
  return undefined;
}

function isOurs(code: string): code is ErrorCode {
  return Object.hasOwn(errorTable, code);
}
