import { failure } from '@wasl/kit/errors';
import { parseHealthId } from '@wasl/kit/healthId';
import { holdsInRole } from '@wasl/kit/recordAccess';
import type { Input } from '@wasl/kit/writeOnce';
import { requireCaller } from '@wasl/subgraph-sdk';
import { requireConsentWriter } from '../access.ts';
import type { HealthIdContext } from '../context.ts';
import { addGuardian, endGuardian, endTreatment, startTreatment } from '../stores/careStore.ts';
import { type NewConsent, recordConsent, withdrawConsent } from '../stores/consentStore.ts';
import { writeRecord } from './patientPayload.ts';

type GuardianInput = Input<{ healthId: string; guardianHealthId: string }>;
type TreatmentInput = Input<{ healthId: string; facilityId?: string | null; since?: string | null }>;

/** Who may act for a patient, who treats, and what the patient permits. */
export const relationMutations = {
  async recordConsent(_: unknown, { input }: Input<NewConsent & { healthId: string }>, context: HealthIdContext) {
    const { healthId } = await requireConsentWriter(context, parseHealthId(input.healthId));
    return writeRecord(context, 'recordConsent', input, async (tx, by) => {
      await recordConsent(tx, healthId, input, by);
      return healthId;
    });
  },

  async withdrawConsent(_: unknown, { input }: Input<{ consentId: string }>, context: HealthIdContext) {
    const directive = await context.loaders.consent.load(input.consentId);
    if (!directive) throw failure('NOT_FOUND');
    const { healthId } = await requireConsentWriter(context, directive.healthId);
    return writeRecord(context, 'withdrawConsent', input, async (tx, by) => {
      await withdrawConsent(tx, directive.id, by);
      return healthId;
    });
  },

  addGuardian: (_: unknown, { input }: GuardianInput, context: HealthIdContext) =>
    writeRecord(context, 'addGuardian', input, (tx, by) => addGuardian(tx, input.guardianHealthId, input.healthId, by)),

  endGuardian: (_: unknown, { input }: GuardianInput, context: HealthIdContext) =>
    writeRecord(context, 'endGuardian', input, (tx, by) => endGuardian(tx, input.guardianHealthId, input.healthId, by)),

  startTreatment(_: unknown, { input }: TreatmentInput, context: HealthIdContext) {
    const facilityId = treatingFacility(context, input.facilityId);
    return writeRecord(context, 'startTreatment', input, (tx, by) =>
      startTreatment(tx, input.healthId, facilityId, input.since ?? null, by),
    );
  },

  endTreatment(_: unknown, { input }: TreatmentInput, context: HealthIdContext) {
    const facilityId = treatingFacility(context, input.facilityId);
    return writeRecord(context, 'endTreatment', input, (tx, by) => endTreatment(tx, input.healthId, facilityId, by));
  },
};

/** The caller's own facility; only registrars speak for another. @throws SubgraphError FORBIDDEN */
function treatingFacility(context: HealthIdContext, asked: string | null | undefined): string {
  const caller = requireCaller(context);
  const wanted = asked ?? caller.facilityId;
  if (wanted === undefined || (wanted !== caller.facilityId && !holdsInRole(caller, 'user/Patient.cu')))
    throw failure('FORBIDDEN');
  return wanted;
}
