import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Gateway } from '../pipeline/createGateway.ts';
import { handleRequest } from '../pipeline/handleRequest.ts';
import { handleSubscription, isSubscription } from '../pipeline/handleSubscription.ts';
import type { GraphQLRequest } from '../core/request.ts';
import type { Admit } from './admission.ts';
import { cancelWhenGone } from './cancelWhenGone.ts';
import { negotiate } from './negotiate.ts';
import type { Streams } from './streams.ts';
import type { Answer, AnswerBody } from '../core/answer.ts';

export interface EventStreamOptions {
  /** Lets queries and mutations in, or refuses them with OVERLOADED. */
  admit: Admit;
  /** Milliseconds for one answer, subgraphs included; fields that are missing then are errors. */
  answerTimeoutMs: number;
  streams: Streams;
  /** Milliseconds between two comments that keep the connection known as alive. */
  heartbeatMs: number;
  /** Milliseconds for which a client may leave what it was sent unread; then it is dropped. */
  slowClientMs: number;
}

/**
 * Whether the answer to a client that accepts server-sent events is to be some: for subscriptions whenever they are accepted, for the rest when nothing else
 * is. Clients like to send one `Accept` with every operation.
 */
export async function isForEventStream(
  { headers }: IncomingMessage,
  graphql: GraphQLRequest,
  gateway: Gateway,
): Promise<boolean> {
  return !negotiate(headers.accept) || isSubscription(graphql, gateway);
}

/** Answers by the "distinct connections" mode of GraphQL over SSE. What is refused before the stream begins is left to HTTP. */
export async function answerWithEvents(
  graphql: GraphQLRequest,
  response: ServerResponse,
  gateway: Gateway,
  { streams, admit, answerTimeoutMs, ...limits }: EventStreamOptions,
): Promise<Answer | undefined> {
  const client = createEventWriter(response, limits);
  const last = (await isSubscription(graphql, gateway))
    ? await streams.run((stopping) =>
        handleSubscription({ ...graphql, cancellation: cancelWhenGone(response) }, gateway, { ...client, stopping }),
      )
    : await admit(() =>
        handleRequest({ ...graphql, cancellation: cancelWhenGone(response, answerTimeoutMs) }, gateway),
      );
  if (last?.isTransportError && !response.headersSent) return last;
  client.open();
  if (last) await client.next(last.body);
  client.complete();
  return undefined;
}

function createEventWriter(response: ServerResponse, limits: Pick<EventStreamOptions, 'heartbeatMs' | 'slowClientMs'>) {
  let heartbeat: NodeJS.Timeout | undefined;
  return {
    open() {
      if (response.headersSent || response.destroyed) return;
      response.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        // Reverse proxies would keep events back until they have a buffer full of them.
        'x-accel-buffering': 'no',
      });
      response.write(':\n\n');
      heartbeat = setInterval(() => response.writableNeedDrain || response.write(':\n\n'), limits.heartbeatMs);
      response.once('close', () => clearInterval(heartbeat));
    },
    next(body: AnswerBody): Promise<void> {
      return write(response, `event: next\ndata: ${JSON.stringify(body)}\n\n`, limits.slowClientMs);
    },
    complete() {
      clearInterval(heartbeat);
      response.end('event: complete\ndata:\n\n');
    },
  };
}

/** Resolves when the client has room for more, or has gone. */
function write(response: ServerResponse, text: string, slowClientMs: number): Promise<void> {
  if (response.destroyed || response.write(text)) return Promise.resolve();
  return new Promise((resolve) => {
    const overdue = setTimeout(() => response.destroy(), slowClientMs);
    const done = () => {
      clearTimeout(overdue);
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.once('drain', done).once('close', done);
  });
}
