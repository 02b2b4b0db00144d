import type { IncomingMessage, ServerResponse } from 'node:http';
import { WaslError } from '@wasl/schema/errors.ts';
import type { Cancellation } from '../core/cancellation.ts';
import type { Answer, SingleAnswer } from '../core/answer.ts';
import type { Seen } from '../core/observer.ts';
import type { GraphQLRequest, SentRequest } from '../core/request.ts';
import { requestIdHeader, requestIdOf } from '../core/requestId.ts';
import { answer } from '../pipeline/answer.ts';
import { refuse } from '../pipeline/deliver.ts';
import type { Gateway } from '../pipeline/gateway.ts';
import type { Asked } from '../pipeline/leaving.ts';
import { cancelWhenGone } from './cancelWhenGone.ts';
import { chooseCoding, compress, leastCompressedBytes } from './compress.ts';
import type { EdgeHeaders } from './edgeHeaders.ts';
import { endAnswer, hasUnreadBody } from './endAnswer.ts';
import { acceptsEventStream, graphqlResponseType, negotiate, prefersEventStream, takesParts } from './negotiate.ts';
import { readBody, requireSize } from './readBody.ts';
import { eventStreamHeaders, type EventStreamLimits, sendEvents } from './sendEvents.ts';
import { sendParts } from './sendParts.ts';
import { checkPost, headersOf, readGet, readPost } from './readRequest.ts';
import { dropIfUnread } from './unread.ts';
import { writeBody } from './writeBody.ts';

export interface EndpointOptions extends EventStreamLimits {
  /** Largest request body in bytes. */
  maxBodyBytes: number;
  /** Compress answers for clients that accept it. Streams are never compressed: each part has to arrive at once. */
  compresses: boolean;
  /** What every answer says in its headers. */
  edge: EdgeHeaders;
  /** Whether the server is about to stop: each connection is then closed after its next answer. */
  isDraining(): boolean;
  /** The address that a request counts for; undefined where addresses are not limited. */
  addressOf(request: IncomingMessage): string | undefined;
  /** Called when a whole answer was written, with the time that it took. */
  onAnswer(method: string, status: number, seconds: number): void;
}

/** Answers requests to `/graphql` directly on Node's request and response, since this is the hot path. */
export type GraphQLEndpoint = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

const methods = ['GET', 'HEAD', 'POST', 'OPTIONS'];
const allow = methods.join(', ');

/** Creates the endpoint of a gateway. */
export function createGraphQLEndpoint(gateway: Gateway, options: EndpointOptions): GraphQLEndpoint {
  async function answerTo(request: IncomingMessage, response: ServerResponse, seen: Named): Promise<Answer> {
    if (!methods.includes(request.method ?? '')) return refuseMethod(request, seen);
    try {
      const sent = await read(request, response);
      const cancellation = cancelWhenGone(response, gateway.heldBytes);
      return await answer(withAnswerForm(sent, request, cancellation, options.addressOf(request), seen), gateway);
    } catch (error) {
      return refuse(error, asked(request, seen), gateway);
    }
  }

  async function refuseMethod(request: IncomingMessage, seen: Named): Promise<Answer> {
    const refusal = await refuse(new WaslError('METHOD_NOT_ALLOWED'), asked(request, seen), gateway);
    return 'events' in refusal ? refusal : { ...refusal, headers: { ...refusal.headers, allow } };
  }

  async function read(request: IncomingMessage, response: ServerResponse): Promise<SentRequest> {
    if (request.method !== 'POST') return readGet(request);
    if (waitsForContinue(request)) {
      // The client waits for "100 Continue" before it sends the body: what the headers alone make invalid need not be sent.
      checkPost(request);
      requireSize(request, options.maxBodyBytes);
      response.writeContinue();
    }
    return readPost(request, await readBody(request, options.maxBodyBytes));
  }

  /** Sends an answer. If that fails, the fault is ours: it must not end the process. */
  async function hand(
    found: Answer,
    request: IncomingMessage,
    response: ServerResponse,
    seen: Named,
  ): Promise<number | undefined> {
    try {
      return await send(found, request, response, options, seen.id);
    } catch (error) {
      const failure = await refuse(error, asked(request, seen), gateway);
      if (!response.headersSent) return send(failure, request, response, options, seen.id);
      response.destroy();
      return undefined;
    }
  }

  function see(request: IncomingMessage): Named {
    const { method = '', headers } = request;
    const id = requestIdOf(headers[requestIdHeader]);
    return { id, observer: gateway.observe?.(methods.includes(method) ? method : 'other', id, headers) };
  }

  return async (request, response) => {
    const startedAt = performance.now();
    const isAsked = request.method === 'OPTIONS';
    const seen = see(request);
    const found = isAsked ? undefined : await answerTo(request, response, seen);
    if (options.isDraining()) response.shouldKeepAlive = false;
    const status = found ? await hand(found, request, response, seen) : writeAllow(request, response, options.edge);
    seen.observer?.end(status ?? response.statusCode);
    // The duration of a stream says nothing about how fast it was answered.
    if (status === undefined) return;
    dropIfUnread(response, options.slowClientMs);
    options.onAnswer(request.method ?? '', status, (performance.now() - startedAt) / 1_000);
  };
}

