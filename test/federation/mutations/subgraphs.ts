import { failure, federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

/** What was done, in the order in which it was done, whoever did it. `start` begins it anew. */
let done: string[] = [];

const act = async (name: string) => {
  await new Promise((resolve) => setTimeout(resolve, name.includes('slow') ? 15 : 0));
  if (name.includes('fail')) throw failure('FAILED', `${name} failed`);
  done.push(name);
  return { id: name };
};

/** Mutations of two subgraphs: each must wait for the one before it, whoever owns it. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'orders',
    sdl: `${federation('@key', '@shareable')}
      type Query { done: [String!]! }
      type Mutation { start: Boolean order(name: String!): Order mustOrder(name: String!): Order! all: [String!]! @shareable }
      type Order @key(fields: "id") { id: ID! total: Int! }`,
    resolvers: {
      Query: { done: () => done },
      Mutation: {
        start: () => {
          done = [];
          return true;
        },
        order: (_, { name }) => act(`order ${name}`),
        mustOrder: (_, { name }) => act(`order ${name}`),
        all: () => done,
      },
      Order: { total: ({ id }) => id.length },
    },
  },
  {
    name: 'payments',
    sdl: `${federation('@key', '@shareable')}
      type Mutation { pay(name: String!): Order payment(name: String!): Payment! all: [String!]! @shareable }
      type Payment { order: Order! method: String }
      type Order @key(fields: "id") { id: ID! paid: [String!]! state(fail: Boolean): String }`,
    resolvers: {
      Mutation: {
        pay: (_, { name }) => act(`pay ${name}`),
        payment: (_, { name }) => ({ order: act(`pay ${name}`), method: null }),
        all: () => done,
      },
      Order: {
        paid: () => [...done],
        state: ({ id }, { fail }) => {
          if (fail) throw failure('NO_STATE');
          return `state of ${id}`;
        },
      },
    },
  },
];
