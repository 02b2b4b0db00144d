import { federation, type WholeServer } from '../support/behaviour.ts';
import type { Resolvers, SubgraphDefinition } from '../support/startSubgraphs.ts';

const many = (_: unknown, { count }: { count: number }) => Array.from({ length: count }, () => ({}));
const root: Resolvers[string] = { self: () => ({}), must: () => ({}), nobody: () => null, selves: many, open: () => 1 };
const other: Resolvers = {
  Mutation: { go: () => ({ ok: true, query: {} }) },
  Thing: { root: () => ({}) },
};

/** Objects whose type is the root of the schema, wherever they stand. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'one',
    sdl: `${federation('@key')}
      type Query implements Node {
        self: Query must: Query! nobody: Query selves(count: Int!): [Query!]! open: Int node: Node thing: Thing
      }
      interface Node { self: Query }
      type Mutation { go: Gone }
      type Gone { ok: Boolean query: Query }
      type Thing implements Node @key(fields: "id") { id: ID! self: Query root: Query! kind(of: Kind = A): Kind }
      enum Kind { A B @deprecated(reason: "Use A.") }`,
    resolvers: {
      ...other,
      Query: { ...root, node: () => ({ __typename: 'Query' }), thing: () => ({ id: '1' }) } as never,
    },
  },
  {
    name: 'two',
    sdl: `${federation('@key')} type Query { more: Int } type Thing @key(fields: "id") { id: ID! size: Int }`,
    resolvers: { Query: { more: () => 2 }, Thing: { size: () => 3 } },
  },
];

export const whole: WholeServer = {
  sdl: `
    type Query implements Node {
      self: Query must: Query! nobody: Query selves(count: Int!): [Query!]! open: Int node: Node thing: Thing more: Int
    }
    interface Node { self: Query }
    type Mutation { go: Gone }
    type Gone { ok: Boolean query: Query }
    type Thing implements Node { id: ID! self: Query root: Query! kind(of: Kind = A): Kind size: Int }
    enum Kind { A B @deprecated(reason: "Use A.") }`,
  resolvers: {
    Query: {
      ...root,
      more: () => 2,
      node: () => ({ __typename: 'Query' }),
      thing: () => ({ id: '1' }),
    } as never,
    Mutation: other['Mutation'] as never,
    Thing: { ...other['Thing'], size: () => 3 } as never,
  },
};
