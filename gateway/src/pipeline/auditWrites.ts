import type { Disclosures } from '../audit/disclosures.ts';
import { whenThere } from '../core/eventually.ts';
import type { Guard, Verdict } from '../execution/guard/guard.ts';

/** A guard besides which no change of a record is sent before it is written down that it will be. */
export function auditWrites(guard: Guard, disclosures: Disclosures): Guard {
  async function settled(verdict: Verdict): Promise<Verdict> {
    const unwritten = await disclosures.settleIntents(verdict.refusals);
    const refusals = [...verdict.refusals, ...unwritten.map(({ path, error }) => ({ index: 0, path, error }))];
    return { ...verdict, refusals };
  }

  return {
    concerns: guard.concerns,
    beforeSubscribe: guard.beforeSubscribe,
    afterMutation: guard.afterMutation,
    review: guard.review,
    beforeRelease: guard.beforeRelease,
    beforeFetch(fetch, objects) {
      const looking = guard.beforeFetch(fetch, objects);
      return fetch.isMutation ? whenThere(looking, settled) : looking;
    },
    beforeMerge(fetch, received, objects) {
      const [answered] = received;
      // Before anything of it is taken out: what was refused to the caller was written all the same.
      if (fetch.isMutation && answered) disclosures.noteWritten(answered);
      return guard.beforeMerge(fetch, received, objects);
    },
  };
}
