import { federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

/** An interface's field to which one implementation adds an argument, and an interface above that one. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'shelves',
    sdl: `${federation('@key')}
      type Query { items: [Item!]! titled: [Titled!]! }
      interface Titled { title: String }
      interface Item implements Titled { id: ID! title: String }
      type Book implements Item & Titled @key(fields: "id") { id: ID! title(upper: Boolean): String }
      type Film implements Item & Titled @key(fields: "id") { id: ID! title: String }
      type Song implements Titled { title: String }`,
    resolvers: {
      Query: {
        items: () => [
          { __typename: 'Book', id: 'b' },
          { __typename: 'Film', id: 'f' },
        ],
        titled: () => [{ __typename: 'Song' }, { __typename: 'Book', id: 'b' }],
      },
      Book: { title: (_, { upper }) => (upper ? 'BOOK' : 'book') },
      Film: { title: () => 'film' },
      Song: { title: () => 'song' },
    },
  },
  {
    name: 'prices',
    sdl: `${federation('@key', '@external', '@requires')}
      type Film @key(fields: "id") { id: ID! title: String @external poster: String @requires(fields: "title") }`,
    resolvers: { Film: { poster: ({ title }) => `poster of ${title}` } },
  },
];
