import { federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

/** `@extends` and `extend type` in federation 2, with keys and other fields marked @external. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'people',
    sdl: `${federation('@key', '@shareable')}
      extend type Query { person(id: ID!): Person me: Person! }
      type Person @key(fields: "id") { id: ID! name: String! born: Int @shareable }`,
    resolvers: {
      Query: { person: (_, { id }) => ({ id }), me: () => ({ id: '1' }) },
      Person: { name: ({ id }) => `name ${id}`, born: ({ id }) => 1980 + Number(id) },
    },
  },
  {
    name: 'posts',
    sdl: `${federation('@key', '@external', '@extends', '@requires', '@provides')}
      type Query @extends { authors: [Person!]! editor: Person! @provides(fields: "born") }
      type Person @extends @key(fields: "id") {
        id: ID! @external
        born: Int @external
        posts: [Post!]!
        age(in: Int = 2026): Int @requires(fields: "born")
      }
      type Post { title: String! by: Person! }`,
    resolvers: {
      Query: {
        authors: () => [{ id: '1' }, { id: '2' }],
        editor: () => ({ id: '5', born: 1 }),
      },
      Person: {
        posts: ({ id }) => [{ title: `post of ${id}`, by: { id } }],
        age: ({ born }, args) => args.in - born,
      },
    },
  },
];
