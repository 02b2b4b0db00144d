import type { ServerResponse } from 'node:http';
import { writeJson } from '../core/numberText.ts';
import type { Answer, AnswerBody } from '../core/answer.ts';

export interface EventStreamLimits {
  /** Milliseconds between two comments that keep the connection alive. */
  heartbeatMs: number;
  /** Milliseconds for which a client may leave sent data unread; then it is disconnected. */
  slowClientMs: number;
}

/** The headers of every event stream. */
export const eventStreamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // Tells reverse proxies not to buffer events.
  'x-accel-buffering': 'no',
};

export interface EventStreamOptions extends EventStreamLimits {
  /** Headers beside those of every event stream. */
  headers: Readonly<Record<string, string>>;
}

/** Sends an answer by the "distinct connections" mode of GraphQL over SSE: a subscription's events, or a single answer as one event. */
export async function sendEvents(answer: Answer, response: ServerResponse, options: EventStreamOptions): Promise<void> {
  const client = createEventWriter(response, options);
  client.open();
  if ('events' in answer) for await (const body of answer.events) await client.next(body);
  else await client.next(answer.body);
  client.complete();
}

function createEventWriter(response: ServerResponse, options: EventStreamOptions) {
  let heartbeat: NodeJS.Timeout | undefined;
  return {
    open() {
      if (response.headersSent || response.destroyed) return;
      response.writeHead(200, { ...options.headers, ...eventStreamHeaders });
      response.write(':\n\n');
      heartbeat = setInterval(() => response.writableNeedDrain || response.write(':\n\n'), options.heartbeatMs);
      response.once('close', () => clearInterval(heartbeat));
    },
    next(body: AnswerBody): Promise<void> {
      return write(response, `event: next\ndata: ${writeJson(body)}\n\n`, options.slowClientMs);
    },
    complete() {
      clearInterval(heartbeat);
      response.end('event: complete\ndata:\n\n');
    },
  };
}

/** Resolves when the client can take more, or has disconnected. */
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
