import { failure } from '@wasl/kit/errors';
import { parseHealthId } from '@wasl/kit/healthId';
import type { Input } from '@wasl/kit/writeOnce';
import type { Evidence } from '@wasl/kit/evidence';
import { requireConsentWriter } from '../access.ts';
import type { HealthIdContext } from '../context.ts';
import { consentInput } from '../stores/actPerformers.ts';
import { type NewConsent, recordConsent, withdrawConsent } from '../stores/consentStore.ts';
import { type ActPayload, request } from './actPayload.ts';
import { writeRecord } from './patientPayload.ts';

type Consent = Input<NewConsent & { healthId: string; evidence?: Evidence | null }>;
type Withdrawal = Input<{ consentId: string; evidence?: Evidence | null }>;

/**
 * What a patient permits. The patient, and who speaks for the patient, writes it at once. For a registrar a denial is recorded at once,
 * for it protects; a permission and a withdrawal need a second registrar.
 */
export const consentMutations = {
  async recordConsent(_: unknown, { input }: Consent, context: HealthIdContext): Promise<Partial<ActPayload>> {
    const healthId = parseHealthId(input.healthId);
    const patient = await requireConsentWriter(context, healthId);
    const isOwnAct = await context.loaders.speaksFor(patient);
    if (!isOwnAct && input.decision !== 'DENY') {
      const evidence = requireEvidence(input.evidence);
      return request(context, 'recordConsent', input, () => ({
        kind: 'RECORD_CONSENT',
        healthId,
        input: consentInput(input),
        evidence,
      }));
    }
    return writeRecord(context, 'recordConsent', input, async (tx, writing) => {
      await recordConsent(tx, healthId, input, writing);
      return patient.healthId;
    });
  },

  async withdrawConsent(_: unknown, { input }: Withdrawal, context: HealthIdContext): Promise<Partial<ActPayload>> {
    const { consentId } = input;
    const directive = await context.loaders.consent.load(consentId);
    if (!directive) throw failure('NOT_FOUND');
    const patient = await requireConsentWriter(context, directive.healthId);
    if (!(await context.loaders.speaksFor(patient))) {
      const evidence = requireEvidence(input.evidence);
      const { healthId } = directive;
      return request(context, 'withdrawConsent', input, () => ({
        kind: 'WITHDRAW_CONSENT',
        healthId,
        input: { consentId },
        evidence,
      }));
    }
    return writeRecord(context, 'withdrawConsent', input, async (tx, writing) => {
      await withdrawConsent(tx, directive.id, writing);
      return patient.healthId;
    });
  },
};

function requireEvidence(evidence: Evidence | null | undefined): Evidence {
  if (!evidence) throw failure('BAD_USER_INPUT', { field: 'evidence' });
  return evidence;
}
