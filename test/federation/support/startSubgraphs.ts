import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { type DocumentNode, execute, type GraphQLScalarType, type GraphQLSchema, parse, validate } from 'graphql';
import type { AskedOperation } from './behaviour.ts';

/** Whatever a test's data hold: the schema gives it its form. */
export type Loose = ReturnType<typeof JSON.parse>;

/** By type: a function per field, `__resolveReference`, `__resolveType`; or a scalar. */
export type Resolvers = Record<string, Record<string, (parent: Loose, args: Loose) => unknown> | GraphQLScalarType>;

/** A subgraph in memory: its schema, its resolvers, and what it does wrong. */
export interface SubgraphDefinition {
  name: string;
  sdl: string;
  resolvers?: Resolvers;
  /** Stands between the subgraph and the wire; `answer` is what it would say. Answers the body to send. */
  respond?(answer: SubgraphAnswer, asked: AskedOperation): unknown;
}

/** A subgraph's own answer, before anything tampers with it. */
export interface SubgraphAnswer {
  data?: Record<string, unknown> | null;
  errors?: unknown[];
}

/** Subgraphs that listen on free ports. */
export interface RunningSubgraphs {
  sources: { name: string; sdl: string; url: string }[];
  /** All that they were asked, in order. */
  asked: AskedOperation[];
  /** What they were asked that does not fit their own schemas: a gateway never may. */
  misasked: { subgraph: string; query: string; message: string }[];
  stop(): Promise<void>;
}

/** Runs subgraphs on free ports. They validate what they are asked, as real ones do. */
export async function startSubgraphs(definitions: readonly SubgraphDefinition[]): Promise<RunningSubgraphs> {
  const asked: RunningSubgraphs['asked'] = [];
  const misasked: RunningSubgraphs['misasked'] = [];
  const servers = await Promise.all(definitions.map((definition) => listen(definition, asked, misasked)));
  return {
    asked,
    misasked,
    sources: definitions.map(({ name, sdl }, index) => {
      const address = servers[index]?.address() as AddressInfo | undefined;
      return { name, sdl, url: `http://127.0.0.1:${address?.port}/graphql` };
    }),
    stop: async () => void (await Promise.all(servers.map(close))),
  };
}

function listen(
  definition: SubgraphDefinition,
  asked: RunningSubgraphs['asked'],
  misasked: RunningSubgraphs['misasked'],
): Promise<Server> {
  const { name, sdl, resolvers = {}, respond } = definition;
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as never }]);
  const read = createReader(schema, (query, message) => misasked.push({ subgraph: name, query, message }));
  const server = createServer(async (request, response) => {
    const { query, variables = {}, operationName } = JSON.parse(await readBody(request), bare);
    const operation: AskedOperation = { subgraph: name, query, variables };
    asked.push(operation);
    const document = read(query);
    const answer =
      document instanceof Error
        ? { errors: [{ message: document.message, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] }
        : ((await execute({ schema, document, variableValues: variables, operationName })) as SubgraphAnswer);
    const sent = respond ? await respond(plain(answer), operation) : answer;
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(typeof sent === 'string' ? sent : JSON.stringify(sent));
  });
  return new Promise((ready) => server.listen(0, '127.0.0.1', () => ready(server)));
}

function createReader(schema: GraphQLSchema, refused: (query: string, message: string) => void) {
  const known = new Map<string, DocumentNode | Error>();
  return (query: string): DocumentNode | Error => {
    let document = known.get(query);
    if (!document) {
      document = attempt(query, schema);
      known.set(query, document);
    }
    if (document instanceof Error) refused(query, document.message);
    return document;
  };
}

function attempt(query: string, schema: GraphQLSchema): DocumentNode | Error {
  try {
    const document = parse(query);
    return validate(schema, document)[0] ?? document;
  } catch (error) {
    return error as Error;
  }
}

/** For `JSON.parse`: objects that inherit nothing. A field named `toString` that was not sent must not be found. */
export function bare(_: string, value: unknown): unknown {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? Object.assign(Object.create(null), value) : value;
}

function plain(answer: SubgraphAnswer): SubgraphAnswer {
  return JSON.parse(JSON.stringify(answer)) as SubgraphAnswer;
}

function close(server: Server): Promise<unknown> {
  server.closeAllConnections();
  return new Promise((done) => server.close(done));
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
