import { federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

const scalars = 'int: Int float: Float string: String boolean: Boolean color: Color colors: [Color] ints: [Int]';
const fields = `${scalars} mustInt: Int! mustColor: Color! object: Thing list: [Thing] grid: [[Int]]`;

/** What each wrongly built object sends. */
const wrong: Record<string, Record<string, unknown>> = {
  types: { int: 'seven', float: 'x', string: { a: 1 }, boolean: 'yes', id: { b: 2 }, color: 'PINK' },
  numbers: { int: 1.5, float: true, string: 5, boolean: 1, id: 1.25, color: 7 },
  big: { int: 2147483648, float: 1e300, string: '', boolean: false, id: 12, color: '' },
  shapes: { int: [1], ints: 4, object: 'text', list: { int: 1 }, colors: 'RED', grid: [1, [2]] },
  items: {
    ints: [1, 'x', null, 2.5],
    colors: ['RED', 'PINK', null],
    list: [{ int: 1 }, 7, null],
    grid: [[1, 'x'], null],
  },
  musts: { mustInt: 'x', mustColor: 'PINK' },
  good: {
    int: -2147483648,
    float: 3,
    string: 'ok',
    boolean: true,
    id: '007',
    color: 'RED',
    colors: ['GREEN'],
    ints: [],
    mustInt: 0,
    mustColor: 'GREEN',
    object: { int: 2 },
    list: [],
    grid: [[], [1, null]],
  },
};

const names = ['id', ...fields.split(' ').flatMap((word) => (word.endsWith(':') ? [word.slice(0, -1)] : []))];
const nulls = Object.fromEntries(names.map((name) => [name, null]));
const broken = (id: unknown): Record<string, unknown> => ({ __typename: 'Thing', ...nulls, ...wrong[String(id)] });

/** A subgraph that sends values which its schema does not allow, at the root and for entities. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'origin',
    sdl: `${federation('@key')}
      type Query { item(id: ID!): Item items(ids: [ID!]!): [Item]! }
      type Item @key(fields: "id") { id: ID! }`,
    resolvers: {
      Query: { item: (_, { id }) => ({ id }), items: (_, { ids }) => ids.map((id: string) => ({ id })) },
    },
  },
  {
    name: 'careless',
    sdl: `${federation('@key')}
      enum Color { RED GREEN }
      type Query { types: Thing numbers: Thing big: Thing shapes: Thing items2: Thing musts: Thing good: Thing }
      type Thing { id: ID ${fields} }
      type Item @key(fields: "id") { id: ID! ${fields} }`,
    respond(answer, { query, variables }) {
      if (!query.includes('_entities')) {
        const asked = Object.keys(answer.data ?? {});
        return { data: Object.fromEntries(asked.map((key) => [key, broken(key.replace('2', ''))])) };
      }
      const [name = ''] = Object.keys(variables);
      const items = variables[name] as { id: string }[];
      return { data: { _entities: items.map(({ id }) => ({ ...broken(id), __typename: 'Item', id })) } };
    },
  },
];
