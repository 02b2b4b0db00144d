import { randomUUID } from 'node:crypto';
import {
  errors as errorTable,
  type ErrorCode,
  type Language,
  messageOf,
  messageOfSystem,
  WaslError,
} from '@wasl/schema/errors.ts';
import { preferredLanguage } from '@wasl/schema/preferredLanguage.ts';
import type { GraphQLError } from 'graphql';
import { toldBySubgraph } from '../core/toldBySubgraph.ts';
import type { SystemTitle } from '../core/systemTitles.ts';
import type { GraphQLRequest } from '../core/request.ts';
import type { LogFailure } from './answerError.ts';
import { genericCode, type Shown, shownOf } from './forPeople.ts';
import { readTraceparent } from '../telemetry/traces/traceHeaders.ts';
import { SubgraphErrorReport } from './subgraphErrorReport.ts';

/** Most distinct subgraph errors of one answer that are logged separately; further ones share one line per subgraph. */
const mostReports = 20;

/** What people call subgraphs, by name. */
export type SystemTitles = ReadonlyMap<string, SystemTitle>;

/** Turns an error into what the client may see of it. */
export type MaskError = (error: GraphQLError) => Shown;

/**
 * Makes the mask of one answer's errors. Expected errors keep their code, with a message in the client's language; for any other the client
 * gets one generic sentence and the id of its log line. The same subgraph error at many paths is logged once.
 */
export function createMask(
  { headers, id, observer }: Pick<GraphQLRequest, 'headers' | 'id' | 'observer'>,
  log: LogFailure,
  titles: SystemTitles,
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
    const masked = generic(genericCode, errorId, language);
    return titles.has(told.subgraph) ? named(genericCode, masked, told.subgraph) : masked;
  }

  /** Says which system it was; a message that calls it by its title is one to be shown as it stands. */
  function named(code: ErrorCode, shown: Shown, subgraph: unknown): Shown {
    if (typeof subgraph !== 'string') return shown;
    const title = titles.get(subgraph);
    const message = messageOfSystem(code, { name: subgraph, title }, language);
    if (message === undefined) return shown;
    return { message, extensions: title ? { ...shown.extensions, forPeople: true } : shown.extensions };
  }

  function maskCause(error: GraphQLError): Shown | undefined {
    const cause = causeOf(error);
    if (!cause) return undefined;
    const { code, details } = cause;
    const shown = { message: cause.messageIn(language), extensions: { ...details, code } };
    return cause.says ? shown : named(code, shown, details['subgraph']);
  }

  return (error) =>
    maskTold(error) ?? maskCause(error) ?? reported(error, language) ?? unexpected(error, language, log, id);
}

/** An error that the gateway reported about a field. */
function reported(error: GraphQLError, language: Language): Shown | undefined {
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
