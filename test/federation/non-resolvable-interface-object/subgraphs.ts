import { federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

/** Interface objects with a key that cannot be resolved: they only point at the interface. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'nodes',
    sdl: `${federation('@key')}
      type Query { node(id: ID!): Node }
      interface Node @key(fields: "id") { id: ID! }
      type Ward implements Node @key(fields: "id") { id: ID! beds: Int! }
      type Clinic implements Node @key(fields: "id") { id: ID! rooms: Int! }`,
    resolvers: {
      Query: { node: (_, { id }) => nodeOf(id) },
      Node: { __resolveReference: ({ id }) => nodeOf(id), __resolveType: ({ __typename }) => __typename },
      Ward: { __resolveReference: ({ id }) => nodeOf(id) },
      Clinic: { __resolveReference: ({ id }) => nodeOf(id) },
    },
  },
  {
    name: 'marks',
    sdl: `${federation('@key', '@interfaceObject')}
      type Query { marked: Node! bookmarks: [Bookmark!]! }
      type Bookmark @key(fields: "name") { name: String! target: Node! }
      type Node @key(fields: "id", resolvable: false) @interfaceObject { id: ID! }`,
    resolvers: {
      Query: {
        marked: () => ({ id: 'w1' }),
        bookmarks: () => [
          { name: 'a', target: { id: 'w1' } },
          { name: 'b', target: { id: 'c1' } },
        ],
      },
    },
  },
];

function nodeOf(id: string): Record<string, unknown> | null {
  if (id.startsWith('w')) return { __typename: 'Ward', id, beds: 10 };
  return id.startsWith('c') ? { __typename: 'Clinic', id, rooms: 3 } : null;
}
