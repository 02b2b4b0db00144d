import { WaslError } from '@wasl/schema/errors.ts';
import type { Asker } from '../../core/asker.ts';
import type { CompiledEntityFetch } from '../compile/compiledPlan.ts';
import { copyJson, isJsonObject, type JsonObject, mergeInto, valuesIn } from '../../core/jsonObject.ts';
import type { Guard } from '../guard/guard.ts';
import { type AllowedFetch, guardFetch } from '../guard/guardFetch.ts';
import { screenBatch, type Screened } from '../guard/screenAnswers.ts';
import { addRefusals } from '../guard/refusals.ts';
import { collectTargets, locateTargets } from './collectTargets.ts';
import { contextArgumentsOf } from './contextArguments.ts';
import { type AskedQuestion, type EntityBatch, EntityNode } from './entityAnswers.ts';
import { addEntityErrors, addFailure } from './fetchErrors.ts';
import { addUnasked } from './lostFetches.ts';
import type { Run } from './run.ts';
import { inNamesOfSubgraph } from './subgraphTypeNames.ts';

/** An object of the answer that the fetch completes. */
interface Wanted {
  target: JsonObject;
  /** Index of its entity in the batch. */
  index: number;
  /** Its index among the objects at the fetch's path. */
  position: number;
}

/** Completes the objects at a path with a subgraph's fields; each distinct entity is asked for once. */
export function runEntityFetch(fetch: CompiledEntityFetch, run: Run): Promise<unknown> {
  return run.guard ? askGuarded(fetch, run, run.guard) : askFor(fetch, run);
}

function askGuarded(fetch: CompiledEntityFetch, run: Run, guard: Guard): Promise<unknown> {
  const guarding = guardFetch(fetch, run, guard);
  const askAll = (allowed: AllowedFetch<CompiledEntityFetch>[]) => askAllowed(allowed, run);
  return guarding instanceof Promise ? guarding.then(askAll) : askAll(guarding);
}

function askAllowed(allowed: AllowedFetch<CompiledEntityFetch>[], run: Run): Promise<unknown> {
  const ask = (item: AllowedFetch<CompiledEntityFetch>) => askFor(item.fetch, run, item.positions, item.asker);
  const [only] = allowed;
  // Mostly one, which needs no gathering.
  return only && allowed.length === 1 ? ask(only) : Promise.all(allowed.map(ask));
}

async function askFor(
  planned: CompiledEntityFetch,
  run: Run,
  positions?: ReadonlySet<number>,
  asker?: Asker,
): Promise<void> {
  const fetch = planned.roots.length > 0 ? await inNamesOfSubgraph(planned, run) : planned;
  for (const [{ batch }, wanted] of findWanted(fetch, run, positions, asker)) {
    if (!batch) continue;
    const answered = await batch;
    if (!run.guard) deliver(answered, wanted, fetch, run);
    else {
      const screened = screenBatch(answered, wanted, fetch, run, run.guard);
      deliverScreened(screened instanceof Promise ? await screened : screened, wanted, fetch, run);
    }
  }
}

function deliverScreened(
  { received, refusals }: Screened<EntityBatch>,
  wanted: readonly Wanted[],
  fetch: CompiledEntityFetch,
  run: Run,
): void {
  deliver(received, wanted, fetch, run);
  if (refusals.length === 0) return;
  const positionsOf = (index: number) => wanted.filter((item) => item.index === index).map(({ position }) => position);
  addRefusals(refusals, positionsOf, fetch, run);
}

