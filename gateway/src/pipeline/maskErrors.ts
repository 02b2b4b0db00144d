import { randomUUID } from 'node:crypto';
import {
  errors as errorTable,
  type ErrorCode,
  type Language,
  messageOf,
  preferredLanguage,
  WaslError,
} from '@wasl/schema/errors.ts';
import type { GraphQLError } from 'graphql';
import { toldBySubgraph } from '../core/toldBySubgraph.ts';
import type { GraphQLRequest } from '../core/request.ts';
import type { LogFailure } from './answerError.ts';
import { genericCode, type Shown, shownOf } from './forPeople.ts';
import { readTraceparent } from '../telemetry/traces/traceHeaders.ts';
import { SubgraphErrorReport } from './subgraphErrorReport.ts';

/** Most distinct subgraph errors of one answer that are logged separately; further ones share one line per subgraph. */
const mostReports = 20;

/** Turns an error into what the client may see of it. */
export type MaskError = (error: GraphQLError) => Shown;

/**
 * Makes the mask of one answer's errors. Expected errors keep their code, with a message in the client's language; for any other the client
 * gets one generic sentence and the id of its log line. The same subgraph error at many paths is logged once.
 */
export function createMask(
  { headers, id, observer }: Pick<GraphQLRequest, 'headers' | 'id' | 'observer'>,
  log: LogFailure,
): MaskError {
  const language = preferredLanguage(headers['accept-language']);
  const ids = new Map<string, string>();

  function maskTold(error: GraphQLError): Shown | undefined {
    const told = toldBySubgraph(error);
    if (!told) return undefined;
    const shown = shownOf(told, language);
    if (shown) return shown;
    const key = JSON.stringify([told.subgraph, told.message, told.told['code']]);
    const line = ids.has(key) || ids.size < mostReports ? key : told.subgraph;
    let errorId = ids.get(line);
    if (errorId === undefined) {
      errorId = randomUUID();
      ids.set(line, errorId);
      const traceId = observer?.traceId ?? readTraceparent(headers['traceparent'])?.traceId;
      log(errorId, new SubgraphErrorReport(told, error.path, traceId), id);
    }
    return generic(genericCode, errorId, language);
  }

  return (error) => maskTold(error) ?? expected(error, language) ?? unexpected(error, language, log, id);
}

/** An error with a code of our table, or one that the gateway reported about a field. */
function expected(error: GraphQLError, language: Language): Shown | undefined {
  const cause = causeOf(error);
  if (cause) {
    return { message: cause.messageIn(language), extensions: { ...cause.details, code: cause.code } };
  }
  const { code, ...details } = error.extensions;
  if (error.originalError || !isOurs(code)) return undefined;
  const message = error.message === errorTable[code].en ? messageOf(code, language) : error.message;
  return { message, extensions: { ...details, code } };
}

function unexpected(error: GraphQLError, language: Language, log: LogFailure, requestId?: string): Shown {
  const errorId = randomUUID();
  log(errorId, error, requestId);
  return generic('INTERNAL_SERVER_ERROR', errorId, language);
}

function generic(code: ErrorCode, errorId: string, language: Language): Shown {
  return { message: messageOf(code, language), extensions: { code, errorId } };
}

function causeOf(error: GraphQLError): WaslError | undefined {
  for (let inner: unknown = error, depth = 0; inner instanceof Error && depth < 4; depth += 1) {
    if (inner instanceof WaslError) return inner;
    inner = 'originalError' in inner ? inner.originalError : inner.cause;
  }
  return undefined;
}

function isOurs(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(errorTable, code);
}
