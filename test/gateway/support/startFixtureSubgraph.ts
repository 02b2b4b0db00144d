import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, type GraphQLFieldResolver, type GraphQLSchema, parse } from 'graphql';

type FixtureResolvers = Record<string, Record<string, GraphQLFieldResolver<never, unknown>>>;

export interface ReceivedRequest {
  headers: IncomingHttpHeaders;
  query: string;
  variables: Record<string, unknown>;
}

export interface FixtureSubgraph {
  name: string;
  sdl: string;
  url: string;
  /** Everything that the gateway has asked, in order. */
  received: ReceivedRequest[];
  /** Answers the following requests in place of the schema; undefined goes back to it. */
  answerWith(answer: ((response: ServerResponse) => void) | undefined): void;
  stop(): Promise<void>;
}

/** A partner's subgraph on a free port: any SDL, any resolvers, and it remembers what it was asked. */
export async function startFixtureSubgraph(
  name: string,
  sdl: string,
  resolvers: FixtureResolvers,
): Promise<FixtureSubgraph> {
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as never }]);
  const received: ReceivedRequest[] = [];
  let instead: ((response: ServerResponse) => void) | undefined;
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = JSON.parse(await readBody(request)) as Omit<ReceivedRequest, 'headers'>;
    received.push({ ...asked, headers: request.headers });
    if (instead) instead(response);
    else response.setHeader('content-type', 'application/json').end(JSON.stringify(await run(schema, asked)));
  }

  return {
    name,
    sdl,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    received,
    answerWith(next) {
      instead = next;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function run(schema: GraphQLSchema, { query, variables }: Pick<ReceivedRequest, 'query' | 'variables'>) {
  return execute({ schema, document: parse(query), variableValues: variables });
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
