import { federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

/** Entities that are only a way to something else: through a parent’s key, a child’s, or a list of children. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'products',
    sdl: `${federation('@key', '@external', '@extends', '@shareable')}
      type Query { products: [Product!]! top: Product! }
      type Product @key(fields: "id pid") { id: ID! pid: ID! @shareable category: Category @shareable }
      type Category @key(fields: "mainProduct { id }") { mainProduct: Product! @shareable }`,
    resolvers: {
      Query: {
        products: () =>
          ['1', '2'].map((id) => ({ id, pid: `p${id}`, category: { mainProduct: { id, pid: `p${id}` } } })),
        top: () => ({ id: '1', pid: 'p1', category: null }),
      },
      Category: { __resolveReference: ({ mainProduct: { id } }) => ({ mainProduct: { id, pid: `p${id}` } }) },
    },
  },
  {
    name: 'details',
    sdl: `${federation('@key', '@external', '@shareable')}
      type Product @key(fields: "id") { id: ID! category: Category @shareable }
      type Category @key(fields: "mainProduct { id }") @key(fields: "id tag") {
        mainProduct: Product! @shareable
        id: ID! @shareable
        tag: String @shareable
        details: String!
      }`,
    resolvers: {
      Product: { category: ({ id }) => ({ id: `c${id}`, tag: `t${id}`, mainProduct: { id } }) },
      Category: {
        __resolveReference: ({ id, mainProduct }) => categoryOf(mainProduct ? mainProduct.id : id.slice(1)),
        details: ({ id, tag }) => `${id} ${tag}`,
      },
    },
  },
  {
    name: 'prices',
    sdl: `${federation('@key', '@shareable')}
      type Product @key(fields: "id pid") { id: ID! pid: ID! @shareable price: Int! }
      type Category @key(fields: "id tag") { id: ID! @shareable tag: String @shareable sale: Boolean! best: [Product!]! }`,
    resolvers: {
      Product: { price: ({ id, pid }) => Number(id) * 10 + pid.length },
      Category: { sale: ({ tag }) => tag === 't1', best: ({ id }) => [{ id: id.slice(1), pid: `p${id.slice(1)}` }] },
    },
  },
];

function categoryOf(id: string) {
  return { id: `c${id}`, tag: `t${id}`, mainProduct: { id } };
}