/** Groups the objects to complete by the question that answers them, and asks for the entities that are not known yet. */
function findWanted(
  fetch: CompiledEntityFetch,
  run: Run,
  positions?: ReadonlySet<number>,
  asker?: Asker,
): ReadonlyMap<AskedQuestion, Wanted[]> {
  const groups = new Map<AskedQuestion, Wanted[]>();
  const targets = collectTargets(run.data, fetch.path, run.types);
  if (targets.length === 0) return groups;
  const known = fetch.isRepeated ? knownFor(fetch, run) : new EntityNode();
  const located = fetch.contextArguments.length > 0 ? locateTargets(run.data, fetch.path, run.types) : undefined;
  const questions = new Map<string, OpenQuestion>();
  let unasked: Set<number> | undefined;
  for (let position = 0; position < targets.length; position += 1) {
    if (positions && !positions.has(position)) continue;
    const target = targets[position] as JsonObject;
    const ancestry = located?.[position]?.ancestry;
    const argumentsText = ancestry ? contextArgumentsOf(fetch.contextArguments, ancestry, run.types) : '';
    const node = fetch.representation.nodeOf(target, argumentsText ? known.step(argumentsText) : known);
    if (!node) {
      if (run.lost.length > 0) unasked = (unasked ?? new Set()).add(position);
      continue;
    }
    const asked = (node.asked ??= askAbout(node, target, argumentsText));
    const wanted = { index: node.index, target, position };
    const group = groups.get(asked);
    if (group) group.push(wanted);
    else groups.set(asked, [wanted]);
  }
  if (unasked) addUnasked(fetch, unasked, run);
  let entities = 0;
  for (const { representations } of questions.values()) entities += representations.length;
  if (!run.spending.take('maxEntities', entities)) return new Map();
  for (const [argumentsText, { representations, asked }] of questions) {
    asked.batch = run.queue.ask({ fetch, representations, argumentsText, variables: run.variables, asker });
  }
  return groups;

  /** Adds an entity that was not asked for yet to the question with the same arguments. */
  function askAbout(node: EntityNode, target: JsonObject, argumentsText: string): AskedQuestion {
    let question = questions.get(argumentsText);
    if (!question) {
      question = { representations: [], asked: {} };
      questions.set(argumentsText, question);
    }
    node.index = question.representations.push(fetch.representation.write(target)) - 1;
    return question.asked;
  }
}

/** A question whose entities are still being collected. */
interface OpenQuestion {
  representations: string[];
  asked: AskedQuestion;
}

/** The root of the entity tree that fetches with this signature share. */
function knownFor({ signature }: CompiledEntityFetch, run: Run): EntityNode {
  let known = run.known.get(signature);
  if (!known) {
    known = new EntityNode();
    run.known.set(signature, known);
  }
  return known;
}

function deliver(batch: EntityBatch, wanted: readonly Wanted[], fetch: CompiledEntityFetch, run: Run): void {
  if (batch.failure !== undefined)
    return addFailure(batch.failure, fetch, run, new Set(wanted.map(({ position }) => position)));
  /** Of the entities that were given to an object, the number of their values; 0 until one is copied. */
  const used: (number | undefined)[] = [];
  const mostCopied = run.spending.leftOf('maxCopiedValues');
  let copied = 0;
  let isConfused = false;
  for (const { target, index } of wanted) {
    const entity = batch.entities[index];
    if (entity === null || entity === undefined) continue;
    if (!isJsonObject(entity) || isOtherType(target, entity, run)) {
      isConfused = true;
      continue;
    }
    // A second object gets a copy: later fetches may add different fields to each.
    const known = used[index];
    const isShared = known !== undefined;
    const values = isShared ? known || valuesIn(entity) : 0;
    if ((copied += values) > mostCopied) break;
    give(target, entity, fetch.isRepeated || isShared, fetch, run);
    used[index] = values;
  }
  if (!run.spending.take('maxCopiedValues', copied)) return;
  if (isConfused) addFailure(new WaslError('SUBGRAPH_RESPONSE_INVALID'), fetch, run);
  addEntityErrors(batch, wanted, fetch, run);
}

function give(
  target: JsonObject,
  entity: JsonObject,
  isShared: boolean,
  { rewriteOutput }: CompiledEntityFetch,
  { types }: Run,
): void {
  if (!rewriteOutput) return mergeInto(target, entity, types.isObjectType, isShared);
  const own = isShared ? copyJson(entity) : entity;
  rewriteOutput(own);
  mergeInto(target, own, types.isObjectType);
}

/** Whether a subgraph answered with another object type than it was asked for. */
function isOtherType(target: JsonObject, entity: JsonObject, { types }: Run): boolean {
  const known = target['__typename'];
  const answered = entity['__typename'];
  if (typeof known !== 'string' || typeof answered !== 'string' || known === answered) return false;
  return types.isObjectType(known) && types.isObjectType(answered);
}
