import { failure, federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

/** Non-null fields that another subgraph leaves null, at every distance from the next nullable one. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'tree',
    sdl: `${federation('@key')}
      type Query { node(id: ID!): Node sure: Node! nodes: [Node!] loose: [Node]! grid: [[Node!]!] other: String! }
      type Node @key(fields: "id") { id: ID! child: Node mustChild: Node! children: [Node!]! }`,
    resolvers: {
      Query: {
        node: (_, { id }) => node(id),
        sure: () => node('bad'),
        nodes: () => ['1', 'bad', '2'].map(node),
        loose: () => ['1', 'bad', '2'].map(node),
        grid: () => [[node('1')], [node('2'), node('bad')]],
        other: () => 'other',
      },
      Node: { __resolveReference: ({ id }) => node(id) },
    },
  },
  {
    name: 'leaves',
    sdl: `${federation('@key')}
      type Node @key(fields: "id") { id: ID! strict: String failing: String! mark: Mark list: [Mark!] tags: [String!]! }
      type Mark { value: Int! }`,
    resolvers: {
      Node: {
        failing: ({ id }) => {
          if (id === 'bad') throw failure('NO_VALUE');
          return `value ${id}`;
        },
        strict: ({ id }) => (id === 'bad' ? null : 'strict'),
        mark: ({ id }) => ({ value: id === 'bad' ? null : 1 }),
        list: ({ id }) => [{ value: 1 }, { value: id === 'bad' ? null : 2 }],
        tags: ({ id }) => (id === 'bad' ? ['a', null] : ['a']),
      },
    },
  },
];

function node(id: string): Record<string, unknown> {
  return {
    id,
    child: () => (id === 'leaf' ? null : node(id === 'deep' ? 'bad' : 'leaf')),
    mustChild: () => node(id === 'deep' ? 'bad' : 'leaf'),
    children: () => [node('leaf'), node(id === 'deep' ? 'bad' : 'leaf')],
  };
}
