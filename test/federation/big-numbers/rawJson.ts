import { GraphQLScalarType, Kind, type ValueNode } from 'graphql';

/**
 * How these tests hold numbers without rounding them, by other means than the gateway: a number that JavaScript would write otherwise
 * is a string between `#` while a subgraph or the oracle works with it.
 */
export function fromRaw(
  json: string,
  reviver?: (key: string, value: unknown) => unknown,
): ReturnType<typeof JSON.parse> {
  const readable = json.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (token) =>
    token.startsWith('"') ? token : JSON.stringify(marked(token)),
  );
  return JSON.parse(readable, reviver);
}

/** The JSON of a value, with its numbers as they were. */
export function toRaw(value: unknown): string {
  return JSON.stringify(value).replace(/"#(-?\d[\d.eE+-]*)#"/g, '$1');
}

/** A number for these tests, from its text. */
export function marked(text: string): unknown {
  return String(Number(text)) === text ? Number(text) : `#${text}#`;
}

/** The number as it was written. */
export function textOf(value: unknown): string {
  return typeof value === 'string' && value.startsWith('#') ? value.slice(1, -1) : String(value);
}

/** A scalar that takes any value; it tells literals of enum values from strings. */
export const exact = new GraphQLScalarType({
  name: 'Exact',
  parseValue: (value) => value,
  parseLiteral: (node, variables) => fromLiteral(node, variables ?? {}),
});

function fromLiteral(node: ValueNode, variables: Readonly<Record<string, unknown>>): unknown {
  switch (node.kind) {
    case Kind.INT:
    case Kind.FLOAT:
      return marked(node.value);
    case Kind.ENUM:
      return `the name ${node.value}`;
    case Kind.LIST:
      return node.values.map((item) => fromLiteral(item, variables));
    case Kind.OBJECT:
      return Object.fromEntries(node.fields.map(({ name, value }) => [name.value, fromLiteral(value, variables)]));
    case Kind.VARIABLE:
      return variables[node.name.value];
    case Kind.NULL:
      return null;
    default:
      return node.value;
  }
}
