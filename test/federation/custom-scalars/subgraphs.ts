import { GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

const anything = new GraphQLScalarType({
  name: 'JSON',
  parseValue: (value) => value,
  parseLiteral: (node) => fromLiteral(node),
});
const values: Record<string, unknown> = {
  object: { a: { b: [1, null, { __typename: 'Nobody', id: 'x' }] }, '': 0, 'not a name': true },
  list: [[], [[1]], {}, 'text'],
  text: '',
  zero: 0,
  no: false,
  null: null,
  big: 12345678901234567000,
};

/** Scalars of any JSON form: as results, arguments, variables and keys. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'store',
    sdl: `${federation('@key')}
      scalar JSON
      scalar Code
      type Query {
        value(of: String!): JSON
        must(of: String!): JSON!
        echo(value: JSON): JSON
        echoes(values: [JSON!]!): [JSON!]!
        put(input: Put!): JSON
        documents: [Document!]!
      }
      input Put { value: JSON other: Put }
      type Document @key(fields: "code") { code: Code! }`,
    resolvers: {
      JSON: anything,
      Code: new GraphQLScalarType({ name: 'Code' }),
      Query: {
        value: (_, { of }) => values[of],
        must: (_, { of }) => values[of],
        echo: (_, { value }) => value,
        echoes: (_, { values: all }) => all,
        put: (_, { input }) => input,
        documents: () => [{ code: { part: [1, 2] } }, { code: { part: [1, 2] } }, { code: 'plain' }, { code: 3 }],
      },
    },
  },
  {
    name: 'index',
    sdl: `${federation('@key')}
      scalar JSON
      scalar Code
      type Document @key(fields: "code") { code: Code! seen: String! body: JSON }`,
    resolvers: {
      JSON: anything,
      Code: new GraphQLScalarType({ name: 'Code' }),
      Document: { seen: ({ code }) => JSON.stringify(code), body: ({ code }) => ({ code, __typename: 'Odd' }) },
    },
  },
];

function fromLiteral(node: ValueNode): unknown {
  if (node.kind === Kind.OBJECT) {
    return Object.fromEntries(node.fields.map(({ name, value }) => [name.value, fromLiteral(value)]));
  }
  if (node.kind === Kind.LIST) return node.values.map(fromLiteral);
  if (node.kind === Kind.INT || node.kind === Kind.FLOAT) return Number(node.value);
  return 'value' in node ? node.value : null;
}
