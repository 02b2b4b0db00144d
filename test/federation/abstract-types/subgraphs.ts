import { federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

const products = [
  { __typename: 'Book', id: 'b1', dimensions: { size: 'A5' } },
  { __typename: 'Film', id: 'f1', dimensions: { size: '16:9' } },
];

/** An interface’s field whose owner differs from one implementation to the other; entities without their own interface there. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'shop',
    sdl: `${federation('@key', '@shareable', '@external', '@provides', '@requires')}
      type Query { products: [Product!]! similar(id: ID!): [Product!]! result: Result results: [Result!]! }
      interface Product { id: ID! reviews: [Review!]! }
      union Result = Book | Film | Nothing
      type Nothing { reason: String! }
      type Book implements Product @key(fields: "id") { id: ID! reviews: [Review!]! title: String! @external shelf: String @requires(fields: "title") }
      type Film implements Product @key(fields: "id") { id: ID! reviews: [Review!]! }
      type Review @key(fields: "id") { id: ID! product: Product! stars: Int! }`,
    resolvers: {
      Query: {
        products: () => products,
        similar: (_, { id }) => products.filter((product) => product.id !== id),
        result: () => ({ __typename: 'Nothing', reason: 'empty' }),
        results: () => [products[1], { __typename: 'Nothing', reason: 'end' }, products[0]],
      },
      Book: { reviews: () => [{ id: 'r1' }], shelf: ({ title }) => `shelf of ${title}` },
      Film: { reviews: () => [{ id: 'r2' }, { id: 'r3' }] },
      Review: {
        product: ({ id }) => (id === 'r1' ? products[1] : products[0]),
        stars: ({ id }) => Number(id.slice(1)),
      },
    },
  },
  {
    name: 'books',
    sdl: `${federation('@key', '@shareable')}
      type Book @key(fields: "id") { id: ID! title: String! dimensions: Dimensions! author: Agent! }
      type Dimensions @shareable { size: String! }
      interface Agent { name: String! }
      type Person implements Agent { name: String! born: Int }
      type Company implements Agent @shareable { name: String! registered: String }`,
    resolvers: {
      Book: {
        title: ({ id }) => `title ${id}`,
        dimensions: () => ({ size: 'A5' }),
        author: () => ({ __typename: 'Person', name: 'Nizar', born: 1923 }),
      },
    },
  },
  {
    name: 'films',
    sdl: `${federation('@key', '@shareable')}
      type Film @key(fields: "id") { id: ID! title: String! dimensions: Dimensions! maker: Agent! }
      type Dimensions @shareable { size: String! }
      interface Agent { name: String! }
      type Company implements Agent @shareable { name: String! registered: String }`,
    resolvers: {
      Film: {
        title: ({ id }) => `film ${id}`,
        dimensions: () => ({ size: '16:9' }),
        maker: () => ({ __typename: 'Company', name: 'Film Co', registered: null }),
      },
    },
  },
];
