import { WaslError } from '@wasl/schema/errors.ts';
import type { Asker } from '../core/asker.ts';
import { whenThere } from '../core/eventually.ts';
import type { JsonObject } from '../core/jsonObject.ts';
import type { SupergraphTypes } from '../execution/compile/supergraphTypes.ts';
import type { Guard, GuardedFetch, Refusals, Verdict } from '../execution/guard/guard.ts';
import { askedRecords, selectionsOf } from './askedRecords.ts';
import { type ChangedFacts, changedFacts } from './changedFacts.ts';
import { createFetchAskers } from './fetchAskers.ts';
import { renamedFields, type SelectedField } from './fetchSelections.ts';
import { findRecords, type FoundRecord } from './foundRecords.ts';
import { lacksRecords } from './lackingRecords.ts';
import { mayHoldRecords } from './selectedRecords.ts';
import { createJudgeClosed } from './judgeClosed.ts';
import { createJudge, type Judgement, type JudgeOptions } from './judgeRecords.ts';
import type { ActingCaller } from './patientFacts.ts';
import type { RecordSchema } from './recordDirectives.ts';
import { outermost } from './refusedRecords.ts';
import type { KnownFacts } from './knownFacts.ts';
import { createHideUnnamed } from './unnamedRecords.ts';

export interface RecordGuardOptions extends JudgeOptions {
  records: RecordSchema;
  types: SupergraphTypes;
  /** The subgraph that tells facts. */
  registry: string;
  /** Why nothing may be changed, about a record or not; undefined where each change is decided. */
  refusalOfWrites(): WaslError | undefined;
  /** Hears what a mutation may have changed. */
  onChanged(changed: ChangedFacts): void;
  /** On whose behalf is asked where nothing is decided; undefined where subgraphs are not told who asks. */
  undecided: Asker | undefined;
}

/** Decides record by record, for one request: what its caller may ask of whom, and what of the answer may go on. */
export function createRecordGuard(options: RecordGuardOptions): Guard {
  const { records, types, readActing, undecided } = options;
  const judging = createJudge(options);
  const { judge, judgeNothing, factsOfNamed, holdsSince, refusalOfAccount } = judging;
  const lacks = (object: JsonObject, selected: readonly SelectedField[]) =>
    lacksRecords(object, selected, records, types);
  const { askerFor, namedLabelled } = createFetchAskers({ ...judging, records, types, decide: options.decide });
  const { bringsNobody, judgeClosed, judgeSubscription } = createJudgeClosed({ ...options, refusalOfAccount });
  const hideUnnamed = createHideUnnamed(options);

  /** Changes that are about no record, and therefore not decided on. */
  function refusedWrites(fetch: GuardedFetch, refused: Refusals): Refusals {
    const error = options.refusalOfWrites();
    if (!error) return [];
    return selectionsOf(fetch, records, types)
      .filter(({ key }) => !refused.some(({ path }) => path[0] === key))
      .map(({ key }) => ({ index: 0, path: [key], error }));
  }

  /** What is refused of a fetch that was decided on, and on whose behalf the rest of it is made. */
  function verdictOn(
    fetch: GuardedFetch,
    objects: readonly JsonObject[],
    { refusals: refused, written, facts: judgedFacts }: Judgement,
    namedFacts: KnownFacts | undefined,
  ): Verdict {
    const refusals = fetch.isMutation ? [...refused, ...refusedWrites(fetch, refused)] : refused;
    if (!undecided) return { refusals };
    const facts = namedFacts ?? judgedFacts;
    const acting = actingOrNone(readActing);
    return {
      refusals,
      askerFor: (allowed, index) => {
        if (!acting) return undecided;
        if (fetch.isMutation) return writingAsker(acting, written, facts);
        return askerFor(allowed, objects[index] as JsonObject, facts, acting);
      },
    };
  }

  /** What fields of the root type brought. Whether there is such a record must not show in whether the registry was asked. */
  async function judgeRoot(
    fetch: GuardedFetch,
    received: readonly (JsonObject | null)[],
    found: readonly FoundRecord[],
    selected: readonly SelectedField[],
  ): Promise<Judgement> {
    const isLabelled = found.some((record) => record.isLabelled);
    const isLacking = !isLabelled && received.some((object) => object && lacks(object, selected));
    if (isLacking) await judgeNothing('labelled');
    if (undecided && bringsNobody(fetch, received)) await judgeNothing('patient');
    return judge(found, isLabelled ? 'registry' : 'kept');
  }

  return {
    concerns: (fetch) => fetch.isMutation || mayHoldRecords(selectionsOf(fetch, records, types), records, types),
    beforeFetch(fetch, objects) {
      const judged = judge(askedRecords(fetch, objects, records, types), fetch.isMutation ? 'request' : 'kept');
      const named = undecided ? namedLabelled(fetch) : [];
      if (named.length === 0) return whenThere(judged, (judgement) => verdictOn(fetch, objects, judgement, undefined));
      return whenThere(judged, (judgement) =>
        whenThere(factsOfNamed(named.map(({ patient }) => patient)), (facts) =>
          verdictOn(fetch, objects, judgement, facts),
        ),
      );
    },
    beforeMerge(fetch, received, objects) {
      const selected = selectionsOf(fetch, records, types);
      const found = findAll(received, objects, selected, records, types);
      const deciding = fetch.isEntities ? judge(found) : judgeRoot(fetch, received, found, selected);
      return whenThere(deciding, (judged) => {
        const refusals = hideUnnamed(fetch, outermost(judged.refusals));
        // Subgraphs that are not told what is open keep nothing back for it.
        if (!undecided) return refusals;
        const closed = judgeClosed(fetch, received, objects, refusals);
        return closed.length === 0 ? refusals : [...refusals, ...closed];
      });
    },
    beforeSubscribe: (fetch) => (undecided ? judgeSubscription(fetch) : []),
    afterMutation: (fetch) => options.onChanged(changedFacts(fetch, options.registry, records, types)),
    review: {
      now: options.changes.now,
      holdsSince,
      async refusals(fetch, objects, renamed) {
        const selected = renamedFields(selectionsOf(fetch, records, types), renamed);
        const found = findAll(objects, [], selected, records, types);
        return hideUnnamed(fetch, outermost((await judge(found)).refusals));
      },
    },
    beforeRelease: () => [],
  };
}

/** What is about patients in each of the objects that came. */
function findAll(
  received: readonly (JsonObject | null)[],
  objects: readonly JsonObject[],
  selected: readonly SelectedField[],
  records: RecordSchema,
  types: SupergraphTypes,
): readonly FoundRecord[] {
  const [only] = received;
  if (received.length === 1) return only ? findRecords(only, objects[0] ?? {}, 0, selected, records, types) : [];
  return received.flatMap((object, index) =>
    object ? findRecords(object, objects[index] ?? {}, index, selected, records, types) : [],
  );
}

/** Who is in no one role may still ask for what is no record. */
export function actingOrNone(readActing: RecordGuardOptions['readActing']): ActingCaller | undefined {
  try {
    return readActing();
  } catch (refused) {
    if (refused instanceof WaslError) return undefined;
    throw refused;
  }
}

/** On whose behalf a mutation is sent: with the patients on whom it was decided that it may write, and when they lived. */
function writingAsker({ asker }: ActingCaller, written: readonly string[], facts: KnownFacts): Asker | undefined {
  const patients = [...new Set(written)];
  const lives = patients.flatMap((healthId) => {
    const life = facts.get(healthId)?.life;
    return life ? [{ healthId, ...life }] : [];
  });
  return asker && { caller: asker.caller, decision: { ...asker.decision, patients, lives } };
}
