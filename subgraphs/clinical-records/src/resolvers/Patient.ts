import { mayOpenRecord } from '@wasl/kit/caller';
import { readPage, toConnection } from '@wasl/kit/pagination';
import type { ClinicalContext } from '../context.ts';
import { kinds, type RecordKind, recordKinds } from '../kinds.ts';
import { type PersonIds, positionOf } from '../stores/recordStore.ts';

/** A patient as the gateway refers to one. */
export interface PatientReference {
  healthId: string;
  /** Sent along by the gateway for every field that reads records, which require it. */
  healthIds?: PersonIds;
}

interface PageArguments {
  first?: number | null;
  after?: string | null;
}

export const Patient = {
  __resolveReference: (patient: PatientReference, { caller }: ClinicalContext) =>
    idsOf(patient).some((healthId) => mayOpenRecord(caller, healthId)) ? patient : null,
  summary: (patient: PatientReference) => patient,
  async activeAllergies(patient: PatientReference, _: unknown, { loaders }: ClinicalContext) {
    const current = await loaders.current.load(idsOf(patient));
    return current.filter(({ kind }) => kind === 'ALLERGY_INTOLERANCE');
  },
  ...Object.fromEntries(recordKinds.map((kind) => [kinds[kind].field, listOf(kind)])),
};

/** Every ID that the patient's records may lie under. */
export function idsOf({ healthId, healthIds }: PatientReference): PersonIds {
  return healthIds && healthIds.length > 0 ? healthIds : [healthId];
}

function listOf(kind: RecordKind) {
  return async (patient: PatientReference, { first, after }: PageArguments, { loaders }: ClinicalContext) => {
    const page = readPage(first, after);
    return toConnection(await loaders.list(kind, page).load(idsOf(patient)), page, positionOf);
  };
}
