import { WaslError } from '@wasl/schema/errors.ts';
import { type FieldNode, GraphQLError } from 'graphql';
import type { JsonWriter } from './jsonWriter.ts';

/** What one answer is shaped with, and what is found meanwhile. */
export interface Shaping {
  writer: JsonWriter;
  /** Where in the answer the work is; the client's keys. */
  path: (string | number)[];
  introspect: Introspect;
  /** Values that a subgraph should not have sent. */
  invalid: GraphQLError[];
  /** Nulls where the schema allows none. */
  missing: GraphQLError[];
}

/** Answers a `__schema` or `__type`, by the selections of one response key. */
export type Introspect = (fields: readonly FieldNode[]) => Introspected;

/** Undefined for null; the paths of errors begin below the field. */
export interface Introspected {
  json: Uint8Array | undefined;
  errors: readonly GraphQLError[];
}

/** What became of a value: it was written, or it is null and was not, or it is a null that must go up. */
export type Outcome = 'written' | 'null' | 'refused';

/** Writes a subgraph's value into the answer. */
export type Complete = (value: unknown, shaping: Shaping, key: string | number) => Outcome;

/** No answer names more errors of one kind than this: the rest says the same. */
export const mostErrors = 1_000;

/** Tells of a value that does not fit its type; it becomes null. */
export function refuseValue({ path, invalid }: Shaping, key: string | number): 'null' {
  if (invalid.length < mostErrors) invalid.push(unusable([...path, key]));
  return 'null';
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

/** Tells that something was asked that cannot be: at the place where the work is, or below it. */
export function refuseAsked(
  { path, invalid }: Shaping,
  error: GraphQLError,
  below: readonly (string | number)[],
): void {
  if (invalid.length >= mostErrors) return;
  const { message, nodes, originalError, extensions } = error;
  const place = [...path, ...below];
  invalid.push(
    new GraphQLError(message, { nodes, originalError, extensions, ...(place.length > 0 && { path: place }) }),
  );
}
