import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer, SingleAnswer } from '../core/answer.ts';
import { answer } from '../pipeline/answer.ts';
import { refuse } from '../pipeline/deliver.ts';
import type { Gateway } from '../pipeline/gateway.ts';
import { cancelWhenGone } from './cancelWhenGone.ts';
import { acceptsEventStream, graphqlResponseType, negotiate, takesParts } from './negotiate.ts';
import { readBody } from './readBody.ts';
import { type EventStreamLimits, sendEvents } from './sendEvents.ts';
import { sendParts } from './sendParts.ts';
import { headersOf, readGet, readPost } from './readRequest.ts';
import { dropIfUnread } from './unread.ts';
import { writeBody } from './writeBody.ts';

export interface EndpointOptions extends EventStreamLimits {
  /** Largest request body in bytes. */
  maxBodyBytes: number;
  /** Whether the server is about to stop: connections are let go with their next answer. */
  isDraining(): boolean;
  /** Called when a whole answer has been handed over, with the time that it took. */
  onAnswer(method: string, status: number, seconds: number): void;
}

/** Answers requests to `/graphql`, on Node's own request and response: every request of every portal comes this way. */
export type GraphQLEndpoint = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Makes the endpoint of a gateway. */
export function createGraphQLEndpoint(gateway: Gateway, options: EndpointOptions): GraphQLEndpoint {
  async function answerTo(request: IncomingMessage, response: ServerResponse): Promise<Answer> {
    try {
      const sent =
        request.method === 'GET' ? readGet(request) : readPost(request, await readBody(request, options.maxBodyBytes));
      const { accept } = request.headers;
      return await answer(
        {
          ...sent,
          acceptsParts: takesParts(accept),
          acceptsEvents: acceptsEventStream(accept),
          cancellation: cancelWhenGone(response),
        },
        gateway,
      );
    } catch (error) {
      return refuse(error, { headers: headersOf(request) }, gateway);
    }
  }

  return async (request, response) => {
    const startedAt = performance.now();
    const found = await answerTo(request, response);
    if (options.isDraining()) response.shouldKeepAlive = false;
    const status = await hand(found, request, response);
    // How long a stream lasted says nothing about how fast it was answered.
    if (status === undefined) return;
    dropIfUnread(response, options.slowClientMs);
    options.onAnswer(request.method ?? '', status, (performance.now() - startedAt) / 1_000);
  };

  /** An answer that cannot be written is a fault of ours: it must not take the process with it. */
  async function hand(found: Answer, request: IncomingMessage, response: ServerResponse): Promise<number | undefined> {
    try {
      return await send(found, request, response, options);
    } catch (error) {
      const failure = await refuse(error, { headers: headersOf(request) }, gateway);
      if (!response.headersSent) return send(failure, request, response, options);
      response.destroy();
      return undefined;
    }
  }
}

/** Sends an answer in the form that its client takes; answers its status, or undefined for a stream of events. */
async function send(
  found: Answer,
  request: IncomingMessage,
  response: ServerResponse,
  options: EndpointOptions,
): Promise<number | undefined> {
  const type = negotiate(request.headers.accept);
  // A client that takes nothing but events gets its one answer as an event.
  const takesOnlyEvents = type === undefined && acceptsEventStream(request.headers.accept);
  if ('events' in found || (takesOnlyEvents && !found.isTransportError))
    return void (await sendEvents(found, response, options));
  if (found.parts) return sendParts(found, response, options.slowClientMs);
  return sendWhole(found, request, response, type ?? 'application/json');
}

/** GraphQL over HTTP: only `application/graphql-response+json` carries the status of an error that GraphQL found. */
function sendWhole(found: SingleAnswer, request: IncomingMessage, response: ServerResponse, type: string): number {
  const status = type === graphqlResponseType || found.isTransportError ? found.status : 200;
  const body = writeBody(found.body);
  // What is left of a body that was not read to its end would be taken for the next request.
  if (!request.complete) response.shouldKeepAlive = false;
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'cache-control': 'no-store',
    'content-length': Buffer.byteLength(body),
    ...found.headers,
  });
  response.end(request.method === 'HEAD' ? undefined : body);
  return status;
}
