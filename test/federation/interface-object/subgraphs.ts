import { federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

const devices: Record<string, unknown>[] = [
  { __typename: 'Monitor', id: '1', name: 'mon', inches: 20 },
  { __typename: 'Pump', id: '2', name: 'pump', litres: 1.5 },
  { __typename: 'Monitor', id: '3', name: 'mon3', inches: 30 },
];
const deviceOf = (id: string) => devices.find((device) => device['id'] === id);

/** An entity interface that two other subgraphs know only as one object: each adds fields to every implementation. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'devices',
    sdl: `${federation('@key')}
      type Query { devices: [Device!]! device(id: ID!): Device pump: Pump anything: [Anything!]! }
      interface Device @key(fields: "id") { id: ID! name: String! }
      type Monitor implements Device @key(fields: "id") { id: ID! name: String! inches: Int! }
      type Pump implements Device @key(fields: "id") { id: ID! name: String! litres: Float! }
      type Room @key(fields: "id") { id: ID! label: String }
      union Anything = Monitor | Pump | Room`,
    resolvers: {
      Query: {
        devices: () => devices,
        device: (_, { id }) => deviceOf(id),
        pump: () => devices[1],
        anything: () => [devices[1], { __typename: 'Room', id: 'R', label: 'Room R' }, devices[0]],
      },
      Device: { __resolveReference: ({ id }) => deviceOf(id), __resolveType: (device) => device.__typename },
      Monitor: { __resolveReference: ({ id }) => deviceOf(id) },
      Pump: { __resolveReference: ({ id }) => deviceOf(id) },
    },
  },
  {
    name: 'service',
    sdl: `${federation('@key', '@interfaceObject')}
      type Query { due: [Device!]! oldest: Device }
      type Device @key(fields: "id") @interfaceObject { id: ID! lastCheck: String checks: [Check!]! }
      type Check { by: String! device: Device! }`,
    resolvers: {
      Query: { due: () => [{ id: '3' }, { id: '2' }], oldest: () => ({ id: '404' }) },
      Device: {
        lastCheck: ({ id }) => (id === '3' ? null : `checked ${id}`),
        checks: ({ id }) => [{ by: `by ${id}`, device: { id: '1' } }],
      },
    },
  },
  {
    name: 'rooms',
    sdl: `${federation('@key', '@interfaceObject')}
      type Device @key(fields: "id") @interfaceObject { id: ID! room: Room neighbour(step: Int = 1): Device }
      type Room @key(fields: "id") { id: ID! devices: [Device!]! }`,
    resolvers: {
      Device: {
        room: ({ id }) => ({ id: `R${id}` }),
        neighbour: ({ id }, { step }) => ({ id: String(Number(id) + step) }),
      },
      Room: { devices: () => [{ id: '1' }, { id: '2' }] },
    },
  },
];
