import { GraphQLError } from 'graphql';
import { mostErrors } from '../shape/shaping.ts';
import type { CompiledEntityFetch, CompiledFetch } from '../compile/compiledPlan.ts';
import { type LocatedTarget, locateTargets, type ResponsePath } from './collectTargets.ts';
import { lostFields } from './lostFields.ts';
import { push } from './pushError.ts';
import type { Run } from './run.ts';

/** A fetch that failed, for fetches that need what it would have answered. */
export interface LostFetch {
  makeError(path: ResponsePath | undefined): GraphQLError;
  /** Where the objects stand that it was about, in internal keys. */
  objectPaths: readonly ResponsePath[];
  /** The error at the objects themselves, where the client asked for nothing of what is missing. */
  general: GraphQLError | undefined;
  /** The errors at fields that were missing when it failed, with their paths; and the paths of those that are missing now. */
  told: readonly { error: GraphQLError; path: ResponsePath }[];
  missing(): readonly ResponsePath[];
}

/**
 * Tells that a fetch failed: at each field that the client asked for and does not get, so that every null has its error. Where the plan alone
 * asked for what is missing, one error stands at the longest path that the objects share, until `addUnasked` tells what it was for.
 */
export function addLost(
  makeError: LostFetch['makeError'],
  fetch: CompiledFetch,
  run: Run,
  located: readonly LocatedTarget[] = targetsOf(fetch, run),
): void {
  if (run.errors.length >= mostErrors) return;
  const missing = () => located.flatMap((target) => lostFields(fetch, target, run));
  const paths = missing();
  const told = paths.map((path) => ({ error: makeError(path), path }));
  for (const { error } of told) push(error, run);
  const objectPaths = located.map(({ path }) => path);
  const general = paths.length === 0 ? makeError(commonClientPath(objectPaths, run)) : undefined;
  if (general) push(general, run);
  run.lost.push({ makeError, objectPaths, general, told, missing });
}

/**
 * Once all fetches are done: a value that was missing when one failed may have come from another subgraph meanwhile, which fills it too. The
 * error then stands at what of it is missing still.
 */
export function settleLost(run: Run): void {
  for (const { told, missing, makeError } of run.lost) {
    if (told.length === 0) continue;
    const paths = missing();
    for (const { error, path } of told) {
      const below = paths.filter((other) => other.length > path.length && isAboveOrBelow(path, other));
      const index = below.length > 0 ? run.errors.indexOf(error) : -1;
      if (index < 0) continue;
      run.errors.splice(index, 1);
      for (const other of below) push(makeError(other), run);
    }
  }
}

/** Tells of objects that a fetch could not ask about, because another fetch that it needs has failed. */
export function addUnasked(fetch: CompiledEntityFetch, positions: ReadonlySet<number>, run: Run): void {
  for (const target of targetsOf(fetch, run, positions)) {
    const lost = causeAt(target.path, run.lost);
    if (!lost) continue;
    const paths = lostFields(fetch, target, run);
    for (const path of paths) push(lost.makeError(path), run);
    const index = paths.length > 0 && lost.general ? run.errors.indexOf(lost.general) : -1;
    // What was missing is told of now by what it was needed for.
    if (index >= 0) run.errors.splice(index, 1);
  }
}

/** The failed fetch about the same object, or about something above or below it; best one of which nothing was said yet. */
function causeAt(path: ResponsePath, lost: readonly LostFetch[]): LostFetch | undefined {
  const near = lost.filter(({ objectPaths }) => objectPaths.some((one) => isAboveOrBelow(one, path)));
  return near.find(({ general }) => general) ?? near[0];
}

/** Whether one path is the beginning of the other. */
function isAboveOrBelow(one: ResponsePath, other: ResponsePath): boolean {
  const shared = Math.min(one.length, other.length);
  for (let index = 0; index < shared; index += 1) if (one[index] !== other[index]) return false;
  return true;
}

/** The objects that a fetch is about, everywhere in the answer, or at some positions among them. */
export function targetsOf(fetch: CompiledFetch, run: Run, positions?: ReadonlySet<number>): LocatedTarget[] {
  if (fetch.path.length === 0) return [{ path: [], ancestry: [run.data] }];
  const located = locateTargets(run.data, fetch.path, run.types);
  return positions ? located.filter((_, position) => positions.has(position)) : located;
}

function commonClientPath(objectPaths: readonly ResponsePath[], run: Run): ResponsePath | undefined {
  const path = commonPath(objectPaths);
  return path && run.paths.clientPath(path);
}

/** The longest path that all share; undefined for none. */
export function commonPath([first = [], ...others]: readonly ResponsePath[]): ResponsePath | undefined {
  const end = first.findIndex((step, index) => others.some((path) => path[index] !== step));
  const common = end === -1 ? first : first.slice(0, end);
  return common.length > 0 ? common : undefined;
}
