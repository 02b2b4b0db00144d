import { WaslError } from '@wasl/schema/errors.ts';
import type { Asker } from '../core/asker.ts';
import type { JsonObject } from '../core/jsonObject.ts';
import type { SupergraphTypes } from '../execution/compile/supergraphTypes.ts';
import type { Guard } from '../execution/guard/guard.ts';
import { askedRecords, selectionsOf } from './askedRecords.ts';
import { createFetchAskers } from './fetchAskers.ts';
import { findRecords } from './foundRecords.ts';
import { createJudge, type JudgeOptions } from './judgeRecords.ts';
import type { ActingCaller } from './patientFacts.ts';
import type { RecordSchema } from './recordDirectives.ts';

export interface RecordGuardOptions extends JudgeOptions {
  records: RecordSchema;
  types: SupergraphTypes;
  /** On whose behalf is asked where nothing is decided; undefined where subgraphs are not told who asks. */
  undecided: Asker | undefined;
}

/** Decides record by record, for one request: what its caller may ask of whom, and what of the answer may go on. */
export function createRecordGuard(options: RecordGuardOptions): Guard {
  const { records, types, readActing, undecided } = options;
  const { judge, decidePlain } = createJudge(options);
  const { askerFor } = createFetchAskers({ ...options, decidePlain });

  return {
    async beforeFetch(fetch, objects) {
      const { refusals, facts } = await judge(askedRecords(fetch, objects, records, types));
      if (!undecided) return { refusals };
      const acting = actingOrNone(readActing);
      return {
        refusals,
        askerFor: (allowed, index) =>
          acting ? askerFor(allowed, objects[index] as JsonObject, facts, acting) : undecided,
      };
    },
    async beforeMerge(fetch, received, objects) {
      const selected = selectionsOf(fetch, types);
      const found = received.flatMap((object, index) =>
        object ? findRecords(object, objects[index] ?? {}, index, selected, records, types) : [],
      );
      return (await judge(found.map((item) => ({ ...item, action: 'read' as const })))).refusals;
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
