import { federation, type WholeServer } from '../support/behaviour.ts';
import type { Resolvers, SubgraphDefinition } from '../support/startSubgraphs.ts';

const ward = { id: '1', name: 'north' };

/** The registry's resolvers, for whatever it calls its root types. */
const registry = (query: string, change: string): Resolvers => ({
  [query]: {
    id: () => 'root',
    self: () => ({}),
    open: () => 1,
    node: (_, { root }) => (root ? { __typename: query } : { __typename: 'Ward', ...ward }),
    nodes: () => [{ __typename: query }, { __typename: 'Ward', ...ward }, { __typename: change }],
    any: () => [{ __typename: query }, { __typename: 'Ward', ...ward }],
    ward: () => ward,
  },
  Ward: { root: () => ({}), __resolveReference: ({ id }) => ({ ...ward, id }) },
  [change]: { id: () => 'change', admit: () => ({ ok: true, query: {} }), self: () => ({}) },
});

const beds: Resolvers[string] = { free: () => 2, taken: () => 3, selves: () => [{}, {}] };

/** Both subgraphs have names of their own for root types, and these turn up everywhere below the root. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'registry',
    sdl: `${federation('@key')}
      schema { query: RootQuery mutation: Change }
      type RootQuery implements Node & Openable {
        id: ID! self: RootQuery open: Int node(root: Boolean = true): Node nodes: [Node!]! any: [Any!] ward: Ward
      }
      interface Node { id: ID! }
      interface Openable implements Node { id: ID! open: Int }
      union Any = RootQuery | Ward
      type Ward implements Node @key(fields: "id") { id: ID! name: String root: RootQuery }
      type Admitted { query: RootQuery ok: Boolean! }
      type Change implements Node { id: ID! admit: Admitted self: Change }`,
    resolvers: registry('RootQuery', 'Change'),
  },
  {
    name: 'beds',
    sdl: `${federation('@key')}
      extend schema { query: BedsQuery }
      type BedsQuery { free: Int taken: Int selves: [BedsQuery!] }
      type Ward @key(fields: "id") { id: ID! beds: Int }`,
    resolvers: { BedsQuery: beds, Ward: { beds: () => 5 } },
  },
];

export const whole: WholeServer = {
  sdl: `
    type Query implements Node & Openable {
      id: ID! self: Query open: Int node(root: Boolean = true): Node nodes: [Node!]! any: [Any!] ward: Ward
      free: Int taken: Int selves: [Query!]
    }
    interface Node { id: ID! }
    interface Openable implements Node { id: ID! open: Int }
    union Any = Query | Ward
    type Ward implements Node { id: ID! name: String root: Query beds: Int }
    type Admitted { query: Query ok: Boolean! }
    type Mutation implements Node { id: ID! admit: Admitted self: Mutation }`,
  resolvers: (() => {
    const own = registry('Query', 'Mutation') as Record<string, Record<string, () => unknown>>;
    return { ...own, Query: { ...own['Query'], ...beds }, Ward: { ...own['Ward'], beds: () => 5 } } as Resolvers;
  })(),
};
