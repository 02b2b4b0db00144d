import { WaslError } from '@wasl/schema/errors.ts';
import type { CompiledEntityFetch } from '../compile/compiledPlan.ts';
import { copyJson, isJsonObject, type JsonObject, mergeInto } from '../jsonObject.ts';
import { collectTargets, locateTargets } from './collectTargets.ts';
import { contextArgumentsOf } from './contextArguments.ts';
import type { AskedQuestion, EntityAnswers, EntityBatch, EntityPlace } from './entityAnswers.ts';
import { addEntityErrors, addFailure } from './fetchErrors.ts';
import type { Run } from './run.ts';

/** An object of the answer that misses something. */
interface Wanted {
  target: JsonObject;
  /** The number of its entity in what is answered. */
  index: number;
  /** Its number among the objects at the fetch's path. */
  position: number;
}

/** Completes the objects at a path with what a subgraph knows of them; each different one is asked for once. */
export async function runEntityFetch(fetch: CompiledEntityFetch, run: Run): Promise<void> {
  for (const [{ batch }, wanted] of findWanted(fetch, run)) if (batch) deliver(await batch, wanted, fetch, run);
}

/** Collects what is wanted, by the question that brings it, and asks for what is not known yet. */
function findWanted(fetch: CompiledEntityFetch, run: Run): ReadonlyMap<AskedQuestion, Wanted[]> {
  const groups = new Map<AskedQuestion, Wanted[]>();
  const targets = collectTargets(run.data, fetch.path, run.types);
  if (targets.length === 0) return groups;
  const known = fetch.isRepeated ? answersOf(fetch, run) : new Map<string, EntityPlace>();
  const located = fetch.contextArguments.length > 0 ? locateTargets(run.data, fetch.path, run.types) : undefined;
  const questions = new Map<string, OpenQuestion>();
  for (let position = 0; position < targets.length; position += 1) {
    const target = targets[position] as JsonObject;
    const representation = fetch.representation(target);
    if (representation === undefined) continue;
    const ancestry = located?.[position]?.ancestry;
    const argumentsText = ancestry ? contextArgumentsOf(fetch.contextArguments, ancestry, run.types) : '';
    const key = argumentsText + representation;
    let place = known.get(key);
    if (!place) {
      let question = questions.get(argumentsText);
      if (!question) {
        question = { representations: [], asked: {} };
        questions.set(argumentsText, question);
      }
      place = { asked: question.asked, index: question.representations.push(representation) - 1 };
      known.set(key, place);
    }
    const wanted = { index: place.index, target, position };
    const group = groups.get(place.asked);
    if (group) group.push(wanted);
    else groups.set(place.asked, [wanted]);
  }
  for (const [argumentsText, { representations, asked }] of questions) {
    asked.batch = run.queue.ask({ fetch, representations, argumentsText, variables: run.variables });
  }
  return groups;
}

/** A question that is asked once all of its entities are known. */
interface OpenQuestion {
  representations: string[];
  asked: AskedQuestion;
}

function answersOf({ signature }: CompiledEntityFetch, run: Run): EntityAnswers {
  let answers = run.known.get(signature);
  if (!answers) {
    answers = new Map();
    run.known.set(signature, answers);
  }
  return answers;
}

function deliver(batch: EntityBatch, wanted: readonly Wanted[], fetch: CompiledEntityFetch, run: Run): void {
  if (batch.failure !== undefined) return addFailure(batch.failure, fetch, run);
  const used = new Set<unknown>();
  let isConfused = false;
  for (const { target, index } of wanted) {
    const entity = batch.entities[index];
    if (entity === null || entity === undefined) continue;
    if (!isJsonObject(entity) || isOtherType(target, entity, run)) {
      isConfused = true;
      continue;
    }
    // What is given to a second object is a copy: later fetches may add different things to each.
    mergeInto(target, prepared(entity, used.has(entity) || fetch.isRepeated, fetch), run.types.isObjectType);
    used.add(entity);
  }
  if (isConfused) addFailure(new WaslError('SUBGRAPH_RESPONSE_INVALID'), fetch, run);
  addEntityErrors(batch, wanted, fetch, run);
}

function prepared(entity: JsonObject, isShared: boolean, { rewriteOutput }: CompiledEntityFetch): JsonObject {
  const own = isShared ? copyJson(entity) : entity;
  rewriteOutput?.(own);
  return own;
}

/** Whether a subgraph answered with another kind of object than it was asked about. */
function isOtherType(target: JsonObject, entity: JsonObject, { types }: Run): boolean {
  const known = target['__typename'];
  const answered = entity['__typename'];
  if (typeof known !== 'string' || typeof answered !== 'string' || known === answered) return false;
  return types.isObjectType(known) && types.isObjectType(answered);
}
