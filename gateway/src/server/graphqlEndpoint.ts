import type { IncomingMessage, ServerResponse } from 'node:http';
import { WaslError } from '@wasl/schema/errors.ts';
import type { Gateway } from '../pipeline/createGateway.ts';
import { handleRequest } from '../pipeline/handleRequest.ts';
import { answerError } from '../pipeline/answerError.ts';
import { cancelWhenGone } from './cancelWhenGone.ts';
import { answerWithEvents, type EventStreamOptions, isForEventStream } from './eventStream.ts';
import { acceptsEventStream, graphqlResponseType, negotiate, takesParts } from './negotiate.ts';
import { readBody } from './readBody.ts';
import { sendParts } from './sendParts.ts';
import { headersOf, readGet, readPost } from './readRequest.ts';
import { dropIfUnread } from './unread.ts';
import { writeBody } from './writeBody.ts';
import type { Answer } from '../core/answer.ts';

export interface EndpointOptions extends EventStreamOptions {
  /** Largest request body in bytes. */
  maxBodyBytes: number;
  /** Whether the server is about to stop: connections are let go with their next answer. */
  isDraining(): boolean;
  /** Whether it stops: what comes now is refused. */
  isClosing(): boolean;
  /** Called when an answer has been handed over, with the time that it took. */
  onAnswer(method: string, status: number, seconds: number): void;
}

/** Answers requests to `/graphql`, on Node's own request and response: every request of every portal comes this way. */
export type GraphQLEndpoint = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Makes the endpoint of a gateway. */
export function createGraphQLEndpoint(gateway: Gateway, options: EndpointOptions): GraphQLEndpoint {
  const { admit } = options;

  /** Answers undefined when it has sent the answer itself, as events. */
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<Answer | undefined> {
    try {
      if (options.isClosing()) throw new WaslError('SHUTTING_DOWN');
      const graphql =
        request.method === 'GET' ? readGet(request) : readPost(request, await readBody(request, options.maxBodyBytes));
      if (acceptsEventStream(request.headers.accept) && (await isForEventStream(request, graphql, gateway)))
        return await answerWithEvents(graphql, response, gateway, options);
      const cancellation = cancelWhenGone(response, options.answerTimeoutMs);
      const acceptsParts = takesParts(request.headers.accept);
      return await admit(() => handleRequest({ ...graphql, cancellation, acceptsParts }, gateway));
    } catch (error) {
      return answerError(error, { headers: headersOf(request) }, gateway.log);
    }
  }

  return async (request, response) => {
    const startedAt = performance.now();
    const found = await answer(request, response);
    // How long a stream lasted says nothing about how fast it was answered.
    if (!found) return;
    if (options.isDraining()) response.shouldKeepAlive = false;
    const status = await hand(found, request, response);
    dropIfUnread(response, options.slowClientMs);
    options.onAnswer(request.method ?? '', status, (performance.now() - startedAt) / 1_000);
  };

  /** An answer that cannot be written is a fault of ours: it must not take the process with it. */
  async function hand(found: Answer, request: IncomingMessage, response: ServerResponse): Promise<number> {
    try {
      const isParted = found.parts !== undefined;
      return await (isParted ? sendParts(found, response, options.slowClientMs) : send(found, request, response));
    } catch (error) {
      const failure = answerError(error, { headers: headersOf(request) }, gateway.log);
      if (!response.headersSent) return send(failure, request, response);
      response.destroy();
      return failure.status;
    }
  }
}

/** GraphQL over HTTP: only `application/graphql-response+json` carries the status of an error that GraphQL found. */
function send(answer: Answer, request: IncomingMessage, response: ServerResponse): number {
  const type = negotiate(request.headers.accept) ?? 'application/json';
  const status = type === graphqlResponseType || answer.isTransportError ? answer.status : 200;
  const body = writeBody(answer.body);
  // What is left of a body that was not read to its end would be taken for the next request.
  if (!request.complete) response.shouldKeepAlive = false;
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'cache-control': 'no-store',
    'content-length': Buffer.byteLength(body),
    ...answer.headers,
  });
  response.end(request.method === 'HEAD' ? undefined : body);
  return status;
}
