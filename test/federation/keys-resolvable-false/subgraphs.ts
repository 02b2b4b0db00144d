import { federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

const clinics = [
  { id: 'C1', name: 'Northern', phone: '011', rooms: 3 },
  { id: 'C2', name: 'Southern', phone: '022', rooms: 4 },
];

/** Subgraphs that only point at an entity, or resolve it by one of its keys and not by the other. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'appointments',
    sdl: `${federation('@key', '@shareable')}
      type Query { appointments: [Appointment!]! }
      type Appointment { at: String! clinic: Clinic }
      type Clinic @key(fields: "id", resolvable: false) { id: ID! }`,
    resolvers: {
      Query: {
        appointments: () => [
          { at: '9:00', clinic: { id: 'C2' } },
          { at: '9:30', clinic: null },
          { at: '10:00', clinic: { id: 'C9' } },
        ],
      },
    },
  },
  {
    name: 'directory',
    sdl: `${federation('@key', '@shareable')}
      type Query { clinics: [Clinic!]! }
      type Clinic @key(fields: "id") @key(fields: "phone", resolvable: false) {
        id: ID! name: String phone: String! @shareable
      }`,
    resolvers: {
      Query: { clinics: () => clinics },
      Clinic: { __resolveReference: ({ id }) => clinics.find((clinic) => clinic.id === id) },
    },
  },
  {
    name: 'rooms',
    sdl: `${federation('@key', '@shareable')}
      type Query { largest: Clinic! }
      type Clinic @key(fields: "phone") @key(fields: "id", resolvable: false) { phone: String! @shareable id: ID! rooms: Int! }`,
    resolvers: {
      Query: { largest: () => clinics[1] },
      Clinic: { __resolveReference: ({ phone }) => clinics.find((clinic) => clinic.phone === phone) },
    },
  },
];
