import type { Disclosures } from '../audit/disclosures.ts';
import type { Guard } from '../execution/guard/guard.ts';

/** A guard besides which no change of a record is sent before it is written down that it will be. */
export function auditWrites(guard: Guard, disclosures: Disclosures): Guard {
  return {
    concerns: guard.concerns,
    beforeSubscribe: guard.beforeSubscribe,
    afterMutation: guard.afterMutation,
    review: guard.review,
    beforeRelease: guard.beforeRelease,
    async beforeFetch(fetch, objects) {
      const looked = await guard.beforeFetch(fetch, objects);
      if (!fetch.isMutation) return looked;
      const unwritten = await disclosures.settleIntents(looked.refusals);
      const refusals = [...looked.refusals, ...unwritten.map(({ path, error }) => ({ index: 0, path, error }))];
      return { ...looked, refusals };
    },
    beforeMerge(fetch, received, objects) {
      const [answered] = received;
      // Before anything of it is taken out: what was refused to the caller was written all the same.
      if (fetch.isMutation && answered) disclosures.noteWritten(answered);
      return guard.beforeMerge(fetch, received, objects);
    },
  };
}
