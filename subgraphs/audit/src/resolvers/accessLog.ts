import { readPage, toConnection } from '@wasl/kit/pagination';
import { idsOf, type PatientReference } from '@wasl/kit/patientReference';
import type { AuditContext } from '../context.ts';
import { positionOf } from '../stores/accessLogStore.ts';

interface PageArguments {
  first?: number | null;
  after?: string | null;
}

async function accessLog(patient: PatientReference, { first, after }: PageArguments, { loaders }: AuditContext) {
  const page = readPage(first, after);
  const entries = await loaders.accessOf(idsOf(patient), page);
  return { ...toConnection(entries, page, positionOf), patient: { healthId: patient.healthId } };
}

export const Query = {
  accessLog: (_: unknown, { healthId, ...page }: PageArguments & { healthId: string }, context: AuditContext) =>
    accessLog({ healthId }, page, context),

  async accessLogEntry(_: unknown, { id }: { id: string }, { loaders }: AuditContext) {
    const entry = await loaders.entry(id);
    return entry && { patient: { healthId: entry.patient }, healthId: entry.patient, entry };
  },
};

export const Patient = {
  // What there is of a patient here is judged when the log is asked for.
  __resolveReference: (patient: PatientReference) => patient,
  accessLog: (patient: PatientReference, page: PageArguments, context: AuditContext) =>
    accessLog(patient, page, context),
};
