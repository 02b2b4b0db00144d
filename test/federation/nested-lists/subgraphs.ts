import { federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

const cell = (id: string) => ({ id });

/** Lists of lists of entities, with every place for a null. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'boards',
    sdl: `${federation('@key')}
      type Query { full: [[Cell!]!]! holes: [[Cell]] deep: [[[Cell!]!]]! empty: [[Cell!]!]! numbers: [[Int!]]! board: Board }
      type Board { rows: [Row!]! }
      type Row { cells: [[Cell]!] }
      type Cell @key(fields: "id") { id: ID! }`,
    resolvers: {
      Query: {
        full: () => [[cell('1'), cell('2')], [cell('3')]],
        holes: () => [null, [null, cell('1')], []],
        deep: () => [[[cell('1')], []], null, [[cell('2'), cell('1')]]],
        empty: () => [[], []],
        numbers: () => [[1, 2], null, []],
        board: () => ({ rows: [{ cells: [[cell('1')], [null, cell('2')]] }, { cells: null }] }),
      },
    },
  },
  {
    name: 'values',
    sdl: `${federation('@key')} type Cell @key(fields: "id") { id: ID! value: Int near: [[Cell!]!] words: [[String]!]! }`,
    resolvers: {
      Cell: {
        value: ({ id }) => Number(id) * 2,
        near: ({ id }) => [[cell(`${id}1`)], []],
        words: ({ id }) => [[id, null], []],
      },
    },
  },
];
