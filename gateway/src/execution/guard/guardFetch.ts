import type { Asker } from '../../core/asker.ts';
import { isJsonObject, type JsonObject } from '../../core/jsonObject.ts';
import type { CompiledFetch } from '../compile/compiledPlan.ts';
import { collectTargets } from '../run/collectTargets.ts';
import type { EntityBatch } from '../run/entityAnswers.ts';
import { addFailure } from '../run/fetchErrors.ts';
import type { Run } from '../run/run.ts';
import type { Guard, GuardedFetch, Refusals, Verdict } from './guard.ts';
import { addRefusal, addRefusals, takeOut, visible } from './refusals.ts';
import { isWithin, leaveTrace, sweepTraces } from './traces.ts';
import { withoutFields } from './withoutFields.ts';

/** A fetch as it may be made, for some of the objects at its path. */
export interface AllowedFetch<Fetch extends CompiledFetch> {
  fetch: Fetch;
  /** Numbers of the objects. */
  positions: ReadonlySet<number>;
  /** On whose behalf; undefined for whom the operation is made. */
  asker: Asker | undefined;
}

/** Asks the guard before a fetch; objects of which it refuses the same fields, and decides the same, are asked about together. */
export async function guardFetch<Fetch extends CompiledFetch>(
  fetch: Fetch,
  run: Run,
  guard: Guard,
): Promise<AllowedFetch<Fetch>[]> {
  const objects = collectTargets(run.data, fetch.path, run.types);
  if (objects.length === 0) return [];
  try {
    const verdict = await guard.beforeFetch(describe(fetch, run), objects);
    addRefusals(visible(verdict.refusals), (index) => [index], fetch, run);
    const allowed = splitByRefusals(fetch, objects.length, verdict.refusals, run);
    return verdict.askerFor ? allowed.flatMap((item) => splitByAsker(item, verdict, run)) : allowed;
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
    // Fields of the root type are asked for once, whatever number of objects they go into.
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
    return allowed ? [{ fetch: allowed, positions, asker: undefined }] : [];
  });
}

/** Where subgraphs are told different things of objects, these are asked about apart. Fields of the root type are asked for once. */
function splitByAsker<Fetch extends CompiledFetch>(
  allowed: AllowedFetch<Fetch>,
  verdict: Verdict,
  run: Run,
): AllowedFetch<Fetch>[] {
  const { fetch, positions } = allowed;
  const described = describe(fetch, run);
  if (!isEntityFetch(fetch)) return [{ ...allowed, asker: verdict.askerFor?.(described, 0) }];
  const groups = new Map<Asker | undefined, Set<number>>();
  for (const position of positions) {
    const asker = verdict.askerFor?.(described, position);
    const group = groups.get(asker);
    if (group) group.add(position);
    else groups.set(asker, new Set([position]));
  }
  return [...groups].map(([asker, members]) => ({ fetch, positions: members, asker }));
}

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
  screenNew(batch, wanted, screened, describe(fetch, run), run, guard);
  try {
    const numbers = [...new Set(wanted.map(({ index }) => index))];
    const refusals = (await Promise.all(numbers.map((index) => screened.get(index) ?? []))).flat();
    const refused = new Set(refusals.flatMap(({ index, path }) => (path.length === 0 ? [index] : [])));
    const entities = batch.entities.map((entity, index) => (refused.has(index) ? null : entity));
    leaveTraces(wanted, refusals, run);
    const errorsOf = withoutHidden(batch.errorsOf, refusals);
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

/** What a subgraph says of entities, or of values in them, that are hidden would tell that they are there. */
function withoutHidden(errorsOf: EntityBatch['errorsOf'], refusals: Refusals): EntityBatch['errorsOf'] {
  const hidden = refusals.filter(({ isHidden }) => isHidden);
  if (hidden.length === 0 || errorsOf.size === 0) return errorsOf;
  return new Map(
    [...errorsOf].map(([index, errors]) => {
      const paths = hidden.filter((refusal) => refusal.index === index).map(({ path }) => path);
      return [index, errors.filter(({ path = [] }) => !isWithin(path.slice(2), paths))];
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
  const refusals = await guard.beforeMerge(describe(fetch, run), [received], [run.data]);
  takeOut(received, refusals, run);
  const isNothing = refusals.some(({ path }) => path.length === 0);
  return { received: isNothing ? null : received, refusals };
}

/** Asks the guard before an answer leaves, and takes out what it refuses. @throws what the guard throws */
export async function guardRelease(run: Run, guard: Guard): Promise<void> {
  const refusals = await guard.beforeRelease(run.data);
  if (refusals.some(({ path }) => path.length === 0)) run.data = {};
  else takeOut(run.data, refusals, run);
  for (const refusal of visible(refusals)) addRefusal(refusal, refusal.path, run);
  sweepTraces(run);
}

/** Tells the guard that a mutation is over, however it ended. */
export function endMutation(fetch: CompiledFetch, run: Run): void {
  if (fetch.isMutation) run.guard?.afterMutation?.(describe(fetch, run));
}

function describe(fetch: CompiledFetch, { variables }: Run): GuardedFetch {
  const { subgraph, isMutation, query } = fetch;
  return { subgraph, isMutation, query, variables, isEntities: isEntityFetch(fetch), source: fetch };
}

function isEntityFetch(fetch: CompiledFetch): boolean {
  return 'representation' in fetch;
}
