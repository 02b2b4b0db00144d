import { GraphQLScalarType, Kind } from 'graphql';
import { failure } from './errors.ts';

const datePattern = /^\d{4}-\d{2}-\d{2}$/;
const dateTimePattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** A calendar day, `YYYY-MM-DD`. Stores return it as text or as a Date at midnight UTC. */
export const DateScalar = new GraphQLScalarType({
  name: 'Date',
  serialize: (value) => (value instanceof Date ? value.toISOString().slice(0, 10) : readDate(value)),
  parseValue: readDate,
  parseLiteral: (node) => readDate(node.kind === Kind.STRING ? node.value : undefined),
});

/** An instant with its zone, RFC 3339. Input becomes a JavaScript Date. */
export const DateTimeScalar = new GraphQLScalarType({
  name: 'DateTime',
  serialize: (value) => (value instanceof Date ? value : readDateTime(value)).toISOString(),
  parseValue: readDateTime,
  parseLiteral: (node) => readDateTime(node.kind === Kind.STRING ? node.value : undefined),
});

function readDate(value: unknown): string {
  if (typeof value === 'string' && datePattern.test(value) && isDay(value)) return value;
  throw failure('BAD_USER_INPUT', { expected: 'YYYY-MM-DD' });
}

/** Whether the calendar has a day, `YYYY-MM-DD`. */
function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function readDateTime(value: unknown): Date {
  // A day that does not exist would become another one: 30 February the 2nd of March.
  if (typeof value === 'string' && dateTimePattern.test(value) && isDay(value.slice(0, 10))) {
    const date = new Date(value);
    if (!Number.isNaN(date.getTime())) return date;
  }
  throw failure('BAD_USER_INPUT', { expected: '2026-11-23T08:30:00+03:00' });
}
