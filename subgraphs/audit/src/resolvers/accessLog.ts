import { readPage, toConnection } from '@wasl/kit/pagination';
import { idsOf, type PatientReference } from '@wasl/kit/patientReference';
import type { AuditContext } from '../context.ts';
import { positionOf } from '../stores/accessLogStore.ts';

interface PageArguments {
  first?: number | null;
  after?: string | null;
}

async function accessLog(healthIds: readonly string[], { first, after }: PageArguments, { loaders }: AuditContext) {
  const page = readPage(first, after);
  return toConnection(await loaders.accessOf(healthIds, page), page, positionOf);
}

export const Query = {
  accessLog: (_: unknown, { healthId, ...page }: PageArguments & { healthId: string }, context: AuditContext) =>
    accessLog([healthId], page, context),
};

export const Patient = {
  // What there is of a patient here is judged when the log is asked for.
  __resolveReference: (patient: PatientReference) => patient,
  accessLog: (patient: PatientReference, page: PageArguments, context: AuditContext) =>
    accessLog(idsOf(patient), page, context),
};
