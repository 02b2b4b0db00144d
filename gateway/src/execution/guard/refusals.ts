import { GraphQLError } from 'graphql';
import { isJsonObject, type JsonObject } from '../../core/jsonObject.ts';
import { locateTargets, type ResponsePath } from '../run/collectTargets.ts';
import type { CompiledFetch } from '../compile/compiledPlan.ts';
import { push } from '../run/fetchErrors.ts';
import type { Run } from '../run/run.ts';
import type { Refusal, Refusals } from './guard.ts';

/**
 * Reports refusals at their paths; `positionsOf` answers the positions, among the objects at the fetch's path, that an index stands for.
 */
export function addRefusals(
  refusals: Refusals,
  positionsOf: (index: number) => readonly number[],
  { path, renamed }: CompiledFetch,
  run: Run,
): void {
  if (refusals.length === 0) return;
  const located = locateTargets(run.data, path, run.types);
  for (const refusal of refusals) {
    const inner = refusal.path.map((step) => (typeof step === 'string' ? (renamed.get(step) ?? step) : step));
    for (const position of positionsOf(refusal.index))
      addRefusal(refusal, [...(located[position]?.path ?? []), ...inner], run);
  }
}

/** Reports a refusal at a path of the answer. */
export function addRefusal({ error }: Refusal, path: ResponsePath, run: Run): void {
  push(new GraphQLError(error.message, { originalError: error, path: run.clientPath(path) }), run);
}

/** Sets the value at a path to null, if there is one. */
export function removeAt(object: JsonObject, path: ResponsePath): void {
  let holder: unknown = object;
  for (const step of path.slice(0, -1)) {
    if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, step)) return;
    holder = (holder as Record<string | number, unknown>)[step];
  }
  const last = path.at(-1);
  if (last === undefined || (!isJsonObject(holder) && !Array.isArray(holder)) || !Object.hasOwn(holder, last)) return;
  (holder as Record<string | number, unknown>)[last] = null;
}
