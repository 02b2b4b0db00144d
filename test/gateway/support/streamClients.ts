import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

/** One server-sent event, or a comment as `:`. */
export interface SentEvent {
  event: string;
  data: unknown;
}

export interface EventStream {
  status: number;
  headers: Headers;
  /** The next event that is no comment; undefined when the connection has ended. */
  next(): Promise<SentEvent | undefined>;
  /** How many comments have come. */
  heartbeats(): number;
  close(): void;
}

/** Asks with `accept: text/event-stream` and reads what comes, as it comes. */
export async function openEventStream(
  url: string,
  query: string,
  { headers = {}, variables }: { headers?: Record<string, string>; variables?: unknown } = {},
): Promise<EventStream> {
  const controller = new AbortController();
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
    body: JSON.stringify({ query, variables }),
    signal: controller.signal,
  });
  return readEventStream(response, () => controller.abort());
}

/** Reads the events of a response. */
export function readEventStream(response: Response, close: () => void): EventStream {
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  let text = '';
  let heartbeats = 0;
  const takeBlock = (): string | undefined => {
    const end = text.indexOf('\n\n');
    if (end === -1) return undefined;
    const block = text.slice(0, end);
    text = text.slice(end + 2);
    return block;
  };
  return {
    status: response.status,
    headers: response.headers,
    heartbeats: () => heartbeats,
    close,
    async next() {
      for (;;) {
        for (let block = takeBlock(); block !== undefined; block = takeBlock()) {
          if (block.startsWith(':')) heartbeats += 1;
          else return eventOf(block);
        }
        const { done, value } = await reader.read();
        if (done) return undefined;
        text += decoder.decode(value, { stream: true });
      }
    },
  };
}

function eventOf(block: string): SentEvent {
  const lines = new Map(block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line]));
  const valueOf = (name: string) =>
    lines
      .get(name)
      ?.slice(name.length + 1)
      .trim() ?? '';
  const data = valueOf('data');
  return { event: valueOf('event'), data: data === '' ? undefined : JSON.parse(data) };
}

/** A real `graphql-ws` client that connects once and does not try again. */
export function openSocketClient(
  url: string,
  connectionParams?: Record<string, unknown>,
  headers: Record<string, string> = {},
): Client {
  return createClient({
    url: url.replace(/^http/, 'ws'),
    webSocketImpl: class extends WebSocket {
      constructor(address: string, protocols: string[]) {
        super(address, protocols, { headers });
      }
    },
    retryAttempts: 0,
    lazy: true,
    ...(connectionParams && { connectionParams }),
  });
}

/** A bare socket with what it has heard: for messages that no client library would send. */
export async function openRawSocket(url: string, protocol = 'graphql-transport-ws') {
  const socket = new WebSocket(url.replace(/^http/, 'ws'), protocol);
  const heard: Record<string, unknown>[] = [];
  socket.on('message', (text) => heard.push(JSON.parse(String(text)) as Record<string, unknown>));
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  socket.on('error', () => undefined);
  await new Promise((ready) => socket.on('open', ready).on('close', ready));
  return { socket, heard, closed, say: (message: unknown) => socket.send(JSON.stringify(message)) };
}

/** Waits until something holds that a test cannot be told of. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}
