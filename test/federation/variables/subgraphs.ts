import { federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

const said = (value: unknown) => JSON.stringify(value ?? null);
const types = `
  enum Level { LOW HIGH }
  input Range { from: Int! = 1 to: Int level: Level = LOW }
  input Filter { text: String tags: [String!] range: Range ranges: [Range] and: Filter ids: [[ID!]] }`;

/** Arguments of every form at the root of one subgraph and on the entity of another; each answers what it received. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'search',
    sdl: `${federation('@key')}
      ${types}
      type Query {
        find(filter: Filter): String!
        count(first: Int = 10, level: Level, tags: [String] = ["x"]): String!
        given(value: String): String!
        entry: Entry!
      }
      type Entry @key(fields: "id") { id: ID! }`,
    resolvers: {
      Query: {
        find: (_, { filter }) => said(filter),
        count: (_, args) => said(args),
        given: (_, args) => ('value' in args ? said(args.value) : 'absent'),
        entry: () => ({ id: '1' }),
      },
    },
  },
  {
    name: 'entries',
    sdl: `${federation('@key')}
      ${types}
      type Entry @key(fields: "id") {
        id: ID!
        match(filter: Filter!, level: Level = HIGH): String!
        given(value: Int): String!
        list(values: [Int]): String!
        next(by: Int!): Entry!
      }`,
    resolvers: {
      Entry: {
        match: (_, { filter, level }) => `${said(filter)} ${level}`,
        given: (_, args) => ('value' in args ? said(args.value) : 'absent'),
        list: (_, { values }) => said(values),
        next: ({ id }, { by }) => ({ id: String(Number(id) + by) }),
      },
    },
  },
];
