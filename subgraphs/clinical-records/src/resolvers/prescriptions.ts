import type { ClinicalContext } from '../context.ts';
import { visitEnd } from '../visitEnd.ts';
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
    return visit
      ? { id, patient, isFound: true, facilityId: visit.facilityId, endedAt: visitEnd(visit) }
      : { id, patient, isFound: false };
  },
};
