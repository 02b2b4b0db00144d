import type { ExecutionResult, GraphQLError } from 'graphql';
import type { Run } from '../run/run.ts';
import type { ShapeObject } from './compileShape.ts';
import type { Shaping } from './shaping.ts';

/** Makes the result of a run: its data in the form that was asked for, and every error once. */
export function shapeResult(
  { data, errors: told, isLost }: Run,
  shape: ShapeObject,
  introspection: Shaping['introspection'],
): ExecutionResult {
  const shaping: Shaping = { path: [], introspection, invalid: [], missing: [] };
  const shaped = shape(data, shaping) ?? null;
  const errors = explained(told, shaping, isLost, shaped);
  return { data: shaped, ...(errors && { errors }) };
}

/** All errors of an answer: those told, and what shaping found; a null that one of them explains is not told again. */
export function explained(
  told: readonly GraphQLError[],
  { invalid, missing }: Shaping,
  isLost: boolean,
  data: unknown,
): readonly GraphQLError[] | undefined {
  if (told.length + invalid.length + missing.length === 0) return undefined;
  const unexplained = isLost ? [] : missing.filter((error) => !told.some((reason) => explains(reason, error, data)));
  const errors = [...told, ...invalid, ...unexplained];
  return errors.length > 0 ? errors : undefined;
}

/**
 * Whether a null follows from an error: one is on the way to the other, the error is of the answer as a whole, or both have made
 * one object null, for which one error is enough.
 */
function explains({ path: reason }: GraphQLError, { path = [] }: GraphQLError, data: unknown): boolean {
  if (!reason) return true;
  const place = nullOn(path, data);
  return path.every((step, index) => index >= Math.min(reason.length, place) || reason[index] === step);
}

/** How many steps lead to the first null on a path. */
function nullOn(path: readonly (string | number)[], data: unknown): number {
  let value = data;
  for (const [index, step] of path.entries()) {
    if (typeof value !== 'object' || value === null) return index;
    value = Object.getOwnPropertyDescriptor(value, step)?.value;
  }
  return path.length;
}
