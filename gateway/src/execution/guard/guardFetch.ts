import { isJsonObject, type JsonObject } from '../../core/jsonObject.ts';
import type { CompiledFetch } from '../compile/compiledPlan.ts';
import { collectTargets } from '../run/collectTargets.ts';
import type { EntityBatch } from '../run/entityAnswers.ts';
import { addFailure } from '../run/fetchErrors.ts';
import type { Run } from '../run/run.ts';
import type { Guard, GuardedFetch, Refusal, Refusals } from './guard.ts';
import { addRefusal, addRefusals, removeAt } from './refusals.ts';
import { withoutFields } from './withoutFields.ts';

/** A fetch as it may be made, for some of the objects at its path. */
export interface AllowedFetch<Fetch extends CompiledFetch> {
  fetch: Fetch;
  /** Numbers of the objects. */
  positions: ReadonlySet<number>;
}

/** Asks the guard before a fetch; objects of which it refuses the same fields are asked about together. */
export async function guardFetch<Fetch extends CompiledFetch>(
  fetch: Fetch,
  run: Run,
  guard: Guard,
): Promise<AllowedFetch<Fetch>[]> {
  const objects = collectTargets(run.data, fetch.path, run.types);
  if (objects.length === 0) return [];
  try {
    const refusals = await guard.beforeFetch(describe(fetch, run), objects);
    addRefusals(refusals, (index) => [index], fetch, run);
    return splitByRefusals(fetch, objects.length, refusals, run);
  } catch (failure) {
    // No decision, no question.
    addFailure(failure, fetch, run);
    return [];
  }
}

function splitByRefusals<Fetch extends CompiledFetch>(
  fetch: Fetch,
  count: number,
  refusals: Refusals,
  { types }: Run,
): AllowedFetch<Fetch>[] {
  const refusedOf = Array.from({ length: count }, (): Set<string> | undefined => new Set());
  for (const { index, path } of refusals) {
    const [key] = path;
    // Fields of the root type are asked for once, whatever number of objects they go into.
    for (const position of isEntityFetch(fetch) ? [index] : refusedOf.keys()) {
      if (key === undefined) refusedOf[position] = undefined;
      else refusedOf[position]?.add(String(key));
    }
  }
  const groups = new Map<string, { refused: Set<string>; positions: Set<number> }>();
  refusedOf.forEach((refused, position) => {
    if (!refused) return;
    const name = [...refused].sort().join(' ');
    const group = groups.get(name);
    if (group) group.positions.add(position);
    else groups.set(name, { refused, positions: new Set([position]) });
  });
  return [...groups.values()].flatMap(({ refused, positions }) => {
    const allowed = withoutFields(fetch, refused, types);
    return allowed ? [{ fetch: allowed, positions }] : [];
  });
}

/** What a guard left of what came back. */
export interface Screened<Value> {
  received: Value;
  refusals: Refusals;
}

const screenedBatches = new WeakMap<EntityBatch, Promise<Screened<EntityBatch>>>();

/** Asks the guard about entities before they are merged, once for each batch, however many fetches it serves. */
export function screenBatch(
  batch: EntityBatch,
  fetch: CompiledFetch,
  run: Run,
  guard: Guard,
): Promise<Screened<EntityBatch>> {
  let screened = screenedBatches.get(batch);
  if (!screened) {
    screened = screenEntities(batch, fetch, run, guard);
    screenedBatches.set(batch, screened);
  }
  return screened;
}

async function screenEntities(
  batch: EntityBatch,
  fetch: CompiledFetch,
  run: Run,
  guard: Guard,
): Promise<Screened<EntityBatch>> {
  if (batch.failure !== undefined || batch.entities.length === 0) return { received: batch, refusals: [] };
  try {
    const received = batch.entities.map((entity) => (isJsonObject(entity) ? entity : null));
    const refusals = await guard.beforeMerge(describe(fetch, run), received);
    const entities = [...batch.entities];
    for (const refusal of refusals) remove(entities, refusal);
    return { received: { ...batch, entities }, refusals };
  } catch (failure) {
    return { received: { ...batch, entities: [], failure }, refusals: [] };
  }
}

function remove(entities: unknown[], { index, path }: Refusal): void {
  const entity = entities[index];
  if (path.length === 0) entities[index] = null;
  else if (isJsonObject(entity)) removeAt(entity, path);
}

/** Asks the guard about fields of the root type before they are merged. @throws what the guard throws */
export async function screenRoot(
  received: JsonObject,
  fetch: CompiledFetch,
  run: Run,
  guard: Guard,
): Promise<Screened<JsonObject | null>> {
  const refusals = await guard.beforeMerge(describe(fetch, run), [received]);
  for (const { path } of refusals) removeAt(received, path);
  return { received: refusals.some(({ path }) => path.length === 0) ? null : received, refusals };
}

/** Asks the guard before an answer leaves, and takes out what it refuses. @throws what the guard throws */
export async function guardRelease(run: Run, guard: Guard): Promise<void> {
  for (const refusal of await guard.beforeRelease(run.data)) {
    if (refusal.path.length === 0) run.data = {};
    else removeAt(run.data, refusal.path);
    addRefusal(refusal, refusal.path, run);
  }
}

function describe(fetch: CompiledFetch, { variables }: Run): GuardedFetch {
  const { subgraph, isMutation, query } = fetch;
  return { subgraph, isMutation, query, variables, isEntities: isEntityFetch(fetch) };
}

function isEntityFetch(fetch: CompiledFetch): boolean {
  return 'representation' in fetch;
}
