import { federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

const parcels = [
  { id: '1', weight: 4, fragile: false },
  { id: '2', weight: null, fragile: true },
  { id: '3', weight: 10, fragile: null },
];

/** Fields computed from what another subgraph holds. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'depot',
    sdl: `${federation('@key')}
      type Query { parcels: [Parcel!]! parcel(id: ID!): Parcel }
      type Parcel @key(fields: "id") { id: ID! weight: Int fragile: Boolean }`,
    resolvers: {
      Query: {
        parcels: () => parcels,
        parcel: (_, { id }) => parcels.find((parcel) => parcel.id === id),
      },
      Parcel: { __resolveReference: ({ id }) => parcels.find((parcel) => parcel.id === id) },
    },
  },
  {
    name: 'shipping',
    sdl: `${federation('@key', '@external', '@requires')}
      type Query { next: Parcel! }
      type Parcel @key(fields: "id") {
        id: ID!
        weight: Int @external
        fragile: Boolean @external
        cost: String! @requires(fields: "weight")
        handling(by: String = "hand"): String! @requires(fields: "weight fragile")
        carrier: String!
      }`,
    resolvers: {
      Query: { next: () => ({ id: '3' }) },
      Parcel: {
        cost: (parcel) => ('weight' in parcel ? `cost ${parcel.weight}` : 'weight was not sent'),
        handling: ({ weight, fragile }, { by }) => `${weight} ${fragile} by ${by}`,
        carrier: ({ id }) => `carrier ${id}`,
      },
    },
  },
];
