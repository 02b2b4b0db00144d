import { isJsonObject, type JsonObject } from '../../core/jsonObject.ts';
import type { CompiledFetch } from '../compile/compiledPlan.ts';
import { collectTargets } from '../run/collectTargets.ts';
import type { EntityBatch } from '../run/entityAnswers.ts';
import { addFailure } from '../run/fetchErrors.ts';
import type { Run } from '../run/run.ts';
import type { Guard, GuardedFetch, Refusals } from './guard.ts';
import { addRefusal, addRefusals, removeAt } from './refusals.ts';
import { withoutFields } from './withoutFields.ts';

/** A fetch that the guard allows, for some of the objects at its path. */
export interface AllowedFetch<Fetch extends CompiledFetch> {
  fetch: Fetch;
  /** Indexes of the objects. */
  positions: ReadonlySet<number>;
}

/** Asks the guard before a fetch. Objects of which it refuses the same fields share one fetch. */
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
    // Without a decision nothing is fetched.
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
    // Root fields are fetched once, however many objects they are merged into.
    for (const position of isEntityFetch(fetch) ? [index] : refusedOf.keys()) {
      if (path.length === 0) refusedOf[position] = undefined;
      else refusedOf[position]?.add(path.join('.'));
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

/** What a guard left of a subgraph's answer. */
export interface Screened<Value> {
  received: Value;
  refusals: Refusals;
}

/** The guard's refusals for entities of a batch, by their index. */
const screenedEntities = new WeakMap<EntityBatch, Map<number, Promise<Refusals>>>();

/** Asks the guard about entities before they are merged: once about each, however many fetches and objects share it. */
export async function screenBatch(
  batch: EntityBatch,
  wanted: readonly { index: number; target: JsonObject }[],
  fetch: CompiledFetch,
  run: Run,
  guard: Guard,
): Promise<Screened<EntityBatch>> {
  if (batch.failure !== undefined || batch.entities.length === 0) return { received: batch, refusals: [] };
  let screened = screenedEntities.get(batch);
  if (!screened) screenedEntities.set(batch, (screened = new Map()));
  screenNew(batch, wanted, screened, describe(fetch, run), guard);
  try {
    const numbers = [...new Set(wanted.map(({ index }) => index))];
    const refusals = (await Promise.all(numbers.map((index) => screened.get(index) ?? []))).flat();
    const refused = new Set(refusals.flatMap(({ index, path }) => (path.length === 0 ? [index] : [])));
    const entities = batch.entities.map((entity, index) => (refused.has(index) ? null : entity));
    return { received: { ...batch, entities }, refusals };
  } catch (failure) {
    return { received: { ...batch, entities: [], failure }, refusals: [] };
  }
}

/** Asks the guard about entities that it has not judged yet, and removes the values inside them that it refuses. */
function screenNew(
  { entities }: EntityBatch,
  wanted: readonly { index: number; target: JsonObject }[],
  screened: Map<number, Promise<Refusals>>,
  fetch: GuardedFetch,
  guard: Guard,
): void {
  const targets = new Map(
    wanted.filter(({ index }) => !screened.has(index)).map(({ index, target }) => [index, target]),
  );
  if (targets.size === 0) return;
  const numbers = [...targets.keys()];
  const received = numbers.map((index) => (isJsonObject(entities[index]) ? entities[index] : null));
  const asking = Promise.resolve()
    .then(() => guard.beforeMerge(fetch, received, [...targets.values()]))
    .then((refusals) => refusals.map((refusal) => ({ ...refusal, index: numbers[refusal.index] ?? -1 })));
  for (const index of numbers) {
    const entity = entities[index];
    const own = asking.then((refusals) => {
      const found = refusals.filter((refusal) => refusal.index === index);
      for (const { path } of found) if (path.length > 0 && isJsonObject(entity)) removeAt(entity, path);
      return found;
    });
    // Whoever awaits the entity handles the failure.
    own.catch(() => undefined);
    screened.set(index, own);
  }
}

/** Asks the guard about root fields before they are merged. @throws what the guard throws */
export async function screenRoot(
  received: JsonObject,
  fetch: CompiledFetch,
  run: Run,
  guard: Guard,
): Promise<Screened<JsonObject | null>> {
  const refusals = await guard.beforeMerge(describe(fetch, run), [received], [run.data]);
  for (const { path } of refusals) removeAt(received, path);
  return { received: refusals.some(({ path }) => path.length === 0) ? null : received, refusals };
}

/** Asks the guard before an answer is released, and removes what it refuses. @throws what the guard throws */
export async function guardRelease(run: Run, guard: Guard): Promise<void> {
  for (const refusal of await guard.beforeRelease(run.data)) {
    if (refusal.path.length === 0) run.data = {};
    else removeAt(run.data, refusal.path);
    addRefusal(refusal, refusal.path, run);
  }
}

function describe(fetch: CompiledFetch, { variables }: Run): GuardedFetch {
  const { subgraph, isMutation, query } = fetch;
  return { subgraph, isMutation, query, variables, isEntities: isEntityFetch(fetch), source: fetch };
}

function isEntityFetch(fetch: CompiledFetch): boolean {
  return 'representation' in fetch;
}
