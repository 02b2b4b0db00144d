import { federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

/** c requires b, b requires a: each in a subgraph of its own, and a last one that requires two of them. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'first',
    sdl: `${federation('@key')}
      type Query { order: Order! orders: [Order!]! }
      type Order @key(fields: "id") { id: ID! a: Int! }`,
    resolvers: {
      Query: { order: () => ({ id: '1' }), orders: () => [{ id: '1' }, { id: '2' }, { id: '1' }] },
      Order: { a: ({ id }) => Number(id) * 10 },
    },
  },
  {
    name: 'second',
    sdl: `${federation('@key', '@external', '@requires')}
      type Order @key(fields: "id") { id: ID! a: Int! @external b: Int! @requires(fields: "a") }`,
    resolvers: { Order: { b: ({ a }) => a + 1 } },
  },
  {
    name: 'third',
    sdl: `${federation('@key', '@external', '@requires')}
      type Order @key(fields: "id") { id: ID! b: Int! @external c: Int! @requires(fields: "b") }`,
    resolvers: { Order: { c: ({ b }) => b * 2 } },
  },
  {
    name: 'fourth',
    sdl: `${federation('@key', '@external', '@requires')}
      type Order @key(fields: "id") {
        id: ID!
        a: Int! @external
        c: Int! @external
        d: String! @requires(fields: "c a")
        plain: String!
      }`,
    resolvers: { Order: { d: ({ a, c }) => `${a}/${c}`, plain: ({ id }) => `plain ${id}` } },
  },
];
