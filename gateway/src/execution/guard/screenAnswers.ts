import { isJsonObject, type JsonObject } from '../../core/jsonObject.ts';
import type { CompiledFetch } from '../compile/compiledPlan.ts';
import type { EntityBatch } from '../run/entityAnswers.ts';
import type { Run } from '../run/run.ts';
import { describeFetch } from './describeFetch.ts';
import type { Guard, GuardedFetch, Refusals } from './guard.ts';
import type { SubgraphError } from '../run/readReply.ts';
import { takeOut, toldBeside, visible } from './refusals.ts';
import { leaveTrace } from './traces.ts';

/** What a guard left of what came back. */
export interface Screened<Value> {
  received: Value;
  refusals: Refusals;
}

/** What became of the entities of a batch that the guard was asked about, by their numbers. */
const screenedEntities = new WeakMap<EntityBatch, Map<number, Promise<Refusals>>>();

/** Asks the guard about entities before they are merged: about each once, however many fetches and objects it serves. */
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
  screenNew(batch, wanted, screened, describeFetch(fetch, run), run, guard);
  try {
    const numbers = [...new Set(wanted.map(({ index }) => index))];
    const refusals = (await Promise.all(numbers.map((index) => screened.get(index) ?? []))).flat();
    const refused = new Set(refusals.flatMap(({ index, path }) => (path.length === 0 ? [index] : [])));
    const entities = batch.entities.map((entity, index) => (refused.has(index) ? null : entity));
    leaveTraces(wanted, refusals, run);
    const errorsOf = errorsBeside(batch.errorsOf, refusals);
    return { received: { ...batch, entities, errorsOf }, refusals: visible(refusals) };
  } catch (failure) {
    return { received: { ...batch, entities: [], failure }, refusals: [] };
  }
}

/** A whole entity that is refused was known before only by its key: that too is not for the caller. */
function leaveTraces(wanted: readonly { index: number; target: JsonObject }[], refusals: Refusals, run: Run): void {
  for (const { index, path, isHidden, isWhole } of refusals) {
    if (path.length > 0 || (!isHidden && !isWhole)) continue;
    for (const item of wanted) {
      if (item.index === index) leaveTrace(item.target, isHidden ? 'hidden' : 'refused', run);
    }
  }
}

/** What a subgraph may say of entities, and of values in them, besides what is refused of them. */
function errorsBeside(errorsOf: EntityBatch['errorsOf'], refusals: Refusals): EntityBatch['errorsOf'] {
  if (refusals.length === 0 || errorsOf.size === 0) return errorsOf;
  const withinEntity = ({ path = [] }: SubgraphError) => path.slice(2);
  return new Map(
    [...errorsOf].map(([index, errors]) => {
      const own = refusals.filter((refusal) => refusal.index === index);
      return [index, toldBeside(errors, own, withinEntity)];
    }),
  );
}

/** Asks about those entities that the guard has not been asked about; what it refuses within one is taken out of it. */
function screenNew(
  { entities }: EntityBatch,
  wanted: readonly { index: number; target: JsonObject }[],
  screened: Map<number, Promise<Refusals>>,
  fetch: GuardedFetch,
  run: Run,
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
      if (isJsonObject(entity)) takeOut(entity, found, run);
      return found;
    });
    // Whoever wants the entity hears of a failure.
    own.catch(() => undefined);
    screened.set(index, own);
  }
}

/** Asks the guard about fields of the root type before they are merged. @throws what the guard throws */
export async function screenRoot(
  received: JsonObject,
  fetch: CompiledFetch,
  run: Run,
  guard: Guard,
): Promise<Screened<JsonObject | null>> {
  const refusals = await guard.beforeMerge(describeFetch(fetch, run), [received], [run.data]);
  takeOut(received, refusals, run);
  const isNothing = refusals.some(({ path }) => path.length === 0);
  if (refusals.some(({ path, isHidden }) => isHidden && path.length <= 1)) run.traces.rootIsHidden = true;
  return { received: isNothing ? null : received, refusals };
}
