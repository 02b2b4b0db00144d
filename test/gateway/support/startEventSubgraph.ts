import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { EventQueue } from '@wasl/gateway/subgraphs/subscriptions/eventQueue';
import { execute, type ExecutionResult, type GraphQLSchema, parse, subscribe, validate } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocket, WebSocketServer } from 'ws';

/** What a subgraph was asked, over whichever protocol. */
export interface Asked {
  over: 'http' | 'sse' | 'ws';
  query: string;
  variables: Record<string, unknown>;
  headers: IncomingHttpHeaders;
  /** Payload of a socket's first message. */
  init?: Record<string, unknown> | undefined;
}

/** Where a subgraph's events come from. */
export interface Topic {
  /** Sends an event to all who are subscribed now. */
  publish(event: unknown): void;
  /** How many are subscribed now. */
  subscribers(): number;
  subscribe(): AsyncIterable<unknown>;
  /** Ends all subscriptions in good order. */
  complete(): void;
}

export interface EventSubgraph {
  name: string;
  sdl: string;
  url: string;
  asked: Asked[];
  /** Breaks every connection and listens no more. */
  stop(): Promise<void>;
}

/** Events for whoever is subscribed, and nobody else. */
export function createTopic(): Topic {
  const queues = new Set<EventQueue<unknown>>();
  return {
    publish(event) {
      for (const queue of queues) queue.push(event, 0);
    },
    subscribers: () => queues.size,
    subscribe() {
      const queue = new EventQueue<unknown>(Number.MAX_SAFE_INTEGER);
      queues.add(queue);
      queue.onClose(() => queues.delete(queue));
      return queue;
    },
    complete() {
      for (const queue of queues) queue.finish();
    },
  };
}

/** A real subgraph that answers queries over HTTP, and subscriptions over `graphql-ws` and over server-sent events. */
export async function startEventSubgraph(
  name: string,
  sdl: string,
  resolvers: Record<string, Record<string, unknown>>,
): Promise<EventSubgraph> {
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as never }]);
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    answer(schema, request, response, asked).catch(() => response.destroy());
  });
  const sockets = new WebSocketServer({ server, path: '/graphql' });
  useServer(
    {
      schema,
      execute,
      subscribe,
      validate,
      parse,
      onSubscribe({ connectionParams, extra }, _, { query, variables }) {
        const { headers } = extra.request;
        asked.push({ over: 'ws', query, variables: variables ?? {}, headers, init: connectionParams });
      },
    },
    sockets,
  );
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    name,
    sdl,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    asked,
    async stop() {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

async function answer(
  schema: GraphQLSchema,
  request: IncomingMessage,
  response: ServerResponse,
  asked: Asked[],
): Promise<void> {
  const { query, variables = {} } = JSON.parse(await readBody(request)) as Pick<Asked, 'query' | 'variables'>;
  const isStream = request.headers.accept?.includes('text/event-stream') ?? false;
  asked.push({ over: isStream ? 'sse' : 'http', query, variables, headers: request.headers });
  const operation = { schema, document: parse(query), variableValues: variables };
  const result = isStream ? await subscribe(operation) : await execute(operation);
  if (Symbol.asyncIterator in result) return stream(result, response);
  response.setHeader('content-type', 'application/json').end(JSON.stringify(result));
}

async function stream(events: AsyncGenerator<ExecutionResult>, response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.on('close', () => void events.return(undefined));
  response.write(': begin\n\n');
  for await (const event of events) response.write(`event: next\ndata: ${JSON.stringify(event)}\n\n`);
  response.end('event: complete\n\n');
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** A server that takes WebSockets and lets a test say what they hear: for subgraphs that break the protocol. */
export async function startBrokenSocketSubgraph(onSocket: (socket: WebSocket) => void): Promise<{
  url: string;
  /** Close codes that it was sent. */
  closed: number[];
  stop(): Promise<void>;
}> {
  const closed: number[] = [];
  const server = createServer();
  const sockets = new WebSocketServer({ server, handleProtocols: () => 'graphql-transport-ws' });
  sockets.on('connection', (socket) => {
    socket.on('close', (code) => closed.push(code));
    socket.on('error', () => undefined);
    onSocket(socket);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    closed,
    async stop() {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
