import { federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

const samples = [
  { id: '1', barcode: 'A', lab: { id: 'L1' } },
  { id: '2', barcode: null, lab: null },
  { id: '3', barcode: 'C', lab: { id: null } },
];

/** Entities without a key value, with half of one, null in lists, and unknown to the subgraph that is asked for them. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'wards',
    sdl: `${federation('@key', '@shareable')}
      type Query { samples: [Sample]! sample(id: ID!): Sample strict: Sample matrix: [[Sample]]! }
      type Sample @key(fields: "id") { id: ID! }`,
    resolvers: {
      Query: {
        samples: () => [{ id: '1' }, null, { id: '2' }, { id: '9' }, { id: '3' }],
        sample: (_, { id }) => ({ id }),
        strict: () => ({ id: '9' }),
        matrix: () => [[{ id: '3' }, null], null, [], [{ id: '9' }, { id: '1' }]],
      },
    },
  },
  {
    name: 'tubes',
    sdl: `${federation('@key', '@shareable')}
      type Sample @key(fields: "id") @key(fields: "barcode") @key(fields: "lab { id }") {
        id: ID! barcode: String @shareable lab: Lab @shareable
      }
      type Lab @key(fields: "id") { id: ID }`,
    resolvers: {
      Sample: { __resolveReference: ({ id }) => samples.find((sample) => sample.id === id) ?? null },
    },
  },
  {
    name: 'results',
    sdl: `${federation('@key', '@shareable')}
      type Sample @key(fields: "barcode") { barcode: String @shareable result: String count: Int! }`,
    resolvers: {
      Sample: {
        __resolveReference: (reference) => (reference.barcode ? reference : null),
        result: ({ barcode }) => `result of ${barcode}`,
        count: () => 1,
      },
    },
  },
  {
    name: 'labs',
    sdl: `${federation('@key', '@shareable')}
      type Sample @key(fields: "lab { id }") { lab: Lab @shareable shelf: String }
      type Lab @key(fields: "id") { id: ID name: String }`,
    resolvers: {
      Sample: {
        __resolveReference: (reference) => (reference.lab?.id ? reference : null),
        shelf: ({ lab }) => `shelf of ${lab.id}`,
      },
      Lab: { __resolveReference: (lab) => (lab.id ? lab : null), name: ({ id }) => `lab ${id}` },
    },
  },
];
