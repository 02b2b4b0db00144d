import type { ClinicalContext } from '../context.ts';
import { encounterOf } from './recordFields.ts';

/** A prescription of the pharmacy, with what the gateway brings of it. */
interface PrescriptionReference {
  encounterId?: string | null;
  patient?: { healthId: string } | null;
}

export const Prescription = {
  encounter: ({ encounterId, patient }: PrescriptionReference, _: unknown, context: ClinicalContext) =>
    encounterId != null && patient ? encounterOf({ encounterId, healthId: patient.healthId }, context) : null,
};

/** A visit that somebody prescribes in, and the patient for whom. */
interface VisitReference {
  id: string;
  patient: { healthId: string };
}

export const PrescribingVisit = {
  async __resolveReference({ id, patient }: VisitReference, { loaders }: ClinicalContext) {
    const { healthId } = patient;
    const visit = await loaders.prescribingVisit.load({ id, healthId });
    return { id, patient, isFound: visit !== null, ...(visit && { facilityId: visit.facilityId, ...endOf(visit) }) };
  },
};

/** A visit that somebody called over without saying since when has ended when that was recorded. */
function endOf({ status, content, recordedAt }: { status: string; content: unknown; recordedAt: Date }) {
  const { endedAt = null } = (content ?? {}) as { endedAt?: string | null };
  return { endedAt: endedAt ?? (status === 'RESOLVED' ? recordedAt : null) };
}
