import { federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

const media = ['Book 1', 'Film 2', 'Book 3'].map((text) => {
  const [__typename, id] = text.split(' ');
  return { __typename, id, title: `library ${id}`, notes: [{ id: 'n1', text: `library n1` }] };
});

/** `@provides` on an interface and on a union, by inline fragments: one of the members and not the other. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'titles',
    sdl: `${federation('@key', '@shareable')}
      type Book @key(fields: "id") { id: ID! title: String! @shareable pages: Int! }
      type Film @key(fields: "id") { id: ID! title: String! @shareable minutes: Int! }
      type Note @key(fields: "id") { id: ID! text: String! @shareable }`,
    resolvers: {
      Book: { title: ({ id }) => `owner ${id}`, pages: ({ id }) => Number(id) * 100 },
      Film: { title: ({ id }) => `owner ${id}`, minutes: ({ id }) => Number(id) * 10 },
      Note: { text: ({ id }) => `owner ${id}` },
    },
  },
  {
    name: 'library',
    sdl: `${federation('@key', '@external', '@provides', '@shareable')}
      type Query {
        loans: [Media!]! @provides(fields: "... on Book { title }")
        found: [Item!]! @provides(fields: "... on Film { title } ... on Book { notes { text } }")
        plain: [Media!]!
      }
      interface Media { id: ID! title: String! }
      union Item = Book | Film
      type Book implements Media @key(fields: "id") { id: ID! title: String! @external notes: [Note!]! @shareable }
      type Film implements Media @key(fields: "id") { id: ID! title: String! @external }
      type Note @key(fields: "id") { id: ID! text: String! @external }`,
    resolvers: {
      Query: { loans: () => media, found: () => media, plain: () => media },
    },
  },
];
