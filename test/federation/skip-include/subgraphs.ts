import { federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

/** Three subgraphs of one entity, so that what is left out also decides who is asked. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'base',
    sdl: `${federation('@key')}
      type Query { item: Item items: [Item!]! number: Int }
      type Item @key(fields: "id") { id: ID! name: String! size: Int }`,
    resolvers: {
      Query: {
        item: () => ({ id: '1', name: 'one', size: 5 }),
        items: () => [
          { id: '1', name: 'one', size: 5 },
          { id: '2', name: 'two', size: null },
        ],
        number: () => 7,
      },
      Item: { __resolveReference: ({ id }) => ({ id, name: id === '1' ? 'one' : 'two', size: 5 }) },
    },
  },
  {
    name: 'prices',
    sdl: `${federation('@key', '@external', '@requires')}
      type Item @key(fields: "id") {
        id: ID! size: Int @external price(in: String = "USD"): String shipping: String @requires(fields: "size")
        part: Item
      }`,
    resolvers: {
      Item: {
        price: ({ id }, args) => `${args.in} ${id}`,
        shipping: ({ size }) => `size ${size}`,
        part: () => ({ id: '2' }),
      },
    },
  },
  {
    name: 'stock',
    sdl: `${federation('@key')} type Item @key(fields: "id") { id: ID! count: Int! }`,
    resolvers: { Item: { count: ({ id }) => Number(id) * 3 } },
  },
];
