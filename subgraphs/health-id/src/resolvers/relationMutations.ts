import { failure } from '@wasl/kit/errors';
import { parseHealthId } from '@wasl/kit/healthId';
import type { Input } from '@wasl/kit/writeOnce';
import { requireCaller } from '@wasl/subgraph-sdk';
import type { Evidence } from '@wasl/kit/evidence';
import type { HealthIdContext } from '../context.ts';
import { readWords } from '@wasl/kit/readWords';
import { endTreatment, refer, startTreatment, type TreatmentSource } from '../stores/careStore.ts';
import { endGuardian } from '../stores/guardianStore.ts';
import { request } from './actPayload.ts';
import { writeRecord } from './patientPayload.ts';

type GuardianInput = Input<{ healthId: string; guardianHealthId: string; evidence: Evidence }>;
type EndTreatmentInput = Input<{ healthId: string; facilityId?: string | null }>;
type StartTreatmentInput = Input<{
  healthId: string;
  facilityId?: string | null;
  since?: string | null;
  source?: TreatmentSource | null;
  evidence?: string | null;
}>;
type ReferralInput = Input<{ healthId: string; toFacilityId: string; words: string }>;

const privateRoles: ReadonlySet<string> = new Set(['citizen', 'guardian']);

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

  async startTreatment(_: unknown, { input }: StartTreatmentInput, context: HealthIdContext) {
    const ground = await groundOf(input, context);
    return writeRecord(context, 'startTreatment', input, (tx, writing) =>
      startTreatment(tx, { ...ground, healthId: input.healthId, since: input.since ?? null }, writing),
    );
  },

  referPatient(_: unknown, { input }: ReferralInput, context: HealthIdContext) {
    ownFacility(context);
    const words = readWords('words', input.words, 5);
    return writeRecord(context, 'referPatient', input, (tx, writing) => refer(tx, { ...input, words }, writing));
  },

  async endTreatment(_: unknown, { input }: EndTreatmentInput, context: HealthIdContext) {
    const facilityId = (await isPatientsAct(input, context)) ? chosen(input) : ownFacility(context, input.facilityId);
    return writeRecord(context, 'endTreatment', input, (tx, writing) =>
      endTreatment(tx, input.healthId, facilityId, writing),
    );
  },
};

/** On what a treatment begins: the patient's own choice, or what a facility's staff say of their own facility. */
async function groundOf(input: StartTreatmentInput['input'], context: HealthIdContext) {
  const { source = null, evidence = null } = input;
  if (await isPatientsAct(input, context))
    return { facilityId: chosen(input), source: 'PATIENT' as const, evidence: null };
  const facilityId = ownFacility(context, input.facilityId);
  // A referral is the other facility's word, and the patient's act the patient's.
  if (source !== 'VISIT' && source !== 'EMERGENCY') throw failure('BAD_USER_INPUT', { field: 'source' });
  return { facilityId, source, evidence: readWords('evidence', evidence ?? '', 3) };
}

/** Whether the caller acts as the patient, or as one who speaks for the patient. @throws SubgraphError NOT_FOUND for a stranger */
async function isPatientsAct({ healthId }: { healthId: string }, context: HealthIdContext): Promise<boolean> {
  const { scopes, decision } = requireCaller(context);
  const isStaff = decision?.role === undefined ? scopes.includes('user/CareTeam.cu') : !privateRoles.has(decision.role);
  if (isStaff) return false;
  const patient = await context.loaders.patient.load(parseHealthId(healthId));
  if (!patient || !(await context.loaders.speaksFor(patient))) throw failure('NOT_FOUND');
  return true;
}

function chosen({ facilityId }: { facilityId?: string | null }): string {
  if (facilityId == null) throw failure('BAD_USER_INPUT', { field: 'facilityId' });
  return facilityId;
}

/** The caller's own facility: nobody speaks for another. @throws SubgraphError FORBIDDEN */
function ownFacility(context: HealthIdContext, asked?: string | null): string {
  const { facilityId } = requireCaller(context);
  if (facilityId === undefined || (asked ?? facilityId) !== facilityId) throw failure('FORBIDDEN');
  return facilityId;
}
