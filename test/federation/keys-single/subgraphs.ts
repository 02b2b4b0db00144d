import { federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

const patients = [
  { id: '1', name: 'Rana' },
  { id: '2', name: 'Basel' },
];

/** Three owners of one entity that share its only key. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'registry',
    sdl: `${federation('@key')}
      type Query { patient(id: ID!): Patient patients: [Patient!]! }
      type Patient @key(fields: "id") { id: ID! name: String! }`,
    resolvers: {
      Query: {
        patient: (_, { id }) => patients.find((patient) => patient.id === id),
        patients: () => patients,
      },
      Patient: { __resolveReference: ({ id }) => patients.find((patient) => patient.id === id) },
    },
  },
  {
    name: 'records',
    sdl: `${federation('@key')}
      type Patient @key(fields: "id") { id: ID! visits: Int! lastVisit: Visit }
      type Visit @key(fields: "code") { code: String! patient: Patient! }`,
    resolvers: {
      Patient: {
        visits: ({ id }) => Number(id) * 10,
        lastVisit: ({ id }) => (id === '2' ? null : { code: `V${id}`, patient: { id } }),
      },
    },
  },
  {
    name: 'billing',
    sdl: `${federation('@key')}
      type Visit @key(fields: "code") { code: String! cost: Float }
      type Patient @key(fields: "id") { id: ID! balance: Float! }`,
    resolvers: {
      Visit: { cost: () => 12.5 },
      Patient: { balance: ({ id }) => Number(id) / 2 },
    },
  },
];
