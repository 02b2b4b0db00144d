import type { IncomingMessage, ServerResponse } from 'node:http';
import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  type FormattedExecutionResult,
  type GraphQLFieldResolver,
  type GraphQLScalarType,
  type GraphQLSchema,
  parse,
} from 'graphql';
import { boundFields } from './boundFields.ts';
import type { Caller } from './caller.ts';
import { checkReferences } from './checkReferences.ts';
import { countDistrust } from './distrust.ts';
import { enforceScopes } from './enforceScopes.ts';
import { type Language, sdkFailure } from './errors.ts';
import { createExecute } from './execute.ts';
import { type ErrorFormat, type ExplainError, formatRefusal } from './formatError.ts';
import { preferredLanguage } from './language.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { type LogFailure, logToStandardError, readNames } from './log.ts';
import { partEntities } from './partEntities.ts';
import { readRequest } from './readRequest.ts';
import { type LongestText, refuseUnsafeText } from './refuseUnsafeText.ts';
import { RequestLife, timeLeftHeader } from './requestLife.ts';
import { readScopeRules } from './scopeRules.ts';
import type { Tracing } from './tracing.ts';
import { createRequestVerifier, type GatewayTrust } from './verifyRequest.ts';

/** What is known of a request before it runs. */
export interface RequestContext {
  /** Null for a caller who has not signed in. */
  caller: Caller | null;
  /** The client's language, by `Accept-Language`. */
  language: Language;
  /** `traceparent` as the gateway sent it; empty where it sent none. */
  traceId: string;
  /** Aborted when nobody waits for the answer any more, or its time is over: hand it to what takes long. Never for a mutation once it runs. */
  signal: AbortSignal;
}

// Each subgraph types its own parents and arguments; the SDK only passes the map to graphql-js.
type AnyResolver = GraphQLFieldResolver<never, never, never> | ((...parameters: never[]) => unknown);
/** Resolvers by type and field, `__resolveReference` among them. */
export type Resolvers = Record<string, GraphQLScalarType | Record<string, AnyResolver | string | number>>;

export interface SubgraphOptions<Context extends object> {
  /** The subgraph's name in the supergraph: the audience of requests, and its name in log lines. */
  name: string;
  /** The subgraph's SDL, federation 2. */
  typeDefs: string;
  resolvers: Resolvers;
  gateway: GatewayTrust;
  /** Creates the context of one request's resolvers. If it throws, the request is refused. Default: the request's context. */
  createContext?: (request: RequestContext) => Context | Promise<Context>;
  limits?: Partial<Limits>;
  /** Most characters of a text that the subgraph is given, by the field's name. BAD_USER_INPUT beyond. Default: 20 000 in all. */
  longestText?: LongestText;
  /** Runs each execution, for example within an AsyncLocalStorage. Default: just runs it. */
  around?: <T>(request: RequestContext, run: () => Promise<T>) => Promise<T>;
  /** Maps errors of other libraries to expected failures. Default: none. */
  explain?: ExplainError;
  /** Shows its requests in the traces of the gateway: `await startTracing(name)` from `@wasl/subgraph-sdk/tracing`. Default: none. */
  tracing?: Tracing | undefined;
  /** Default: one line of JSON on standard error. */
  log?: LogFailure;
  /** Called for requests that could not be verified. Default: a line of JSON on standard error, at most one per reason in ten seconds. */
  warn?: (line: Record<string, unknown>) => void;
}

/** A subgraph that can answer requests. */
export interface Subgraph {
  name: string;
  schema: GraphQLSchema;
  /** Answers one HTTP request of any Node server. Never rejects. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Counts of requests that could not be verified, by reason, in Prometheus' text format. */
  metrics(): string;
}

const graphqlResponse = 'application/graphql-response+json';

/**
 * Creates a subgraph that answers only requests signed by its gateway, and resolves a field only for callers with the scopes that the SDL
 * requires.
 */
