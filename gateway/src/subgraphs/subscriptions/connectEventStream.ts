import { WaslError } from '@wasl/schema/errors.ts';
import type { Agent, Dispatcher } from 'undici';
import { isJsonObject } from '../../core/jsonObject.ts';
import { reasonOf } from '../failureLog.ts';
import { graphqlResponse, mustTellErrors, type BodyHead, whyUnreadable } from '../http/mediaTypes.ts';
import { parseJson } from '../../core/parseJson.ts';
import { createEventReader } from './eventReader.ts';
import { readDistrust } from '../trust/distrust.ts';
import type { EventQueue } from './eventQueue.ts';
import type { Connecting } from './openEvents.ts';

const eventStream = 'text/event-stream';
/** Media types of refusals and errors, the only answers that are not streams. */
const answerTypes = [graphqlResponse, 'application/json'];
const accept = `${eventStream}, ${graphqlResponse};q=0.9, application/json;q=0.5`;

/** Subscribes over server-sent events, with one request per subscription; the request is aborted when the queue is closed. */
export function connectEventStream(connecting: Connecting, agent: Promise<Agent>): void {
  const { queue, subgraph, onFailure } = connecting;
  const leaving = new AbortController();
  let isLeft = false;
  queue.onClose(() => {
    isLeft = true;
    leaving.abort();
  });
  read(connecting, agent, leaving.signal).then(
    () => queue.finish(),
    (cause: unknown) => {
      const failure = cause instanceof WaslError ? cause : new WaslError(codeOf(cause), { subgraph }, { cause });
      if (!isLeft && failure.cause !== alreadyTold) onFailure?.(subgraph, ...toldOf(failure));
      queue.finish(failure);
    },
  );
}

/** Cause of a failure that has already been logged. */
const alreadyTold = new Error('The subgraph did not verify the request.');

/** What is logged about a failure. */
function toldOf({ cause, message }: WaslError): [reason: string, status?: number] {
  if (cause instanceof UnusableAnswer) return [cause.message, cause.status];
  return [cause instanceof Error ? reasonOf(cause) : message];
}

/** An answer that is neither an event stream nor a GraphQL response. */
class UnusableAnswer extends Error {
  readonly status: number;

  constructor(reason: string, status: number) {
    super(reason);
    this.status = status;
  }
}

/** Reads events until the subgraph sends `complete`. @throws WaslError when the stream ends without it. */
async function read(
  { url, call, queue, ...rest }: Connecting,
  agent: Promise<Agent>,
  signal: AbortSignal,
): Promise<void> {
  const { subgraph, maxEventBytes, onAccepted, onDistrust } = rest;
  const { origin, pathname, search } = new URL(url);
  const { statusCode, headers, body } = await (
    await agent
  ).request({
    origin,
    path: pathname + search,
    method: 'POST',
    headers: { ...call.headers, 'content-type': 'application/json', accept, 'accept-encoding': 'identity' },
    body: call.body,
    signal,
  });
  // The body may be aborted by the closed queue while nobody reads it.
  body.on('error', () => undefined);
  const head = headOf(statusCode, headers);
  const isRefusal = whyUnreadable(head, answerTypes) === undefined && head.contentType !== undefined;
  if (isRefusal) {
    const text = await readAnswer(body, maxEventBytes);
    const distrust = readDistrust(statusCode, text);
    if (!distrust) {
      if (statusCode < 500) onAccepted();
      return takeAnswer(text, queue, head);
    }
    onDistrust?.(subgraph, distrust);
    throw new WaslError('SUBGRAPH_UNAVAILABLE', { subgraph }, { cause: alreadyTold });
  }
  const reason =
    statusCode === 200
      ? whyUnreadable({ ...head, contentType: head.contentType ?? '' }, [eventStream])
      : 'The subscription was refused.';
  if (reason !== undefined) {
    const code = statusCode >= 500 ? 'SUBGRAPH_UNAVAILABLE' : 'SUBGRAPH_RESPONSE_INVALID';
    throw new WaslError(code, { subgraph }, { cause: new UnusableAnswer(reason, statusCode) });
  }
  onAccepted();
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

async function readAnswer(body: Dispatcher.ResponseData['body'], maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += (chunk as Buffer).length;
    if (size > maxBytes) throw new WaslError('SUBGRAPH_RESPONSE_INVALID');
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function takeAnswer(text: string, queue: EventQueue<unknown>, head: BodyHead): void {
  const answer = parse(text);
  if (mustTellErrors(head) && !tellsErrors(answer)) {
    const cause = new UnusableAnswer('The answer is not a GraphQL response.', head.status);
    throw new WaslError('SUBGRAPH_RESPONSE_INVALID', {}, { cause });
  }
  queue.push(answer, text.length);
}

function tellsErrors(answer: unknown): boolean {
  const errors = isJsonObject(answer) ? answer['errors'] : undefined;
  return Array.isArray(errors) && errors.length > 0;
}

function headOf(status: number, headers: Dispatcher.ResponseData['headers']): BodyHead {
  const valueOf = (name: string) => headers[name]?.toString();
  return { status, contentType: valueOf('content-type'), contentEncoding: valueOf('content-encoding') };
}

function parse(text: string): unknown {
  try {
    return parseJson(text);
  } catch (cause) {
    throw new WaslError('SUBGRAPH_RESPONSE_INVALID', {}, { cause });
  }
}

function codeOf(cause: unknown): 'SUBGRAPH_TIMEOUT' | 'SUBGRAPH_UNAVAILABLE' {
  const isTimeout = cause instanceof Error && 'code' in cause && /TIMEOUT/.test(String(cause.code));
  return isTimeout ? 'SUBGRAPH_TIMEOUT' : 'SUBGRAPH_UNAVAILABLE';
}
