import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { createGateway, type GatewayOptions } from '@wasl/gateway/pipeline/createGateway';
import { composeSupergraph } from '@wasl/gateway/registry/composeSupergraph';
import { startServer } from '@wasl/gateway/server/startServer';
import type { EventProtocol } from '@wasl/gateway/subgraphs/subscriptions/openEvents';
import { execute, type ExecutionResult, type GraphQLSchema, parse, subscribe } from 'graphql';
import { makeServer } from 'graphql-ws';
import { WebSocketServer } from 'ws';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';
import { fromRaw, toRaw } from './rawJson.ts';

/** What a subgraph says over a WebSocket when it is subscribed to. */
const ping = '{"type":"ping","payload":{"at":9007199254740993,"of":[1.0]}}';
/** What it must hear then. */
export const pong = ping.replace('ping', 'pong');

/** A subgraph that reads and writes numbers as they are. */
export interface RawSubgraph {
  name: string;
  sdl: string;
  url: string;
  /** The bodies of what it was asked, as they came. */
  asked: string[];
  /** What it answers the following questions; undefined goes back to its schema. */
  answerWith(body: string | undefined): void;
  stop(): void;
}

export interface RawGateway {
  url: string;
  /** Posts a body and answers the other one, neither of them read. */
  post(body: string, headers?: Record<string, string>): Promise<string>;
  stop(): Promise<void>;
}

export function schemaOf({ sdl, resolvers }: SubgraphDefinition): GraphQLSchema {
  return buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as never }]);
}

/** Runs one operation on a schema; the request and the answer are texts. */
export async function answer(schema: GraphQLSchema, body: string): Promise<string> {
  const { query, variables, operationName } = fromRaw(body);
  return toRaw(await execute({ schema, document: parse(query), variableValues: variables, operationName }));
}

/** Starts a subgraph that answers over HTTP, and subscriptions over server-sent events and `graphql-ws`. */
export async function startRawSubgraph(definition: SubgraphDefinition): Promise<RawSubgraph> {
  const schema = schemaOf(definition);
  const asked: string[] = [];
  let instead: string | undefined;
  const server = createServer(async (request, response) => {
    const body = await readBody(request);
    asked.push(body);
    if (request.headers.accept?.includes('text/event-stream')) return streamEvents(schema, body, response);
    return response.setHeader('content-type', 'application/json').end(instead ?? (await answer(schema, body)));
  });
  const sockets = new WebSocketServer({ server, path: '/graphql' });
  const protocol = makeServer({ schema });
  sockets.on('connection', (socket) => {
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: (text) => socket.send(toRaw(JSON.parse(text))),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (handle) =>
          socket.on('message', (sent) => {
            asked.push(String(sent));
            if (String(sent).includes('"type":"subscribe"')) socket.send(ping);
            void handle(JSON.stringify(fromRaw(String(sent))));
          }),
      },
      {},
    );
    socket.on('close', (code, reason) => void closed(code, String(reason)));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    name: definition.name,
    sdl: definition.sdl,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    asked,
    answerWith: (body) => void (instead = body),
    stop() {
      for (const socket of sockets.clients) socket.terminate();
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Serves subgraphs with the real gateway; who asks without a token is nobody. */
export async function startRawGateway(
  subgraphs: readonly RawSubgraph[],
  jwksUrl: URL,
  protocol: EventProtocol,
  options: Partial<GatewayOptions> = {},
): Promise<RawGateway> {
  const composition = composeSupergraph([...subgraphs]);
  if ('errors' in composition) throw new Error(composition.errors.join('\n'));
  const folder = mkdtempSync(join(tmpdir(), 'wasl-numbers-'));
  const supergraphFile = join(folder, 'supergraph.graphql');
  writeFileSync(supergraphFile, composition.supergraphSdl);
  const gateway = await createGateway({
    supergraphFile,
    subgraphUrls: new Map(),
    introspection: true,
    maxTokens: 15_000,
    maxDepth: 50,
    maxFields: 10_000,
    tokens: { jwksUrl },
    subscriptions: { protocols: new Map([['registry', protocol]]) },
    shareInFlight: true,
    log: () => undefined,
    ...options,
  });
  const server = await startServer(gateway, { port: 0, maxBodyBytes: 16 * 1024 * 1024 });
  const url = `${server.url}/graphql`;
  return {
    url,
    async post(body, headers = {}) {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
      });
      return response.text();
    },
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

async function streamEvents(schema: GraphQLSchema, body: string, response: ServerResponse): Promise<void> {
  const { query, variables } = fromRaw(body);
  const events = await subscribe({ schema, document: parse(query), variableValues: variables });
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for await (const event of events as AsyncGenerator<ExecutionResult>)
    response.write(`event: next\ndata: ${toRaw(event)}\n\n`);
  response.end('event: complete\n\n');
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
