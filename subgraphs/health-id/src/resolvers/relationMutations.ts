import { failure } from '@wasl/kit/errors';
import { parseHealthId } from '@wasl/kit/healthId';
import type { Input } from '@wasl/kit/writeOnce';
import { requireCaller } from '@wasl/subgraph-sdk';
import type { Evidence } from '@wasl/kit/evidence';
import type { HealthIdContext } from '../context.ts';
import { readWords } from '@wasl/kit/readWords';
import { registerArrival } from '../stores/arrivals.ts';
import { endTreatment, leaveFacility, startTreatment, type TreatmentSource } from '../stores/careStore.ts';
import { endGuardian } from '../stores/guardianStore.ts';
import { request } from './actPayload.ts';
import { writeRecord } from './patientPayload.ts';

type GuardianInput = Input<{ healthId: string; guardianHealthId: string; evidence: Evidence }>;
type EndTreatmentInput = Input<{ healthId: string; facilityId?: string | null }>;
type StartTreatmentInput = Input<{
  healthId: string;
  facilityId?: string | null;
  since?: string | null;
  source: TreatmentSource;
  evidence: string;
}>;
type ChoiceInput = Input<{ healthId: string; facilityId: string }>;

/** Who may act for a patient, and who treats. */
export const relationMutations = {
  addGuardian: (_: unknown, { input }: GuardianInput, context: HealthIdContext) =>
    request(context, 'addGuardian', input, () => {
      const { evidence } = input;
      return {
        kind: 'ADD_GUARDIAN',
        healthId: parseHealthId(input.healthId),
        otherHealthId: parseHealthId(input.guardianHealthId),
        evidence,
      };
    }),

  /** One registrar ends a guardianship, at once: it takes access away, and may protect a child. */
  endGuardian: (_: unknown, { input }: GuardianInput, context: HealthIdContext) =>
    writeRecord(context, 'endGuardian', input, (tx, writing) => {
      const words = readWords('evidence.words', input.evidence.words, 10);
      return endGuardian(tx, { ...input, words }, writing);
    }),

  registerArrival(_: unknown, { input }: Input<{ healthId: string; visit: string }>, context: HealthIdContext) {
    const facilityId = ownFacility(context);
    const visit = readWords('visit', input.visit, 3);
    return writeRecord(context, 'registerArrival', input, (tx, writing) =>
      registerArrival(tx, { healthId: input.healthId, facilityId, visit }, writing),
    );
  },

  startTreatment(_: unknown, { input }: StartTreatmentInput, context: HealthIdContext) {
    const facilityId = ownFacility(context, input.facilityId);
    const { healthId, since = null, source } = input;
    // A referral is the other facility's word, and the patient's choice the patient's.
    if (source !== 'VISIT' && source !== 'EMERGENCY') throw failure('BAD_USER_INPUT', { field: 'source' });
    const evidence = readWords('evidence', input.evidence, 3);
    return writeRecord(context, 'startTreatment', input, (tx, writing) =>
      startTreatment(tx, { healthId, facilityId, source, evidence, since }, writing),
    );
  },

  endTreatment(_: unknown, { input }: EndTreatmentInput, context: HealthIdContext) {
    const facilityId = ownFacility(context, input.facilityId);
    return writeRecord(context, 'endTreatment', input, (tx, writing) =>
      endTreatment(tx, input.healthId, facilityId, writing),
    );
  },

  async chooseFacility(_: unknown, { input }: ChoiceInput, context: HealthIdContext) {
    await requirePatientsWord(input, context);
    return writeRecord(context, 'chooseFacility', input, (tx, writing) =>
      startTreatment(tx, { ...input, source: 'PATIENT', evidence: null }, writing),
    );
  },

  async leaveFacility(_: unknown, { input }: ChoiceInput, context: HealthIdContext) {
    await requirePatientsWord(input, context);
    return writeRecord(context, 'leaveFacility', input, (tx, writing) =>
      leaveFacility(tx, input.healthId, input.facilityId, writing),
    );
  },
};

/** Lets the patient through, and who speaks for the patient. @throws SubgraphError NOT_FOUND for everybody else */
async function requirePatientsWord({ healthId }: { healthId: string }, context: HealthIdContext): Promise<void> {
  const patient = await context.loaders.patient.load(parseHealthId(healthId));
  if (!patient || !(await context.loaders.speaksFor(patient))) throw failure('NOT_FOUND');
}

/** The caller's own facility: nobody speaks for another. @throws SubgraphError FORBIDDEN */
function ownFacility(context: HealthIdContext, asked?: string | null): string {
  const { facilityId } = requireCaller(context);
  if (facilityId === undefined || (asked ?? facilityId) !== facilityId) throw failure('FORBIDDEN');
  return facilityId;
}
