import { WaslError } from '@wasl/schema/errors.ts';
import type { Agent, Dispatcher } from 'undici';
import { createEventReader } from './eventReader.ts';
import type { EventQueue } from './eventQueue.ts';
import type { Connecting } from './openEvents.ts';

/** Subscribes over server-sent events, one request a subscription; the request ends with the queue. */
export function connectEventStream(connecting: Connecting, agent: Promise<Agent>): void {
  const { queue, subgraph } = connecting;
  const leaving = new AbortController();
  queue.onClose(() => leaving.abort());
  read(connecting, agent, leaving.signal).then(
    () => queue.finish(),
    (cause: unknown) =>
      queue.finish(cause instanceof WaslError ? cause : new WaslError(codeOf(cause), { subgraph }, { cause })),
  );
}

/** Ends when the subgraph says that nothing more will come. @throws WaslError when it goes without a word. */
async function read(
  { url, call, queue, ...rest }: Connecting,
  agent: Promise<Agent>,
  signal: AbortSignal,
): Promise<void> {
  const { subgraph, maxEventBytes } = rest;
  const { origin, pathname, search } = new URL(url);
  const { statusCode, headers, body } = await (
    await agent
  ).request({
    origin,
    path: pathname + search,
    method: 'POST',
    headers: { ...call.headers, accept: 'text/event-stream, application/json;q=0.5' },
    body: call.body,
    signal,
  });
  // It is aborted when the queue is closed, whether anyone reads it or not.
  body.on('error', () => undefined);
  const type = String(headers['content-type'] ?? '').toLowerCase();
  // The only answer is a refusal or an error: subscriptions are streams.
  if (/^application\/(?:graphql-response\+)?json/.test(type)) return readAnswer(body, queue, maxEventBytes);
  if (statusCode >= 500) throw new WaslError('SUBGRAPH_UNAVAILABLE', { subgraph });
  if (!type.startsWith('text/event-stream')) throw new WaslError('SUBGRAPH_RESPONSE_INVALID', { subgraph });
  const decoder = new TextDecoder();
  const events = createEventReader(maxEventBytes);
  for await (const chunk of body) {
    for (const { name, text } of events.read(decoder.decode(chunk as Buffer, { stream: true }))) {
      if (name === 'complete') return;
      if (name === 'next') queue.push(parse(text), text.length);
    }
  }
  throw new WaslError('SUBGRAPH_UNAVAILABLE', { subgraph });
}

async function readAnswer(
  body: Dispatcher.ResponseData['body'],
  queue: EventQueue<unknown>,
  maxBytes: number,
): Promise<void> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += (chunk as Buffer).length;
    if (size > maxBytes) throw new WaslError('SUBGRAPH_RESPONSE_INVALID');
    chunks.push(chunk as Buffer);
  }
  queue.push(parse(Buffer.concat(chunks).toString('utf8')), size);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new WaslError('SUBGRAPH_RESPONSE_INVALID', {}, { cause });
  }
}

function codeOf(cause: unknown): 'SUBGRAPH_TIMEOUT' | 'SUBGRAPH_UNAVAILABLE' {
  const isTimeout = cause instanceof Error && 'code' in cause && /TIMEOUT/.test(String(cause.code));
  return isTimeout ? 'SUBGRAPH_TIMEOUT' : 'SUBGRAPH_UNAVAILABLE';
}
