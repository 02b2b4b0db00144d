import {
  type Caller,
  createFailure,
  createSubgraph,
  type Limits,
  type LogFailure,
  type RequestContext,
  requireCaller,
  type ServedSubgraph,
  serveSubgraph,
} from '@wasl/subgraph-sdk';
import { GraphQLError } from 'graphql';
import { signFor, testKeys } from '../../support/startTestSubgraph.ts';

const typeDefs = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
  enum Ward { CHILDREN SURGERY }
  type Bed @key(fields: "id") { id: ID! next: Bed others(count: Int!): [Bed!]! }
  type Query {
    bed(id: ID!): Bed
    ward(ward: Ward, beds: Int): String
    required(id: ID! = "B1"): String
    whoAmI: String
    taken: String
    raw: String
    disguised: String
    missing: String!
    all(count: Int!): [Bed!]!
    text(length: Int!): String
    never: String
  }`;

const failure = createFailure({
  BED_TAKEN: { status: 409, en: 'This bed is taken.', ar: 'هذا السرير مشغول.' },
  QUIET: { status: 409, en: 'Between machines.', ar: 'بين الآلات.', forPeople: false },
});

const bedsOf = (_: unknown, { count }: { count: number }) => Array.from({ length: count }, (__, id) => ({ id }));

const resolvers = {
  Bed: { __resolveReference: ({ id }: { id: string }) => ({ id }), next: () => ({ id: 'B2' }), others: bedsOf },
  Query: {
    bed: (_: unknown, { id }: { id: string }) => ({ id }),
    ward: (_: unknown, { ward }: { ward: string }) => ward,
    required: (_: unknown, { id }: { id: string }) => id,
    whoAmI: (_: unknown, __: unknown, context: RequestContext) => requireCaller(context).subject,
    taken() {
      throw failure('BED_TAKEN', { bed: 'B1' });
    },
    raw() {
      throw new Error('connection to 10.0.0.7 refused for patient 123456789012');
    },
    disguised() {
      throw new GraphQLError('of patient 123456789012', { extensions: { code: 'BED_TAKEN', forPeople: true } });
    },
    missing: () => null,
    all: async (parent: unknown, asked: { count: number }) => bedsOf(parent, asked),
    text: (_: unknown, { length }: { length: number }) => 'x'.repeat(length),
    never: () => new Promise(() => undefined),
  },
};

export interface TestBeds {
  url: string;
  logged: { errorId: string; error: unknown }[];
  /** Asks as the gateway would, for a nurse where nobody is named; `headers` replace those of a good request. */
  ask(
    body: unknown,
    headers?: Record<string, string>,
    caller?: Caller | null,
  ): Promise<{ status: number; type: string | null; body: Answer }>;
  stop(): Promise<void>;
}

// What comes back is GraphQL's own JSON, of whatever was asked.
// oxlint-disable-next-line typescript/no-explicit-any
type Answer = any;

/** A subgraph of beds, made with nothing but the SDK. */
export async function startTestBeds(limits: Partial<Limits> = {}): Promise<TestBeds> {
  const logged: TestBeds['logged'] = [];
  const log: LogFailure = (errorId, error) => void logged.push({ errorId, error });
  const gateway = { keys: testKeys };
  const subgraph = createSubgraph({ name: 'beds', typeDefs, resolvers, gateway, limits, log });
  const served: ServedSubgraph = await serveSubgraph(subgraph, { port: 0 });
  return {
    url: served.url,
    logged,
    async ask(body, headers = {}, caller = nurse) {
      const sent = typeof body === 'string' ? body : JSON.stringify(body);
      const signed = signFor('beds', sent, caller);
      const response = await fetch(served.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...signed, ...headers },
        body: sent,
      });
      return { status: response.status, type: response.headers.get('content-type'), body: await response.json() };
    },
    stop: served.stop,
  };
}

const nurse: Caller = { subject: 'nurse-1', roles: ['nurse'], scopes: [] };
