import { failure } from '@wasl/kit/errors';
import { parseHealthId } from '@wasl/kit/healthId';
import type { Input } from '@wasl/kit/writeOnce';
import type { Evidence } from '@wasl/kit/evidence';
import { actorOf } from '@wasl/kit/actor';
import type { HealthIdContext } from '../context.ts';
import { readIdentifier } from '../matching/identifiers.ts';
import { decideDifferent, openReview } from '../stores/merging.ts';
import { demographicsOf, requirePatient } from '../stores/patientStore.ts';
import { issue, type NewPatient, registerUnidentified, type UnidentifiedPatient } from '../stores/registration.ts';
import { type ActPayload, request } from './actPayload.ts';
import { patientPayload, writeAs } from './patientPayload.ts';

type Evidenced<T> = Input<T & { evidence: Evidence }>;
type Decision = Input<{ reviewId: string; isSamePerson: boolean; evidence?: Evidence | null }>;

/** What registrars and reviewers write. */
export const registrationMutations = {
  async issueHealthId(_: unknown, { input }: Input<NewPatient>, context: HealthIdContext) {
    const { now } = context;
    const { healthId, duplicates } = await context.writeOnce('issueHealthId', input, (tx, caller) =>
      issue(tx, input, { actor: actorOf(caller), now }),
    );
    const answer = await patientPayload(context, healthId);
    const known = answer.patient && demographicsOf(answer.patient);
    const candidates = known && duplicates.length > 0 ? await context.loaders.candidates(known, 20, healthId) : [];
    return { ...answer, possibleDuplicates: candidates.filter(({ patient }) => duplicates.includes(patient.healthId)) };
  },

  async registerUnidentified(_: unknown, { input }: Input<UnidentifiedPatient>, context: HealthIdContext) {
    const healthId = await writeAs(context, 'registerUnidentified', input, (tx, writing) =>
      registerUnidentified(tx, input, writing),
    );
    return { healthId, ...(await patientPayload(context, healthId)) };
  },

  linkIdentifier: (
    _: unknown,
    { input }: Evidenced<{ healthId: string; issuer: string; value: string }>,
    context: HealthIdContext,
  ): Promise<ActPayload> =>
    request(context, 'linkIdentifier', input, () => {
      const { issuer, value } = readIdentifier(input);
      const { evidence } = input;
      return { kind: 'LINK_IDENTIFIER', healthId: parseHealthId(input.healthId), input: { issuer, value }, evidence };
    }),

  mergePatients: (_: unknown, { input }: Evidenced<{ from: string; into: string }>, context: HealthIdContext) =>
    request(context, 'mergePatients', input, async (tx) => {
      const { healthId } = await requirePatient(tx, input.into, 'into');
      return { kind: 'MERGE', healthId: parseHealthId(input.from), otherHealthId: healthId, evidence: input.evidence };
    }),

  unmergePatient: (_: unknown, { input }: Evidenced<{ healthId: string }>, context: HealthIdContext) =>
    request(context, 'unmergePatient', input, () => ({
      kind: 'UNMERGE',
      healthId: parseHealthId(input.healthId),
      evidence: input.evidence,
    })),

  /** That two records are of two people changes neither: one person decides it. That they are one needs a second. */
  async decideDuplicate(_: unknown, { input }: Decision, context: HealthIdContext) {
    const { reviewId, evidence } = input;
    if (input.isSamePerson) {
      if (!evidence) throw failure('BAD_USER_INPUT', { field: 'evidence' });
      const { act } = await request(context, 'decideDuplicate', input, async (tx) => {
        const { left, right } = await openReview(tx, reviewId);
        return { kind: 'MERGE', healthId: right, otherHealthId: left, input: { reviewId }, evidence };
      });
      return { review: await context.loaders.review(reviewId), act };
    }
    await writeAs(context, 'decideDuplicate', input, async (tx, writing) => {
      await decideDifferent(tx, reviewId, writing);
      return reviewId;
    });
    return { review: await context.loaders.review(reviewId), act: null };
  },
};
