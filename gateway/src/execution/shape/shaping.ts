import { WaslError } from '@wasl/schema/errors.ts';
import { type FieldNode, GraphQLError } from 'graphql';
import type { JsonWriter } from './jsonWriter.ts';

/** The state of shaping one answer: what it needs, and what it finds. */
export interface Shaping {
  writer: JsonWriter;
  /** The response path of the value being shaped. */
  path: (string | number)[];
  introspect: Introspect;
  /** Errors of values that do not fit their type. */
  invalid: GraphQLError[];
  /** Errors of nulls in non-null positions. */
  missing: GraphQLError[];
}

/** Executes an introspection field, given its selections under one response key. */
export type Introspect = (fields: readonly FieldNode[]) => Introspected;

/** The result of an introspection field; `json` is undefined for null, and the paths of errors begin below the field. */
export interface Introspected {
  json: Uint8Array | undefined;
  errors: readonly GraphQLError[];
}

/** What became of a value: it was written, it is null (nothing was written), or it is a null that bubbles up. */
export type Outcome = 'written' | 'null' | 'refused';

/** Writes a subgraph's value into the answer. */
export type Complete = (value: unknown, shaping: Shaping, key: string | number) => Outcome;

/** Most errors of one kind in an answer: more would say nothing new. */
export const mostErrors = 1_000;

/** Reports a value that does not fit its type; it becomes null. */
export function refuseValue({ path, invalid }: Shaping, key: string | number): 'null' {
  if (invalid.length < mostErrors) invalid.push(unusable([...path, key]));
  return 'null';
}

/** Reports an object whose type is unknown. */
export function refuseObject({ path, missing }: Shaping): void {
  if (missing.length < mostErrors) missing.push(unusable([...path]));
}

function unusable(path: (string | number)[]): GraphQLError {
  const originalError = new WaslError('SUBGRAPH_RESPONSE_INVALID');
  return new GraphQLError(originalError.message, { originalError, path });
}

/** Reports a null in a non-null position. */
export function refuseNull(shaping: Shaping, key: string | number, coordinate: string): void {
  if (shaping.missing.length >= mostErrors) return;
  const path = [...shaping.path, key];
  const message = `Cannot return null for non-nullable field ${coordinate}.`;
  shaping.missing.push(new GraphQLError(message, { path, extensions: { code: 'SUBGRAPH_RESPONSE_INVALID' } }));
}

/** Reports an error of the request itself, at the current path or `below` it. */
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
