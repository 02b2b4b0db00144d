import { federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

/** An input object that differs between subgraphs: clients can fill the common fields. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'tables',
    sdl: `${federation('@key')}
      type Query { rows(filter: Filter): String! row: Row! }
      type Row @key(fields: "id") { id: ID! cell(at: Position): String }
      input Filter { text: String! limit: Int = 5 colour: String nested: Position }
      input Position { x: Int! y: Int }`,
    resolvers: {
      Query: { rows: (_, { filter }) => JSON.stringify(filter ?? null), row: () => ({ id: '1' }) },
      Row: { cell: (_, { at }) => JSON.stringify(at ?? null) },
    },
  },
  {
    name: 'charts',
    sdl: `${federation('@key')}
      type Query { lines(filter: Filter!): String! }
      type Row @key(fields: "id") { id: ID! point(at: Position!): String }
      input Filter { text: String limit: Int = 5 size: Float nested: Position }
      input Position { x: Int! z: Int }`,
    resolvers: {
      Query: { lines: (_, { filter }) => JSON.stringify(filter) },
      Row: { point: (_, { at }) => JSON.stringify(at) },
    },
  },
];
