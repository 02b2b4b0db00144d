import { failure } from '@wasl/kit/errors';
import { parseHealthId } from '@wasl/kit/healthId';
import type { HealthIdContext } from '../context.ts';
import { decide, merge, unmerge } from '../stores/merging.ts';
import { demographicsOf, findCandidates, requirePatient } from '../stores/patientStore.ts';
import { issue, link, type NewPatient } from '../stores/registration.ts';
import { type Input, patientPayload, writeOnce } from './writeOnce.ts';

/** What registrars and reviewers write. */
export const registrationMutations = {
  async issueHealthId(_: unknown, { input }: Input<NewPatient>, context: HealthIdContext) {
    const { healthId, duplicates } = await writeOnce(context, 'issueHealthId', input, (tx, by) => issue(tx, input, by));
    const answer = await patientPayload(context, healthId);
    const known = answer.patient && demographicsOf(answer.patient);
    const candidates = known && duplicates.length > 0 ? await findCandidates(context.db, known, 20) : [];
    return { ...answer, possibleDuplicates: candidates.filter(({ patient }) => duplicates.includes(patient.healthId)) };
  },

  async linkIdentifier(
    _: unknown,
    { input }: Input<{ healthId: string; issuer: string; value: string }>,
    context: HealthIdContext,
  ) {
    const healthId = await writeOnce(context, 'linkIdentifier', input, async (tx) => {
      const patient = await requirePatient(tx, input.healthId);
      await link(tx, patient.healthId, input.issuer, input.value);
      return patient.healthId;
    });
    return patientPayload(context, healthId);
  },

  async mergePatients(_: unknown, { input }: Input<{ from: string; into: string }>, context: HealthIdContext) {
    const survivor = await writeOnce(context, 'mergePatients', input, (tx, by) =>
      merge(tx, input.from, input.into, by),
    );
    return patientPayload(context, survivor);
  },

  async unmergePatient(_: unknown, { input }: Input<{ healthId: string }>, context: HealthIdContext) {
    const restored = await writeOnce(context, 'unmergePatient', input, (tx, by) =>
      unmerge(tx, parseHealthId(input.healthId), by),
    );
    return patientPayload(context, restored);
  },

  async decideDuplicate(
    _: unknown,
    { input }: Input<{ reviewId: string; isSamePerson: boolean }>,
    context: HealthIdContext,
  ) {
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(input.reviewId)) throw failure('NOT_FOUND');
    await writeOnce(context, 'decideDuplicate', input, (tx, by) =>
      decide(tx, input.reviewId, input.isSamePerson, by).then(() => null),
    );
    return { review: await context.db.duplicateReview.findUnique({ where: { id: input.reviewId } }) };
  },
};
