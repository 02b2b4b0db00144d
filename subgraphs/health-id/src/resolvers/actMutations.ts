import type { Input } from '@wasl/kit/writeOnce';
import type { HealthIdContext } from '../context.ts';
import { confirmAct, rejectAct } from '../stores/acts.ts';
import { placeReturn } from '../stores/returns.ts';
import { actPayload } from './actPayload.ts';
import { writeAs } from './patientPayload.ts';

/** What the second registrar writes, and who decides after a merge was taken back. */
export const actMutations = {
  async confirmAct(_: unknown, { input }: Input<{ actId: string }>, context: HealthIdContext) {
    const id = await writeAs(context, 'confirmAct', input, (tx, writing) => confirmAct(tx, input.actId, writing));
    return actPayload(context, id);
  },

  async rejectAct(_: unknown, { input }: Input<{ actId: string; words: string }>, context: HealthIdContext) {
    const { actId, words } = input;
    return actPayload(
      context,
      await writeAs(context, 'rejectAct', input, (tx, writing) => rejectAct(tx, actId, words, writing)),
    );
  },

  async placeReturn(_: unknown, { input }: Input<{ reviewId: string; belongsTo: string }>, context: HealthIdContext) {
    const { reviewId, belongsTo } = input;
    await writeAs(context, 'placeReturn', input, async (tx, writing) => {
      await placeReturn(tx, reviewId, belongsTo, writing);
      return reviewId;
    });
    return { review: await context.loaders.return(reviewId) };
  },
};
