import { parseHealthId } from '@wasl/kit/healthId';
import type { Input } from '@wasl/kit/writeOnce';
import type { HealthIdContext } from '../context.ts';
import { decide, merge, unmerge } from '../stores/merging.ts';
import { demographicsOf, requirePatient } from '../stores/patientStore.ts';
import { issue, link, type NewPatient } from '../stores/registration.ts';
import { patientPayload, type PatientPayload, writeRecord } from './patientPayload.ts';

/** What registrars and reviewers write. */
export const registrationMutations = {
  async issueHealthId(_: unknown, { input }: Input<NewPatient>, context: HealthIdContext) {
    const { healthId, duplicates } = await context.writeOnce('issueHealthId', input, (tx, { subject }) =>
      issue(tx, input, subject),
    );
    const answer = await patientPayload(context, healthId);
    const known = answer.patient && demographicsOf(answer.patient);
    const candidates = known && duplicates.length > 0 ? await context.loaders.candidates(known, 20) : [];
    return { ...answer, possibleDuplicates: candidates.filter(({ patient }) => duplicates.includes(patient.healthId)) };
  },

  linkIdentifier: (
    _: unknown,
    { input }: Input<{ healthId: string; issuer: string; value: string }>,
    context: HealthIdContext,
  ): Promise<PatientPayload> =>
    writeRecord(context, 'linkIdentifier', input, async (tx) => {
      const patient = await requirePatient(tx, input.healthId);
      await link(tx, patient.healthId, input.issuer, input.value);
      return patient.healthId;
    }),

  mergePatients: (_: unknown, { input }: Input<{ from: string; into: string }>, context: HealthIdContext) =>
    writeRecord(context, 'mergePatients', input, (tx, by) => merge(tx, input.from, input.into, by)),

  unmergePatient: (_: unknown, { input }: Input<{ healthId: string }>, context: HealthIdContext) =>
    writeRecord(context, 'unmergePatient', input, (tx, by) => unmerge(tx, parseHealthId(input.healthId), by)),

  async decideDuplicate(
    _: unknown,
    { input }: Input<{ reviewId: string; isSamePerson: boolean }>,
    context: HealthIdContext,
  ) {
    await context.writeOnce('decideDuplicate', input, async (tx, { subject }) => {
      await decide(tx, input.reviewId, input.isSamePerson, subject);
      return null;
    });
    return { review: await context.loaders.review(input.reviewId) };
  },
};
