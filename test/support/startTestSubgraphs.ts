import { createServer, type IncomingMessage, type Server } from 'node:http';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, parse } from 'graphql';

export interface PlainSubgraph {
  name: string;
  sdl: string;
  /** A resolver's context holds the `headers` of the request. */
  resolvers?: Record<string, Record<string, unknown>>;
  /** Answers instead of the resolvers: for subgraphs that are broken in some way. */
  answer?(): { status?: number; body: string };
}

export interface AskedOperation {
  subgraph: string;
  query: string;
  variables: Record<string, unknown>;
  headers: IncomingMessage['headers'];
}

interface Submitted {
  query: string;
  variables: Record<string, unknown>;
  operationName?: string;
}

export interface RunningSubgraphs {
  sources: { name: string; sdl: string; url: string }[];
  /** All that the subgraphs were asked, in order. */
  asked: AskedOperation[];
  stop(): Promise<void>;
}

/** Runs small federated subgraphs on free ports, and remembers what they were asked. */
export async function startTestSubgraphs(subgraphs: readonly PlainSubgraph[]): Promise<RunningSubgraphs> {
  const asked: AskedOperation[] = [];
  const servers = await Promise.all(subgraphs.map((subgraph) => listen(subgraph, asked)));
  return {
    asked,
    sources: subgraphs.map(({ name, sdl }, index) => {
      const address = servers[index]?.address();
      const port = typeof address === 'object' ? address?.port : undefined;
      return { name, sdl, url: `http://127.0.0.1:${port}/graphql` };
    }),
    async stop() {
      await Promise.all(
        servers.map((server) => {
          server.closeAllConnections();
          return new Promise((done) => server.close(done));
        }),
      );
    },
  };
}

function listen({ name, sdl, resolvers = {}, answer }: PlainSubgraph, asked: AskedOperation[]): Promise<Server> {
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as never }]);
  const server = createServer(async (request, response) => {
    const { query, variables, operationName } = JSON.parse(await readBody(request)) as Submitted;
    asked.push({ subgraph: name, query, variables, headers: request.headers });
    const broken = answer?.();
    response.writeHead(broken?.status ?? 200, { 'content-type': 'application/json' });
    if (broken) return void response.end(broken.body);
    const contextValue = { headers: request.headers };
    const operation = { schema, document: parse(query), variableValues: variables, operationName, contextValue };
    const result = await execute(operation);
    response.end(JSON.stringify(result));
  });
  return new Promise((ready) => server.listen(0, '127.0.0.1', () => ready(server)));
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
