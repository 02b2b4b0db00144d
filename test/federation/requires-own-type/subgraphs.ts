import { federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

const doctors = [
  { id: '1', name: 'Rana', grade: 1 },
  { id: '2', name: 'Sami', grade: 2 },
  { id: '3', name: 'Lina', grade: 3 },
];
const doctorOf = (id: string) => doctors.find((doctor) => doctor.id === id);

/** Fields that require fields of other objects of the same type, which require fields of the first. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'staff',
    sdl: `${federation('@key', '@external', '@requires')}
      type Query { doctors: [Doctor!]! }
      type Doctor @key(fields: "id") {
        id: ID!
        name: String!
        grade: Int! @external
        supervisor: Doctor @requires(fields: "grade")
      }`,
    resolvers: {
      Query: { doctors: () => doctors.map(({ id, name }) => ({ id, name })) },
      Doctor: {
        __resolveReference: (reference) => ({ name: doctorOf(reference.id)?.name, ...reference }),
        supervisor: ({ grade }) => doctors.find((doctor) => doctor.grade === grade + 1),
      },
    },
  },
  {
    name: 'grades',
    sdl: `${federation('@key', '@external', '@requires')}
      type Query { graded: [Doctor!]! }
      type Doctor @key(fields: "id") {
        id: ID!
        name: String! @external
        grade: Int!
        supervisor: Doctor @external
        rank: String! @requires(fields: "name supervisor { grade }")
        above: Doctor @requires(fields: "supervisor { supervisor { id } }")
      }`,
    resolvers: {
      Query: { graded: () => doctors.map(({ id, grade }) => ({ id, grade })) },
      Doctor: {
        __resolveReference: (reference) => ({ grade: doctorOf(reference.id)?.grade, ...reference }),
        rank: ({ name, supervisor }) => `${name} below ${supervisor?.grade ?? 'nobody'}`,
        above: ({ supervisor }) => doctorOf(supervisor?.supervisor?.id),
      },
    },
  },
];
