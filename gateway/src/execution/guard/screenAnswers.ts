import { type Eventually, whenThere } from '../../core/eventually.ts';
import { isJsonObject, type JsonObject } from '../../core/jsonObject.ts';
import type { CompiledEntityFetch, CompiledFetch } from '../compile/compiledPlan.ts';
import type { EntityBatch } from '../run/entityAnswers.ts';
import type { Run } from '../run/run.ts';
import { describeFetch } from './describeFetch.ts';
import type { Guard, GuardedFetch, Refusal, Refusals } from './guard.ts';
import { mayConcern } from './guardFetch.ts';
import type { SubgraphError } from '../run/readReply.ts';
import { takeOut, toldBeside, visible } from './refusals.ts';
import { leaveTrace } from './traces.ts';

/** What a guard left of what came back. */
export interface Screened<Value> {
  received: Value;
  refusals: Refusals;
}

/** What is refused of entities, by their numbers in a batch; none of those of which nothing is. */
type RefusalsOf = ReadonlyMap<number, Refusals>;

/** Asks the guard about entities before they are merged: about each once, however many fetches and objects it serves. */
export function screenBatch(
  batch: EntityBatch,
  wanted: readonly Wanted[],
  fetch: CompiledEntityFetch,
  run: Run,
  guard: Guard,
): Eventually<Screened<EntityBatch>> {
  const described = describeFetch(fetch, run);
  if (batch.failure !== undefined || batch.entities.length === 0 || !mayConcern(guard, described))
    return { received: batch, refusals: [] };
  noteMerged(fetch, run, guard);
  const takeOutOf = (refusals: Refusals) => withoutRefused(batch, wanted, refusals, run);
  const failed = (failure: unknown) => ({ received: { ...batch, entities: [], failure }, refusals: [] });
  try {
    const [only] = wanted;
    const refusing =
      only && wanted.length === 1 && !fetch.isRepeated
        ? refusalsOfOne(batch, only, described, run, guard)
        : refusalsOfAll(batch, wanted, described, run, guard);
    return refusing instanceof Promise ? refusing.then(takeOutOf).catch(failed) : takeOutOf(refusing);
  } catch (failure) {
    return failed(failure);
  }
}

/** Of an entity that nobody else asks about: mostly nothing, and at once. */
function refusalsOfOne(
  { entities }: EntityBatch,
  { index, target }: Wanted,
  fetch: GuardedFetch,
  run: Run,
  guard: Guard,
): Eventually<Refusals> {
  const entity = entities[index];
  const received = isJsonObject(entity) ? entity : null;
  return whenThere(guard.beforeMerge(fetch, [received], [target]), (refusals) => {
    if (refusals.length === 0) return refusals;
    const own = refusals.map((refusal) => ({ ...refusal, index }));
    if (received) takeOut(received, own, run);
    return own;
  });
}

async function refusalsOfAll(
  batch: EntityBatch,
  wanted: readonly Wanted[],
  fetch: GuardedFetch,
  run: Run,
  guard: Guard,
): Promise<Refusals> {
  const screened = (batch.screened ??= new Map());
  screenNew(batch, wanted, screened, fetch, run, guard);
  return refusalsAmong(wanted, screened);
}

function withoutRefused(
  batch: EntityBatch,
  wanted: readonly Wanted[],
  refusals: Refusals,
  run: Run,
): Screened<EntityBatch> {
  if (refusals.length === 0) return { received: batch, refusals };
  const refused = new Set(refusals.flatMap(({ index, path }) => (path.length === 0 ? [index] : [])));
  const entities = batch.entities.map((entity, index) => (refused.has(index) ? null : entity));
  leaveTraces(wanted, refusals, run);
  const errorsOf = errorsBeside(batch.errorsOf, refusals);
  return { received: { ...batch, entities, errorsOf }, refusals: visible(refusals) };
}

interface Wanted {
  index: number;
  target: JsonObject;
}

/** Before it is decided: what changes meanwhile may have come too late for the decision. */
function noteMerged(fetch: CompiledFetch, run: Run, { review }: Guard): void {
  if (review) run.merged.push({ fetch, since: review.now() });
}

/** What is refused of the wanted entities, of each once. */
async function refusalsAmong(
  wanted: readonly Wanted[],
  screened: ReadonlyMap<number, Promise<RefusalsOf>>,
): Promise<Refusals> {
  const asked = new Set(wanted.map(({ index }) => screened.get(index)));
  const [only] = asked;
  // Mostly all were asked about at once, which needs no gathering.
  const answers = asked.size === 1 ? [await only] : await Promise.all(asked);
  const refusals: Refusal[] = [];
  if (answers.every((answer) => !answer?.size)) return refusals;
  for (const index of new Set(wanted.map((item) => item.index)))
    for (const answer of answers) refusals.push(...(answer?.get(index) ?? []));
  return refusals;
}

/** A whole entity that is refused was known before only by its key: that too is not for the caller. */
function leaveTraces(wanted: readonly Wanted[], refusals: Refusals, run: Run): void {
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
  wanted: readonly Wanted[],
  screened: Map<number, Promise<RefusalsOf>>,
  fetch: GuardedFetch,
  run: Run,
  guard: Guard,
): void {
  const targets = new Map<number, JsonObject>();
  for (const { index, target } of wanted) if (!screened.has(index)) targets.set(index, target);
  if (targets.size === 0) return;
  const asking = askAbout(entities, targets, fetch, run, guard);
  // Whoever wants an entity hears of a failure.
  asking.catch(() => undefined);
  for (const index of targets.keys()) screened.set(index, asking);
}

async function askAbout(
  entities: readonly unknown[],
  targets: ReadonlyMap<number, JsonObject>,
  fetch: GuardedFetch,
  run: Run,
  guard: Guard,
): Promise<RefusalsOf> {
  const numbers = [...targets.keys()];
  const received = numbers.map((index) => (isJsonObject(entities[index]) ? entities[index] : null));
  const refusals = await guard.beforeMerge(fetch, received, [...targets.values()]);
  const found = new Map<number, Refusal[]>();
  for (const refusal of refusals) {
    const index = numbers[refusal.index] ?? -1;
    const ofEntity = found.get(index) ?? [];
    ofEntity.push({ ...refusal, index });
    found.set(index, ofEntity);
  }
  for (const [index, ofEntity] of found) {
    const entity = entities[index];
    if (isJsonObject(entity)) takeOut(entity, ofEntity, run);
  }
  return found;
}

/** Asks the guard about fields of the root type before they are merged. @throws what the guard throws */
export function screenRoot(
  received: JsonObject,
  fetch: CompiledFetch,
  run: Run,
  guard: Guard,
): Eventually<Screened<JsonObject | null>> {
  const described = describeFetch(fetch, run);
  if (!mayConcern(guard, described)) return { received, refusals: [] };
  noteMerged(fetch, run, guard);
  return whenThere(guard.beforeMerge(described, [received], [run.data]), (refusals) =>
    rootWithoutRefused(received, refusals, run),
  );
}

function rootWithoutRefused(received: JsonObject, refusals: Refusals, run: Run): Screened<JsonObject | null> {
  if (refusals.length === 0) return { received, refusals };
  takeOut(received, refusals, run);
  const isNothing = refusals.some(({ path }) => path.length === 0);
  if (refusals.some(({ path, isHidden }) => isHidden && path.length <= 1)) run.traces.rootIsHidden = true;
  return { received: isNothing ? null : received, refusals };
}
