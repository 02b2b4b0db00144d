import { requireCaller } from '@wasl/kit/caller';
import { failure } from '@wasl/kit/errors';
import { parseHealthId } from '@wasl/kit/healthId';
import { requireConsentWriter } from '../access.ts';
import type { HealthIdContext } from '../context.ts';
import { addGuardian, endGuardian, endTreatment, startTreatment } from '../stores/careStore.ts';
import { type NewConsent, recordConsent, requireConsent, withdrawConsent } from '../stores/consentStore.ts';
import { type Input, type Keyed, patientPayload, writeOnce } from './writeOnce.ts';

type GuardianInput = Input<{ healthId: string; guardianHealthId: string }>;
type TreatmentInput = Input<{ healthId: string; facilityId?: string | null; since?: string | null }>;

/** Who may act for a patient, who treats, and what the patient permits. */
export const relationMutations = {
  async recordConsent(_: unknown, { input }: Input<NewConsent & { healthId: string }>, context: HealthIdContext) {
    const { healthId } = await requireConsentWriter(context, parseHealthId(input.healthId));
    await writeOnce(context, 'recordConsent', input, (tx, by) => recordConsent(tx, healthId, input, by));
    return patientPayload(context, healthId);
  },

  async withdrawConsent(_: unknown, { input }: Input<{ consentId: string }>, context: HealthIdContext) {
    const directive = await requireConsent(context.db, input.consentId);
    const { healthId } = await requireConsentWriter(context, directive.healthId);
    await writeOnce(context, 'withdrawConsent', input, (tx, by) =>
      withdrawConsent(tx, directive.id, by).then(() => null),
    );
    return patientPayload(context, healthId);
  },

  addGuardian: (_: unknown, { input }: GuardianInput, context: HealthIdContext) =>
    changed(context, 'addGuardian', input, (tx, by) => addGuardian(tx, input.guardianHealthId, input.healthId, by)),

  endGuardian: (_: unknown, { input }: GuardianInput, context: HealthIdContext) =>
    changed(context, 'endGuardian', input, (tx, by) => endGuardian(tx, input.guardianHealthId, input.healthId, by)),

  startTreatment(_: unknown, { input }: TreatmentInput, context: HealthIdContext) {
    const facilityId = treatingFacility(context, input.facilityId);
    return changed(context, 'startTreatment', input, (tx, by) =>
      startTreatment(tx, input.healthId, facilityId, input.since ?? null, by),
    );
  },

  endTreatment(_: unknown, { input }: TreatmentInput, context: HealthIdContext) {
    const facilityId = treatingFacility(context, input.facilityId);
    return changed(context, 'endTreatment', input, (tx, by) => endTreatment(tx, input.healthId, facilityId, by));
  },
};

async function changed(
  context: HealthIdContext,
  operation: string,
  input: Keyed,
  work: Parameters<typeof writeOnce<string>>[3],
) {
  return patientPayload(context, await writeOnce(context, operation, input, work));
}

/** The caller's own facility; only registrars speak for another. @throws WaslError FORBIDDEN */
function treatingFacility(context: HealthIdContext, asked: string | null | undefined): string {
  const { facilityId, scopes } = requireCaller(context);
  const wanted = asked ?? facilityId;
  if (wanted === undefined || (wanted !== facilityId && !scopes.includes('user/Patient.cu')))
    throw failure('FORBIDDEN');
  return wanted;
}
