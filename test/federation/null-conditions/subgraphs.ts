import { federation, type WholeServer } from '../support/behaviour.ts';
import type { Resolvers, SubgraphDefinition } from '../support/startSubgraphs.ts';

const stored = [
  { __typename: 'Book', id: '1', title: 'one' },
  { __typename: 'Film', id: '2', title: 'two' },
];

const inputs = `
  input Range { from: Int! = 1 to: Int inner: Range any: [Int!] }
  input Who @oneOf { id: ID number: Int }`;

const base: Resolvers = {
  Query: {
    item: () => stored[0],
    items: () => stored,
    must: () => stored[0],
    plus: (_, { by }) => by + 1,
    plusOrOne: (_, { by }) => by + 1,
    range: (_, args) => JSON.stringify(args),
    list: (_, args) => JSON.stringify(args),
    find: (_, args) => JSON.stringify(args),
  },
  Mutation: { add: () => stored[0], put: (_, { by }) => by },
};

const more: Resolvers = {
  Book: { price: (_, { in: unit }) => `10 ${unit}`, next: () => stored[0], copies: (_, { least }) => [least, least] },
  Film: { price: (_, { in: unit }) => `20 ${unit}`, length: () => 90 },
};

const fields = `
  item: Item items: [Item!] must: Item! plus(by: Int!): Int plusOrOne(by: Int! = 0): Int!
  range(of: Range): String list(of: [Int!]): String find(who: Who!): String`;

export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'base',
    sdl: `${federation('@key')} directive @oneOf on INPUT_OBJECT ${inputs}
      type Query { ${fields} }
      type Mutation { add: Book put(by: Int!): Int }
      interface Item { id: ID! title: String }
      type Book implements Item @key(fields: "id") { id: ID! title: String }
      type Film implements Item @key(fields: "id") { id: ID! title: String }`,
    resolvers: {
      ...base,
      Book: { __resolveReference: ({ id }) => stored.find((one) => one.id === id) },
      Film: { __resolveReference: ({ id }) => stored.find((one) => one.id === id) },
    },
  },
  {
    name: 'more',
    sdl: `${federation('@key')}
      type Book @key(fields: "id") { id: ID! price(in: String! = "USD"): String next: Book copies(least: Int! = 1): [Int!]! }
      type Film @key(fields: "id") { id: ID! price(in: String! = "USD"): String length: Int }`,
    resolvers: more,
  },
];

export const whole: WholeServer = {
  sdl: `${inputs}
    directive @defer(label: String, if: Boolean! = true) on FRAGMENT_SPREAD | INLINE_FRAGMENT
    type Query { ${fields} }
    type Mutation { add: Book put(by: Int!): Int }
    interface Item { id: ID! title: String }
    type Book implements Item {
      id: ID! title: String price(in: String! = "USD"): String next: Book copies(least: Int! = 1): [Int!]!
    }
    type Film implements Item { id: ID! title: String price(in: String! = "USD"): String length: Int }`,
  resolvers: { ...base, ...more },
};
