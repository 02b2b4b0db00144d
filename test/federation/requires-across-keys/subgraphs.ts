import { federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

const samples = [
  { id: '1', code: 'A', weight: 10 },
  { id: '2', code: 'B', weight: 20 },
];
const find = ({ id, code }: { id?: string; code?: string }) =>
  samples.find((sample) => sample.id === id || sample.code === code);

/** Fields that require one another across subgraphs that know the type by different keys. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'names',
    sdl: `${federation('@key')}
      type Sample @key(fields: "id") @key(fields: "code") @key(fields: "id code") { id: ID! code: String! name: String! }`,
    resolvers: { Sample: { __resolveReference: find, name: ({ id }) => `sample ${id}` } },
  },
  {
    name: 'collection',
    sdl: `${federation('@key', '@external', '@requires')}
      type Query { collected: [Sample!]! }
      type Sample @key(fields: "code") {
        code: String!
        weight: Int @external
        dose(unit: Int = 1): Int @requires(fields: "weight")
      }`,
    resolvers: {
      Query: { collected: () => samples.map(({ code }) => ({ code })) },
      Sample: { dose: ({ weight }, { unit }) => weight * unit },
    },
  },
  {
    name: 'scales',
    sdl: `${federation('@key', '@external', '@requires')}
      type Sample @key(fields: "id") @key(fields: "id code") {
        id: ID!
        code: String!
        weight: Int
        dose(unit: Int = 1): Int @external
        heavier: Sample @requires(fields: "dose(unit: 3)")
      }`,
    resolvers: {
      Sample: {
        __resolveReference: (reference) => ({ ...find(reference), ...reference }),
        heavier: ({ dose }) => samples.find(({ weight }) => weight * 3 > dose),
      },
    },
  },
];
