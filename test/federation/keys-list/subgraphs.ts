import { federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

const kits = [
  {
    codes: ['a', 'b'],
    parts: [
      { id: '1', size: 5 },
      { id: '2', size: 6 },
    ],
  },
  { codes: [], parts: [] },
  { codes: ['a,b'], parts: [{ id: '1', size: 5 }] },
];

/** Keys that hold lists: of scalars, and of objects. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'shop',
    sdl: `${federation('@key', '@shareable')}
      type Query { kits: [Kit!]! }
      type Kit @key(fields: "codes") @key(fields: "parts { id }") { codes: [String!]! parts: [Part!]! @shareable }
      type Part @key(fields: "id") { id: ID! size: Int! }`,
    resolvers: {
      Query: { kits: () => kits },
      Part: { __resolveReference: ({ id }) => ({ id, size: Number(id) + 4 }) },
    },
  },
  {
    name: 'labels',
    sdl: `${federation('@key')}
      type Kit @key(fields: "codes") { codes: [String!]! label: String! }`,
    resolvers: { Kit: { label: ({ codes }) => `${codes.length}: ${codes.join('+')}` } },
  },
  {
    name: 'prices',
    sdl: `${federation('@key', '@shareable')}
      type Kit @key(fields: "parts { id }") { parts: [Part!]! @shareable price: Int! cheapest: Part }
      type Part @key(fields: "id") { id: ID! price: Int! }`,
    resolvers: {
      Kit: {
        price: ({ parts }) => parts.reduce((sum: number, { id }: { id: string }) => sum + Number(id) * 10, 0),
        cheapest: ({ parts }) => parts[0],
      },
      Part: { price: ({ id }) => Number(id) * 10 },
    },
  },
];
