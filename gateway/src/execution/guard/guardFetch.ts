import type { Asker } from '../../core/asker.ts';
import { type Eventually, whenThere } from '../../core/eventually.ts';
import type { CompiledFetch } from '../compile/compiledPlan.ts';
import { collectTargets } from '../run/collectTargets.ts';
import { addFailure } from '../run/fetchErrors.ts';
import type { Run } from '../run/run.ts';
import { describeFetch, isEntityFetch } from './describeFetch.ts';
import type { Guard, GuardedFetch, Refusals, Verdict } from './guard.ts';
import { addRefusal, addRefusals, takeOut, visible } from './refusals.ts';
import { reviewMerged } from './reviewMerged.ts';
import { sweepTraces } from './traces.ts';
import { withoutFields } from './withoutFields.ts';

/** A fetch that the guard allows, for some of the objects at its path. */
export interface AllowedFetch<Fetch extends CompiledFetch> {
  fetch: Fetch;
  /** Indexes of the objects; undefined for all. */
  positions: ReadonlySet<number> | undefined;
  /** On whose behalf; undefined for whom the operation is made. */
  asker: Asker | undefined;
}

/** Asks the guard before a fetch; objects of which it refuses the same fields, and decides the same, are asked about together. */
export function guardFetch<Fetch extends CompiledFetch>(
  fetch: Fetch,
  run: Run,
  guard: Guard,
): Eventually<AllowedFetch<Fetch>[]> {
  const described = describeFetch(fetch, run);
  if (!mayConcern(guard, described)) return [{ fetch, positions: undefined, asker: undefined }];
  const objects = collectTargets(run.data, fetch.path, run.types);
  if (objects.length === 0) return [];
  const allow = (verdict: Verdict) => allowedBy(verdict, fetch, described, objects.length, run);
  // Without a decision nothing is fetched.
  const allowNothing = (failure: unknown) => {
    addFailure(failure, fetch, run);
    return [];
  };
  try {
    const verdict = guard.beforeFetch(described, objects);
    return verdict instanceof Promise ? verdict.then(allow).catch(allowNothing) : allow(verdict);
  } catch (failure) {
    return allowNothing(failure);
  }
}

function allowedBy<Fetch extends CompiledFetch>(
  verdict: Verdict,
  fetch: Fetch,
  described: GuardedFetch,
  count: number,
  run: Run,
): AllowedFetch<Fetch>[] {
  const { refusals, askerFor } = verdict;
  if (refusals.length === 0) {
    // Mostly there is one object, or fields of the root type, which are asked for once.
    if (count === 1 || !isEntityFetch(fetch)) return [{ fetch, positions: undefined, asker: askerFor?.(described, 0) }];
    return splitByAsker({ fetch, positions: undefined, asker: undefined }, count, verdict, run);
  }
  addRefusals(visible(refusals), (index) => [index], fetch, run);
  const allowed = splitByRefusals(fetch, count, refusals, run);
  return allowed.flatMap((item) => splitByAsker(item, count, verdict, run));
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
    return allowed ? [{ fetch: allowed, positions, asker: undefined }] : [];
  });
}

/** Where subgraphs are told different things of objects, these are asked about apart. Fields of the root type are asked for once. */
function splitByAsker<Fetch extends CompiledFetch>(
  allowed: AllowedFetch<Fetch>,
  count: number,
  { askerFor }: Verdict,
  run: Run,
): AllowedFetch<Fetch>[] {
  if (!askerFor) return [allowed];
  const { fetch, positions } = allowed;
  const described = describeFetch(fetch, run);
  if (!isEntityFetch(fetch) || count === 1) return [{ fetch, positions, asker: askerFor(described, 0) }];
  const groups = new Map<Asker | undefined, Set<number>>();
  for (const position of positions ?? Array(count).keys()) {
    const asker = askerFor(described, position);
    const group = groups.get(asker);
    if (group) group.add(position);
    else groups.set(asker, new Set([position]));
  }
  return [...groups].map(([asker, members]) => ({ fetch, positions: members, asker }));
}

/** Whether the guard has anything to say about a fetch. */
export function mayConcern(guard: Guard, fetch: GuardedFetch): boolean {
  return guard.concerns?.(fetch) ?? true;
}

/** Asks the guard before an answer is released, and removes what it refuses. @throws what the guard throws */
export function guardRelease(run: Run, guard: Guard): Eventually<void> {
  return whenThere(reviewMerged(run, guard), () =>
    whenThere(guard.beforeRelease(run.data), (refusals) => takeRefused(run, refusals)),
  );
}

function takeRefused(run: Run, refusals: Refusals): void {
  if (refusals.some(({ path }) => path.length === 0)) run.data = {};
  else takeOut(run.data, refusals, run);
  for (const refusal of visible(refusals)) addRefusal(refusal, refusal.path, run);
  sweepTraces(run);
}

/** Tells the guard that a mutation is over, however it ended. */
export function endMutation(fetch: CompiledFetch, run: Run): void {
  if (fetch.isMutation) run.guard?.afterMutation?.(describeFetch(fetch, run));
}
