import type { PlainSubgraph } from './startTestSubgraphs.ts';

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@external", "@requires"])`;

/** Two subgraphs that share a patient: the smallest federation that needs an entity fetch. */
export const clinicSubgraphs: PlainSubgraph[] = [
  {
    name: 'registry',
    sdl: `${link}
      type Query { patient(id: ID!): Patient greeting(name: String! = "Sami"): String! }
      type Mutation { rename(id: ID!, name: String!): Patient }
      type Patient @key(fields: "id") { id: ID! name: String! }`,
    resolvers: {
      Query: {
        patient: (_: unknown, { id }: { id: string }) => (id === 'none' ? null : { id, name: `Name ${id}` }),
        greeting: (_: unknown, { name }: { name: string }) => `Hello ${name}`,
      },
      Mutation: { rename: (_: unknown, { id, name }: { id: string; name: string }) => ({ id, name }) },
    },
  },
  {
    name: 'records',
    sdl: `${link}
      type Patient @key(fields: "id") { id: ID! visits: [Visit!]! }
      type Visit { id: ID! reason: String }`,
    resolvers: {
      Patient: {
        __resolveReference: (patient: { id: string }) => patient,
        visits: ({ id }: { id: string }) => [{ id: `${id}-1`, reason: 'Cough' }],
      },
    },
  },
];
