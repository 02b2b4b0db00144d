import { federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

/** A thousand entries that point at fifty doctors, and a chain of entities as deep as one asks. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'entries',
    sdl: `${federation('@key')}
      type Query { entries(count: Int! = 1000): [Entry!]! root: Link! }
      type Entry @key(fields: "id") { id: ID! doctor: Doctor! second: Doctor }
      type Doctor @key(fields: "id") { id: ID! }
      type Link @key(fields: "id") { id: ID! next: Link! }`,
    resolvers: {
      Query: {
        entries: (_, { count }) => Array.from({ length: count }, (__, index) => ({ id: String(index) })),
        root: () => ({ id: '0' }),
      },
      Entry: {
        doctor: ({ id }) => ({ id: String(Number(id) % 50) }),
        second: ({ id }) => (Number(id) % 2 ? { id: String(Number(id) % 7) } : null),
      },
      Link: { next: ({ id }) => ({ id: `${id}n` }) },
    },
  },
  {
    name: 'names',
    sdl: `${federation('@key')}
      type Entry @key(fields: "id") { id: ID! text: String! }
      type Doctor @key(fields: "id") { id: ID! name: String! }
      type Link @key(fields: "id") { id: ID! other: Link! }`,
    resolvers: {
      Entry: { text: ({ id }) => `entry ${id}` },
      Doctor: { name: ({ id }) => `doctor ${id}` },
      Link: { other: ({ id }) => ({ id: `${id}o` }) },
    },
  },
];
