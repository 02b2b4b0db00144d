import { federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

const address = { street: 'Rose', city: 'Homs', zone: 5 };

/** Value types without keys that several subgraphs hold, in part the same fields and in part not. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'people',
    sdl: `${federation('@key', '@shareable')}
      type Query { person: Person! }
      type Person @key(fields: "id") { id: ID! name: String! @shareable home: Address! @shareable score: Int! @shareable }
      type Address @shareable { street: String! city: String! }`,
    resolvers: {
      Query: { person: () => ({ id: '1' }) },
      Person: { name: () => 'Rana', home: () => address, score: () => 3 },
    },
  },
  {
    name: 'maps',
    sdl: `${federation('@key', '@shareable')}
      type Query { place: Address! }
      type Person @key(fields: "id") { id: ID! name: String! @shareable home: Address! @shareable work: Address }
      type Address @shareable { street: String! city: String! zone: Int! box: Box }
      type Box @shareable { number: Int }`,
    resolvers: {
      Query: { place: () => address },
      Person: { name: () => 'Rana', home: () => address, work: () => null },
      Address: { box: () => ({ number: 9 }) },
    },
  },
  {
    name: 'scores',
    sdl: `${federation('@key', '@shareable')}
      type Query { winner: Person! box: Box! }
      type Person @key(fields: "id") { id: ID! score: Int! @shareable rank: Int! }
      type Box @shareable { number: Int }`,
    resolvers: {
      Query: { winner: () => ({ id: '1' }), box: () => ({ number: 1 }) },
      Person: { score: () => 3, rank: () => 1 },
    },
  },
];
