import type { GraphQLError } from 'graphql';
import { mostErrors } from '../shape/shaping.ts';
import type { Run } from './run.ts';

/** Adds an error, unless the same one is at the same path already. */
export function push(error: GraphQLError, { errors, errorKeys }: Pick<Run, 'errors' | 'errorKeys'>): void {
  const key = JSON.stringify([error.message, error.path, error.extensions['code']]);
  if (errors.length >= mostErrors || errorKeys.has(key)) return;
  errorKeys.add(key);
  errors.push(error);
}
