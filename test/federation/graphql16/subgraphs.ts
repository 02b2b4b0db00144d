import { GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { federation, type WholeServer } from '../support/behaviour.ts';
import type { Resolvers, SubgraphDefinition } from '../support/startSubgraphs.ts';

/** Any JSON: as a scalar of the schema's own may be. */
const json = new GraphQLScalarType({ name: 'Json', parseValue: (value) => value, parseLiteral: literal });

function literal(node: ValueNode, variables?: Record<string, unknown> | null): unknown {
  switch (node.kind) {
    case Kind.VARIABLE:
      return variables?.[node.name.value];
    case Kind.INT:
    case Kind.FLOAT:
      return Number(node.value);
    case Kind.NULL:
      return null;
    case Kind.LIST:
      return node.values.map((item) => literal(item, variables));
    case Kind.OBJECT:
      return Object.fromEntries(node.fields.map(({ name, value }) => [name.value, literal(value, variables)]));
    default:
      return node.value;
  }
}

const shared = `
  scalar Json @specifiedBy(url: "https://example.test/json")
  "What a colour may be."
  enum Colour { RED "Of grass." GREEN OLD @deprecated(reason: "Faded.") }
  input Filter {
    "From here on."
    from: Int! = 1
    to: Int @deprecated(reason: "Use from.")
    tags: [String!] = ["a", "b"]
    colour: Colour = RED
    grid: [[Int]]
    inner: Filter
    any: Json
  }
  input Pick @oneOf { id: ID name: String filter: Filter }`;

const fields = `
  echo(text: String = "none", int: Int, float: Float, id: ID, flag: Boolean, colour: Colour = GREEN): String
  list(of: [Int!], grid: [[Int]], ids: [ID!], filters: [Filter!]): String
  filter(by: Filter = { from: 3 }, old: Int @deprecated(reason: "No more.")): String
  pick(one: Pick): String
  json(value: Json): Json
  colour(is: Colour): Colour
  "All nodes."
  nodes: [Node!]!
  things: [Thing]
  thing: Thing
  broken: Int
  must: Thing!`;

const echo = (_: unknown, args: unknown) => JSON.stringify(args);
const stored = [
  { __typename: 'Cup', id: '1', label: 'cup' },
  { __typename: 'Box', id: '2', label: 'box' },
];
const fails = () => {
  throw new Error('broken');
};
const query: Resolvers[string] = {
  echo,
  list: echo,
  filter: echo,
  pick: echo,
  json: (_, { value }) => value,
  colour: (_, { is }) => is,
  nodes: () => stored,
  things: () => [...stored, null],
  thing: () => stored[0],
  broken: fails,
  must: () => stored[1],
};
const log: string[] = [];
const mutation: Resolvers[string] = {
  set: (_, { to }) => log.push(to),
  log: () => log.splice(0).join(),
  make: () => stored[0],
};
const named = { __resolveReference: ({ id }: { id: string }) => stored.find((one) => one.id === id) };
const volume = { volume: (_: unknown, { unit }: { unit: string }) => `5 ${unit}`, broken: fails };

const types = (key: string, cup: string, box: string) => `
  interface Node { id: ID! }
  interface Labelled implements Node { id: ID! label: String }
  union Thing = Cup | Box
  type Cup implements Node & Labelled ${key} { id: ID! label: String old: Int @deprecated(reason: "Gone.") ${cup} }
  type Box implements Node & Labelled ${key} { id: ID! label: String ${box} }
  type Mutation { set(to: String!): Int log: String make: Cup }`;

const more = `volume(unit: String! = "ml"): String broken: Int`;
const executable = 'directive @note(text: String) repeatable on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT | QUERY';

export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'base',
    sdl: `${federation('@key')} directive @oneOf on INPUT_OBJECT ${executable} ${shared}
      "Everything that can be asked."
      type Query { ${fields} } ${types('@key(fields: "id")', '', '')}`,
    resolvers: { Json: json, Query: query, Mutation: mutation, Cup: named as never, Box: named as never },
  },
  {
    name: 'more',
    sdl: `${federation('@key')} ${executable}
      type Query { other(id: ID!): String }
      type Cup @key(fields: "id") { id: ID! ${more} }
      type Box @key(fields: "id") { id: ID! size: Float! }`,
    resolvers: { Query: { other: echo }, Cup: volume as never, Box: { size: () => 1.5 } },
  },
];

export const whole: WholeServer = {
  sdl: `${executable} ${shared}
    directive @defer(label: String, if: Boolean! = true) on FRAGMENT_SPREAD | INLINE_FRAGMENT
    "Everything that can be asked."
    type Query { ${fields} other(id: ID!): String } ${types('', more, 'size: Float!')}`,
  resolvers: {
    Json: json,
    Query: { ...query, other: echo },
    Mutation: mutation,
    Cup: volume as never,
    Box: { size: () => 1.5 },
  },
};
