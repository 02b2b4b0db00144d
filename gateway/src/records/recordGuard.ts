import { WaslError } from '@wasl/schema/errors.ts';
import type { Asker } from '../core/asker.ts';
import type { JsonObject } from '../core/jsonObject.ts';
import type { SupergraphTypes } from '../execution/compile/supergraphTypes.ts';
import type { Guard, GuardedFetch, Refusals } from '../execution/guard/guard.ts';
import { askedRecords, selectionsOf } from './askedRecords.ts';
import { type ChangedFacts, changedFacts } from './changedFacts.ts';
import { createFetchAskers } from './fetchAskers.ts';
import { renamedFields, type SelectedField } from './fetchSelections.ts';
import { findRecords } from './foundRecords.ts';
import { lacksRecords } from './lackingRecords.ts';
import { mayHoldRecords } from './selectedRecords.ts';
import { createJudgeClosed } from './judgeClosed.ts';
import { createJudge, type JudgeOptions } from './judgeRecords.ts';
import type { ActingCaller } from './patientFacts.ts';
import type { RecordSchema } from './recordDirectives.ts';
import { outermost } from './refusedRecords.ts';
import type { KnownFacts } from './requestFacts.ts';
import { createHideUnnamed } from './unnamedRecords.ts';

export interface RecordGuardOptions extends JudgeOptions {
  records: RecordSchema;
  types: SupergraphTypes;
  /** The subgraph that tells facts. */
  registry: string;
  /** Why nothing may be changed, about a record or not; undefined where each change is decided. */
  refusalOfWrites: WaslError | undefined;
  /** Hears what a mutation may have changed. */
  onChanged(changed: ChangedFacts): void;
  /** On whose behalf is asked where nothing is decided; undefined where subgraphs are not told who asks. */
  undecided: Asker | undefined;
}

/** Decides record by record, for one request: what its caller may ask of whom, and what of the answer may go on. */
export function createRecordGuard(options: RecordGuardOptions): Guard {
  const { records, types, readActing, undecided } = options;
  const { judge, judgeNothing, factsOfNamed, decidePlain, holdsSince, refusalOfAccount } = createJudge(options);
  const lacks = (object: JsonObject, selected: readonly SelectedField[]) =>
    lacksRecords(object, selected, records, types);
  const { askerFor, namedLabelled } = createFetchAskers({ records, types, decide: options.decide, decidePlain });
  const { bringsNobody, judgeClosed, judgeSubscription } = createJudgeClosed({ ...options, refusalOfAccount });
  const hideUnnamed = createHideUnnamed(options);

  /** Changes that are about no record, and therefore not decided on. */
  function refusedWrites(fetch: GuardedFetch, refused: Refusals): Refusals {
    const { refusalOfWrites: error } = options;
    if (!error) return [];
    return selectionsOf(fetch, records, types)
      .filter(({ key }) => !refused.some(({ path }) => path[0] === key))
      .map(({ key }) => ({ index: 0, path: [key], error }));
  }

  return {
    concerns: (fetch) => fetch.isMutation || mayHoldRecords(selectionsOf(fetch, records, types), records, types),
    async beforeFetch(fetch, objects) {
      const judged = await judge(askedRecords(fetch, objects, records, types), fetch.isMutation ? 'request' : 'kept');
      const { written } = judged;
      const refusals = fetch.isMutation
        ? [...judged.refusals, ...refusedWrites(fetch, judged.refusals)]
        : judged.refusals;
      if (!undecided) return { refusals };
      const named = namedLabelled(fetch).map(({ patient }) => patient);
      const facts = named.length > 0 ? await factsOfNamed(named) : judged.facts;
      const acting = actingOrNone(readActing);
      return {
        refusals,
        askerFor: (allowed, index) => {
          if (!acting) return undecided;
          if (fetch.isMutation) return writingAsker(acting, written, facts);
          return askerFor(allowed, objects[index] as JsonObject, facts, acting);
        },
      };
    },
    async beforeMerge(fetch, received, objects) {
      const selected = selectionsOf(fetch, records, types);
      const found = received.flatMap((object, index) =>
        object ? findRecords(object, objects[index] ?? {}, index, selected, records, types) : [],
      );
      // Whether there is such a record must not show in whether the registry was asked.
      const isLabelled = !fetch.isEntities && found.some((record) => record.isLabelled);
      const isLacking =
        !fetch.isEntities && !isLabelled && received.some((object) => object && lacks(object, selected));
      if (isLacking) await judgeNothing('labelled');
      if (undecided && bringsNobody(fetch, received)) await judgeNothing('patient');
      const judged = await judge(found, isLabelled ? 'registry' : 'kept');
      const refusals = hideUnnamed(fetch, outermost(judged.refusals));
      // Subgraphs that are not told what is open keep nothing back for it.
      return undecided ? [...refusals, ...judgeClosed(fetch, received, objects, refusals)] : refusals;
    },
    beforeSubscribe: (fetch) => (undecided ? judgeSubscription(fetch) : []),
    afterMutation: (fetch) => options.onChanged(changedFacts(fetch, options.registry, records, types)),
    review: {
      now: options.changes.now,
      holdsSince,
      async refusals(fetch, objects, renamed) {
        const selected = renamedFields(selectionsOf(fetch, records, types), renamed);
        const found = objects.flatMap((object, index) => findRecords(object, {}, index, selected, records, types));
        return hideUnnamed(fetch, outermost((await judge(found)).refusals));
      },
    },
    beforeRelease: () => [],
  };
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
