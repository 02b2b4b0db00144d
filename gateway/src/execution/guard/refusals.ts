import { GraphQLError } from 'graphql';
import { isJsonObject, type JsonObject } from '../../core/jsonObject.ts';
import { locateTargets, type ResponsePath } from '../run/collectTargets.ts';
import type { CompiledFetch } from '../compile/compiledPlan.ts';
import { push } from '../run/pushError.ts';
import type { SubgraphError } from '../run/readReply.ts';
import type { Run } from '../run/run.ts';
import type { Refusal, Refusals } from './guard.ts';
import { hideAt, isWithin } from './traces.ts';

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
  if (!run.paths.isAsked(path, run.data)) return;
  push(new GraphQLError(error.message, { originalError: error, path: run.paths.clientPath(path) }), run);
}

/** Those of refusals that are told: not what is hidden, nor what is within it. */
export function visible(refusals: Refusals): Refusals {
  const hidden = refusals.filter(({ isHidden }) => isHidden);
  if (hidden.length === 0) return refusals;
  return refusals.filter(({ index, path }) => {
    const paths = hidden.filter((item) => item.index === index).map((item) => item.path);
    return !isWithin(path, paths);
  });
}

/** Those errors of a subgraph that may be told: of what is hidden they would tell that it is there, and of other places more is known. */
export function toldBeside(
  errors: readonly SubgraphError[],
  refusals: Refusals,
  pathOf: (error: SubgraphError) => ResponsePath = ({ path = [] }) => path,
): readonly SubgraphError[] {
  const silenced = refusals.filter(({ isHidden, isInstead }) => isHidden || isInstead).map(({ path }) => path);
  return silenced.length === 0 ? errors : errors.filter((error) => !isWithin(pathOf(error), silenced));
}

/** Refusals without those that only stand in for what the subgraph did not say, where it said something. */
export function unlessSaid(refusals: Refusals, errors: readonly SubgraphError[]): Refusals {
  if (errors.length === 0 || !refusals.some(({ isUnlessSaid }) => isUnlessSaid)) return refusals;
  return refusals.filter(
    (refusal) => !refusal.isUnlessSaid || !errors.some(({ path = [] }) => isWithin(path, [refusal.path])),
  );
}

/** Takes what is refused out of an object; of what is hidden nothing is left. */
export function takeOut(object: JsonObject, refusals: Refusals, run: Run): void {
  for (const { path, isHidden } of refusals) if (!isHidden && path.length > 0) removeAt(object, path);
  for (const { path, isHidden } of refusals) if (isHidden && path.length > 0) hideAt(object, path, run);
}

/** Makes the value at the end of a path null, where there is one. */
function removeAt(object: JsonObject, path: ResponsePath): void {
  let holder: unknown = object;
  for (const step of path.slice(0, -1)) {
    if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, step)) return;
    holder = (holder as Record<string | number, unknown>)[step];
  }
  const last = path.at(-1);
  if (last === undefined || (!isJsonObject(holder) && !Array.isArray(holder)) || !Object.hasOwn(holder, last)) return;
  (holder as Record<string | number, unknown>)[last] = null;
}
