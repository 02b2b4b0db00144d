import { requireCaller, requireOwnRecordOrStaff } from '@wasl/kit/caller';
import { failure } from '@wasl/kit/errors';
import { parseHealthId } from '@wasl/kit/healthId';
import { idempotently } from '@wasl/kit/idempotency';
import type { Prisma } from '@wasl/prisma/health-id/generated/client.ts';
import type { HealthIdContext } from '../context.ts';
import { demographicsOf, findCandidates } from '../stores/patientStore.ts';
import { decide, issue, link, merge, type NewPatient, unmerge } from '../stores/registration.ts';

interface Keyed {
  idempotencyKey: string;
}

interface ConsentInput extends Keyed {
  healthId: string;
  decision: string;
  category?: string | null;
  facilityId?: string | null;
  role?: string | null;
  until?: Date | null;
}

/** Does a write once per idempotency key. */
function once<T>(
  context: HealthIdContext,
  operation: string,
  input: Keyed,
  work: (tx: Prisma.TransactionClient, by: string) => Promise<T>,
) {
  const caller = requireCaller(context);
  const submission = { key: input.idempotencyKey, operation, caller, input };
  return idempotently(context.db, submission, (tx: Prisma.TransactionClient) => work(tx, caller.subject));
}

async function payload({ loaders }: HealthIdContext, healthId: string) {
  loaders.patient.clearAll();
  return { patient: await loaders.patient.load(healthId) };
}

export const Mutation = {
  async issueHealthId(_: unknown, { input }: { input: Keyed & NewPatient }, context: HealthIdContext) {
    const { healthId, duplicates } = await once(context, 'issueHealthId', input, (tx) => issue(tx, input));
    const answer = await payload(context, healthId);
    const known = answer.patient && demographicsOf(answer.patient);
    const candidates = known && duplicates.length > 0 ? await findCandidates(context.db, known, 20) : [];
    return { ...answer, possibleDuplicates: candidates.filter(({ patient }) => duplicates.includes(patient.healthId)) };
  },

  async linkIdentifier(
    _: unknown,
    { input }: { input: Keyed & { healthId: string; issuer: string; value: string } },
    context: HealthIdContext,
  ) {
    const healthId = parseHealthId(input.healthId);
    const patient = await context.loaders.patient.load(healthId);
    if (!patient) throw failure('NOT_FOUND');
    await once(context, 'linkIdentifier', input, (tx) =>
      link(tx, patient.healthId, input.issuer, input.value).then(() => null),
    );
    return payload(context, patient.healthId);
  },

  async mergePatients(
    _: unknown,
    { input }: { input: Keyed & { from: string; into: string } },
    context: HealthIdContext,
  ) {
    return payload(
      context,
      await once(context, 'mergePatients', input, (tx, by) => merge(tx, input.from, input.into, by)),
    );
  },

  async unmergePatient(_: unknown, { input }: { input: Keyed & { healthId: string } }, context: HealthIdContext) {
    return payload(context, await once(context, 'unmergePatient', input, (tx, by) => unmerge(tx, input.healthId, by)));
  },

  async decideDuplicate(
    _: unknown,
    { input }: { input: Keyed & { reviewId: string; isSamePerson: boolean } },
    context: HealthIdContext,
  ) {
    if (!/^[0-9a-f-]{36}$/i.test(input.reviewId)) throw failure('NOT_FOUND');
    await once(context, 'decideDuplicate', input, (tx, by) =>
      decide(tx, input.reviewId, input.isSamePerson, by).then(() => null),
    );
    return { review: await context.db.duplicateReview.findUnique({ where: { id: input.reviewId } }) };
  },

  async recordConsent(_: unknown, { input }: { input: ConsentInput }, context: HealthIdContext) {
    const healthId = parseHealthId(input.healthId);
    requireOwnRecordOrStaff(context.caller, healthId);
    const { idempotencyKey: _key, ...directive } = input;
    await once(context, 'recordConsent', input, async (tx, by) => {
      const { id } = await tx.consentDirective.create({ data: { ...directive, healthId, recordedBy: by } });
      return id;
    });
    return payload(context, healthId);
  },
};
