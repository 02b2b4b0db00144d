import { GraphQLError } from 'graphql';
import { isJsonObject, type JsonObject, setOwn } from '../../core/jsonObject.ts';
import type { ResponsePath } from '../run/collectTargets.ts';
import type { Run } from '../run/run.ts';

/**
 * What stands, until the answer leaves, in the place of an object that a guard took out of data which were merged already: a list must
 * not change its length while fetches are under way that know its items by number.
 */
type Trace = 'hidden' | 'refused';

/** No name of GraphQL, so no subgraph's. */
const traceKey = ' trace';

/** Empties an object, of which nothing is to be left. */
export function leaveTrace(object: JsonObject, trace: Trace, run: Run): void {
  for (const key of Object.keys(object)) delete object[key];
  setOwn(object, traceKey, trace);
  run.traces.areLeft = true;
}

/** Hides the value at the end of a path: null under a key, no item of a list. */
export function hideAt(object: JsonObject, path: ResponsePath, run: Run): void {
  let holder: unknown = object;
  for (const step of path.slice(0, -1)) holder = valueOf(holder, step);
  const last = path.at(-1);
  if (last === undefined || typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, last)) return;
  const isItem = Array.isArray(holder);
  (holder as Record<string | number, unknown>)[last] = isItem ? { [traceKey]: 'hidden' } : null;
  if (isItem) run.traces.areLeft = true;
}

function valueOf(holder: unknown, step: string | number): unknown {
  if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, step)) return undefined;
  return (holder as Record<string | number, unknown>)[step];
}

/** Takes the traces out: refused objects are null, hidden ones are not there, and what was told of others keeps its place. */
export function sweepTraces(run: Run): void {
  if (!run.traces.areLeft) return;
  run.traces.areLeft = false;
  sweep(run.data, []);

  function sweep(value: unknown, path: (string | number)[]): void {
    if (Array.isArray(value)) return sweepList(value, path);
    if (!isJsonObject(value)) return;
    for (const key of Object.keys(value)) {
      if (traceOf(value[key])) value[key] = null;
      else sweep(value[key], [...path, key]);
    }
  }

  function sweepList(list: unknown[], path: (string | number)[]): void {
    list.forEach((item, index) => {
      const trace = traceOf(item);
      if (trace === 'refused') list[index] = null;
      if (!trace) sweep(item, [...path, index]);
    });
    const hidden = list.flatMap((item, index) => (traceOf(item) ? [index] : []));
    if (hidden.length === 0) return;
    const left = list.filter((item) => !traceOf(item));
    list.splice(0, list.length, ...left);
    renumber(run, path, hidden);
  }
}

function traceOf(value: unknown): Trace | undefined {
  return isJsonObject(value) && Object.hasOwn(value, traceKey) ? (value[traceKey] as Trace) : undefined;
}

/** Errors at items that went are told to nobody; those behind them move up. */
function renumber(run: Run, listPath: ResponsePath, gone: readonly number[]): void {
  const path = run.paths.clientPath(listPath);
  if (!path) return;
  const told = run.errors.flatMap((error) => {
    const index = indexWithin(error.path, path);
    if (index === undefined) return [error];
    if (gone.includes(index)) return [];
    const before = gone.filter((position) => position < index).length;
    return [before === 0 ? error : movedTo(error, path.length, index - before)];
  });
  run.errors.splice(0, run.errors.length, ...told);
}

function indexWithin(path: ResponsePath | undefined, list: ResponsePath): number | undefined {
  if (!path?.length || !list.every((step, position) => path[position] === step)) return undefined;
  const index = path[list.length];
  return typeof index === 'number' ? index : undefined;
}

function movedTo(error: GraphQLError, position: number, index: number): GraphQLError {
  const { message, originalError, extensions, path = [] } = error;
  return new GraphQLError(message, { originalError, extensions, path: path.with(position, index) });
}

/** Whether a path is that of something hidden, or leads into it. */
export function isWithin(path: ResponsePath, hidden: readonly ResponsePath[]): boolean {
  return hidden.some((top) => top.length <= path.length && top.every((step, position) => path[position] === step));
}
