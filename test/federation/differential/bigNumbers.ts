import { type GraphQLSchema, isScalarType, isSpecifiedScalarType } from 'graphql';
import { exact, marked } from '../big-numbers/rawJson.ts';

/** Integers beyond 2^53 whose last digits are within what would be rounded away; between marks, as `fromRaw` reads them. */
const start = '9007199254740';

/** Writes a number below 10 000 as a big one. */
export function bigNumber(small: number): string {
  return String(marked(start + String(small).padStart(4, '0')));
}

/** The small number that a big one was made of; an identifier may be a text of digits too. */
export function smallNumber(value: string): string | undefined {
  const digits = unmarked(value);
  return digits.startsWith(start) ? String(Number(digits.slice(start.length))) : undefined;
}

/** An identifier is the same, whether it came as a number or as a text. */
export function unmarked(text: string): string {
  return /^#(.+)#$/.exec(text)?.[1] ?? text;
}

/** Values of a scalar of the schema's own, each with another number that JavaScript would write otherwise, and one with none. */
export function untypedValue(value: number): unknown {
  const small = value % 10_000;
  const values = [
    bigNumber(small),
    marked(`${small}.50`),
    { a: [bigNumber(small), null], '': marked('-0') },
    marked(`1e${small}`),
    `scalar ${value}`,
  ];
  return values[value % values.length];
}

/** Lets the scalars of a schema's own take literals as they are written. */
export function withExactScalars(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (isScalarType(type) && !isSpecifiedScalarType(type)) type.parseLiteral = exact.parseLiteral;
  }
  return schema;
}
