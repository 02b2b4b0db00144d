import { federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

const batches = [
  { maker: 'a', number: 'b:c', line: 1 },
  { maker: 'a:b', number: 'c', line: 1 },
  { maker: 'a', number: 'c', line: 2 },
  { maker: 'a', number: 'b:c', line: 1 },
];

/** Keys of two and three fields, whose values run together if they are only joined as text. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'stock',
    sdl: `${federation('@key', '@shareable')}
      type Query { batches: [Batch!]! batch(maker: String!, number: String!): Batch }
      type Batch @key(fields: "maker number") { maker: String! number: String! line: Int! @shareable }`,
    resolvers: {
      Query: {
        batches: () => batches,
        batch: (_, { maker, number }) => batches.find((one) => one.maker === maker && one.number === number),
      },
      Batch: {
        __resolveReference: ({ maker, number }) => batches.find((one) => one.maker === maker && one.number === number),
      },
    },
  },
  {
    name: 'quality',
    sdl: `${federation('@key', '@shareable')}
      type Batch @key(fields: "maker number") @key(fields: "number maker line") {
        maker: String! number: String! line: Int! @shareable verdict: String!
      }`,
    resolvers: { Batch: { verdict: ({ maker, number }) => `${maker} | ${number}`, line: () => 1 } },
  },
  {
    name: 'lines',
    sdl: `${federation('@key', '@shareable')}
      type Batch @key(fields: "line number maker") { maker: String! number: String! line: Int! @shareable machine: String! }`,
    resolvers: { Batch: { machine: ({ maker, number, line }) => `${line} ${number} ${maker}` } },
  },
];
