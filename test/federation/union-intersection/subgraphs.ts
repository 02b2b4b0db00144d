import { federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

const drug = { __typename: 'Drug', id: 'd1', dose: 5 };
const device = { __typename: 'Device', id: 'v1' };
const kit = { __typename: 'Kit', code: 'k1' };

/** A union whose members differ between subgraphs. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'orders',
    sdl: `${federation('@key', '@shareable')}
      type Query { items: [Item!]! order: Order! shared: Item @shareable }
      type Order @key(fields: "id") { id: ID! item: Item @shareable }
      union Item = Drug | Device
      type Drug @key(fields: "id") { id: ID! dose: Int! }
      type Device @key(fields: "id") { id: ID! }`,
    resolvers: {
      Query: { items: () => [drug, device], order: () => ({ id: '1', item: drug }), shared: () => drug },
      Drug: { __resolveReference: () => drug },
    },
  },
  {
    name: 'stock',
    sdl: `${federation('@key', '@shareable')}
      type Query { shelf: [Item!]! shared: Item @shareable }
      type Order @key(fields: "id") { id: ID! item: Item @shareable extra: Item }
      union Item = Drug | Kit
      type Drug @key(fields: "id") { id: ID! batch: String! }
      type Kit { code: String! parts: [Item!]! }`,
    resolvers: {
      Query: { shelf: () => [kit, drug], shared: () => drug },
      Order: { item: () => drug, extra: () => kit },
      Drug: { batch: ({ id }) => `batch of ${id}` },
      Kit: { parts: () => [drug, kit] },
    },
  },
  {
    name: 'register',
    sdl: `${federation('@key')} type Device @key(fields: "id") { id: ID! serial: String! }`,
    resolvers: { Device: { serial: ({ id }) => `S-${id}` } },
  },
];