/** A request with its name in logs. */
interface Named extends Seen {
  id: string;
}

function asked(request: IncomingMessage, { id, observer }: Named): Asked {
  return { headers: headersOf(request), id, observer };
}

/** Adds which forms of answer the client accepts. The parameters are copied one by one: a spread takes microseconds. */
function withAnswerForm(
  sent: SentRequest,
  { headers: { accept } }: IncomingMessage,
  cancellation: Cancellation,
  address: string | undefined,
  seen: Named,
): GraphQLRequest {
  return {
    query: sent.query,
    operationName: sent.operationName,
    variables: sent.variables,
    extensions: sent.extensions,
    headers: sent.headers,
    queryOnly: sent.queryOnly,
    address,
    id: seen.id,
    observer: seen.observer,
    acceptsParts: takesParts(accept),
    acceptsEvents: acceptsEventStream(accept),
    cancellation,
  };
}

/** Answers OPTIONS with the allowed methods, and a preflight with what its page may do. */
function writeAllow(request: IncomingMessage, response: ServerResponse, edge: EdgeHeaders): number {
  if (hasUnreadBody(request)) response.shouldKeepAlive = false;
  response.writeHead(204, { allow, ...edge.of(request), ...edge.ofPreflight(request) });
  endAnswer(request, response);
  return 204;
}

/** Whether the client expects "100 Continue", which Node does not send by itself here. HTTP/1.0 does not have it. */
function waitsForContinue({ headers, httpVersion }: IncomingMessage): boolean {
  return httpVersion === '1.1' && headers.expect !== undefined;
}

/** Sends an answer in the form that its client accepts; returns its status, or undefined for an event stream. */
async function send(
  found: Answer,
  request: IncomingMessage,
  response: ServerResponse,
  options: EndpointOptions,
  id: string,
): Promise<number | undefined> {
  const { accept } = request.headers;
  const headers = options.edge.of(request);
  // Many clients send the same `Accept` with every operation: a single answer becomes an event only where events are preferred.
  if ('events' in found || (prefersEventStream(accept) && !found.isTransportError)) {
    const named = { ...headers, [requestIdHeader]: id };
    if (request.method === 'HEAD') return sendHead(found, response, named);
    return void (await sendEvents(found, response, { ...options, headers: named }));
  }
  if (found.parts)
    return sendParts(
      { ...found, headers: { ...headers, [requestIdHeader]: id, ...found.headers } },
      response,
      options.slowClientMs,
    );
  return sendWhole(found, request, response, { headers, compresses: options.compresses, id });
}

/** Answers HEAD with a stream's headers; nothing is subscribed to. */
async function sendHead(
  found: Answer,
  response: ServerResponse,
  headers: Readonly<Record<string, string>>,
): Promise<undefined> {
  if ('events' in found) await found.events.return?.();
  response.writeHead(200, { ...headers, ...eventStreamHeaders }).end();
}

/** Sends a single answer. By GraphQL over HTTP, only `application/graphql-response+json` has the status of a GraphQL error. */
async function sendWhole(
  found: SingleAnswer,
  request: IncomingMessage,
  response: ServerResponse,
  { headers, compresses, id }: { headers: Readonly<Record<string, string>>; compresses: boolean; id: string },
): Promise<number> {
  const type = negotiate(request.headers.accept) ?? 'application/json';
  const status = type === graphqlResponseType || found.isTransportError ? found.status : 200;
  const whole = writeBody(found.body);
  const coding =
    compresses && whole.length >= leastCompressedBytes ? chooseCoding(request.headers['accept-encoding']) : undefined;
  const body = coding ? await compress(whole, coding) : whole;
  if (hasUnreadBody(request)) response.shouldKeepAlive = false;
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'cache-control': 'no-store',
    'content-length': Buffer.byteLength(body),
    [requestIdHeader]: id,
    ...headers,
    ...found.headers,
    ...(coding && { 'content-encoding': coding }),
  });
  endAnswer(request, response, request.method === 'HEAD' ? undefined : body);
  return status;
}
