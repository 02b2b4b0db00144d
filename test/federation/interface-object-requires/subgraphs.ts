import { federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

const people: Record<string, unknown>[] = [
  { __typename: 'Nurse', id: '1', name: 'Rana', shift: 'day' },
  { __typename: 'Guard', id: '2', name: 'Basel', gate: 3 },
];

/** Interface objects that require the interface’s fields, are shared, and are overridden. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'staff',
    sdl: `${federation('@key')}
      type Query { staff: [Staff!]! nurse: Nurse }
      interface Staff @key(fields: "id") { id: ID! name: String! }
      type Nurse implements Staff @key(fields: "id") { id: ID! name: String! shift: String! }
      type Guard implements Staff @key(fields: "id") { id: ID! name: String! gate: Int! }`,
    resolvers: {
      Query: { staff: () => people, nurse: () => people[0] },
      Staff: {
        __resolveReference: ({ id }) => people.find((person) => person['id'] === id),
        __resolveType: (person) => person.__typename,
      },
      Nurse: { __resolveReference: ({ id }) => people.find((person) => person['id'] === id) },
      Guard: { __resolveReference: ({ id }) => people.find((person) => person['id'] === id) },
    },
  },
  {
    name: 'badges',
    sdl: `${federation('@key', '@interfaceObject', '@external', '@requires', '@shareable')}
      type Query { wearers: [Staff!]! }
      type Staff @key(fields: "id") @interfaceObject {
        id: ID!
        name: String! @external
        grade: Int! @external
        badge: String! @requires(fields: "name")
        colour: String! @requires(fields: "grade")
        office: String! @shareable
      }`,
    resolvers: {
      Query: { wearers: () => [{ id: '2' }, { id: '1' }] },
      Staff: {
        badge: ({ name }) => `[${name}]`,
        colour: ({ grade }) => (grade > 10 ? 'gold' : 'grey'),
        office: ({ id }) => `office ${id}`,
      },
    },
  },
  {
    name: 'grades',
    sdl: `${federation('@key', '@interfaceObject', '@shareable')}
      type Staff @key(fields: "id") @interfaceObject { id: ID! grade: Int! office: String! @shareable boss: Staff }`,
    resolvers: {
      Staff: {
        grade: ({ id }) => Number(id) * 10,
        office: ({ id }) => `office ${id}`,
        boss: ({ id }) => (id === '1' ? { id: '2' } : null),
      },
    },
  },
];