export function createSubgraph<Context extends object = RequestContext>(options: SubgraphOptions<Context>): Subgraph {
  const { name, resolvers, createContext = (request) => request, explain = () => undefined, tracing } = options;
  const { around = (_, run) => run() } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const log = options.log ?? logToStandardError(name);
  const typeDefs = parse(options.typeDefs);
  const schema = buildSubgraphSchema([{ typeDefs, resolvers: checkReferences(resolvers, typeDefs) as never }]);
  partEntities(schema);
  refuseUnsafeText(schema, options.longestText ?? (() => 20_000));
  enforceScopes(schema, readScopeRules(typeDefs));
  boundFields(schema);
  const executeOperation = createExecute(schema, limits);
  const verifyRequest = createRequestVerifier(name, options.gateway);
  const distrusted = countDistrust(name, options.warn);
  let inFlight = 0;

  async function answer(
    request: IncomingMessage,
    life: RequestLife,
    format: ErrorFormat,
  ): Promise<FormattedExecutionResult> {
    const { method = '', url: target = '', headers } = request;
    const verified = await verifyRequest({ method, target, headers });
    const operation = await readRequest(request, limits.bodyBytes, verified.requireBody);
    const { caller, requireFirst } = verified;
    const { language } = format;
    const traceId = headerOf(request, 'traceparent') ?? '';
    const asked = { caller, language, traceId, signal: life.signal };
    const context = await createContext(asked);
    const admission = { caller, life, beforeMutation: requireFirst };
    return around(asked, () => executeOperation(operation, context, admission, format));
  }

  return {
    name,
    schema,
    metrics: distrusted.metrics,
    async handle(request, response) {
      const { headers } = request;
      const format: ErrorFormat = {
        language: preferredLanguage(headers['accept-language']),
        explain,
        log: (errorId, error) => log(errorId, error, readNames(headers)),
      };
      const life = new RequestLife(limits, timeLeftOf(request));
      response.once('close', () => response.writableFinished || life.giveUp());
      inFlight += 1;
      try {
        if (inFlight > limits.inFlight) throw sdkFailure('OVERLOADED');
        const result = await (tracing
          ? tracing.answer(headers, () => answer(request, life, format), codesIn)
          : answer(request, life, format));
        const body = Buffer.from(JSON.stringify(result));
        life.takeAnswer(body.length);
        send(request, response, statusOf(request, result), body);
      } catch (error) {
        distrusted.count(error);
        const refusal = formatRefusal(error, format);
        send(request, response, refusal.status, Buffer.from(JSON.stringify({ errors: [refusal.error] })));
      } finally {
        inFlight -= 1;
        life.end();
      }
    },
  };
}

function codesIn({ errors = [] }: FormattedExecutionResult): string[] {
  return errors.map(({ extensions }) => String(extensions?.['code']));
}

/** Milliseconds that the gateway still waits, as far as it says so. */
function timeLeftOf(request: IncomingMessage): number | undefined {
  const text = headerOf(request, timeLeftHeader);
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/** The HTTP status: with the newer media type, 400 for a request that did not run. */
function statusOf(request: IncomingMessage, result: FormattedExecutionResult): number {
  return result.data === undefined && acceptsGraphqlResponse(request) ? 400 : 200;
}

function send(request: IncomingMessage, response: ServerResponse, status: number, body: Buffer): void {
  if (response.destroyed) return;
  response.writeHead(status, {
    'content-type': `${acceptsGraphqlResponse(request) ? graphqlResponse : 'application/json'}; charset=utf-8`,
    'content-length': body.length,
    'cache-control': 'no-store',
    ...(status === 405 && { allow: 'POST' }),
    ...(status === 503 && { 'retry-after': '1' }),
    // The unread rest of a body that is too large would be taken for the next request.
    ...(!request.complete && { connection: 'close' }),
  });
  response.end(body);
}

function acceptsGraphqlResponse({ headers }: IncomingMessage): boolean {
  const ranges = (headers.accept ?? '').toLowerCase().split(',');
  return ranges.some((range) => range.trim().startsWith(graphqlResponse) && !/;\s*q=0(\.0*)?\s*$/.test(range));
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}
