import { WaslError } from '@wasl/schema/errors.ts';
import { GraphQLError } from 'graphql';

/** What is found while one answer is shaped. */
export interface Shaping {
  /** Where in the answer the work is; the client's keys. */
  path: (string | number)[];
  /** Results of `__schema` and `__type`, by response key. */
  introspection: Readonly<Record<string, unknown>> | undefined;
  /** Values that a subgraph should not have sent. */
  invalid: GraphQLError[];
  /** Nulls where the schema allows none. */
  missing: GraphQLError[];
}

/** Takes a subgraph's value for the answer. Null when there is none; undefined when the null is not allowed and must go up. */
export type Complete = (value: unknown, shaping: Shaping, key: string | number) => unknown;

/** No answer names more errors of one kind than this: the rest says the same. */
export const mostErrors = 1_000;

/** Tells of a value that does not fit its type; it becomes null. */
export function refuseValue({ path, invalid }: Shaping, key: string | number): null {
  if (invalid.length < mostErrors) invalid.push(unusable([...path, key]));
  return null;
}

/** Tells of an object whose type nobody could name. */
export function refuseObject({ path, missing }: Shaping): void {
  if (missing.length < mostErrors) missing.push(unusable([...path]));
}

function unusable(path: (string | number)[]): GraphQLError {
  const originalError = new WaslError('SUBGRAPH_RESPONSE_INVALID');
  return new GraphQLError(originalError.message, { originalError, path });
}

/** Tells of a null where the schema allows none. */
export function refuseNull(shaping: Shaping, key: string | number, coordinate: string): void {
  if (shaping.missing.length >= mostErrors) return;
  const path = [...shaping.path, key];
  const message = `Cannot return null for non-nullable field ${coordinate}.`;
  shaping.missing.push(new GraphQLError(message, { path, extensions: { code: 'SUBGRAPH_RESPONSE_INVALID' } }));
}
