import { federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

/** One entity in two subgraphs with arguments everywhere, so that aliases matter. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'people',
    sdl: `${federation('@key')}
      type Query { person(id: ID!): Person people: [Person!]! version: String }
      type Person @key(fields: "id") { id: ID! name(upper: Boolean = false): String! friend: Person nick: String }`,
    resolvers: {
      Query: { person: (_, { id }) => ({ id }), people: () => [{ id: '1' }, { id: '2' }], version: () => 'v1' },
      Person: {
        name: ({ id }, { upper }) => (upper ? `NAME ${id}` : `name ${id}`),
        friend: ({ id }) => (id === '3' ? null : { id: String(Number(id) + 1) }),
        nick: ({ id }) => `nick ${id}`,
      },
    },
  },
  {
    name: 'scores',
    sdl: `${federation('@key')}
      type Person @key(fields: "id") { id: ID! score(of: String = "all", times: Int = 1): String! best: Person }`,
    resolvers: {
      Person: {
        score: ({ id }, { of, times }) => `${of} ${Number(id) * times}`,
        best: ({ id }) => ({ id: `${id}0` }),
      },
    },
  },
];
