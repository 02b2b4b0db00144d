import { mayOpenRecord } from '@wasl/kit/caller';
import { readPage, toConnection } from '@wasl/kit/pagination';
import type { ClinicalContext } from '../context.ts';
import { kinds, type RecordKind, recordKinds } from '../kinds.ts';
import { positionOf } from '../stores/recordStore.ts';

interface PatientReference {
  healthId: string;
}

interface PageArguments {
  first?: number | null;
  after?: string | null;
}

export const Patient = {
  __resolveReference: ({ healthId }: PatientReference, { caller }: ClinicalContext) =>
    mayOpenRecord(caller, healthId) ? { healthId } : null,
  summary: ({ healthId }: PatientReference) => ({ healthId }),
  async activeAllergies({ healthId }: PatientReference, _: unknown, { loaders }: ClinicalContext) {
    const current = await loaders.current.load(healthId);
    return current.filter(({ kind }) => kind === 'ALLERGY_INTOLERANCE');
  },
  ...Object.fromEntries(recordKinds.map((kind) => [kinds[kind].field, listOf(kind)])),
};

function listOf(kind: RecordKind) {
  return async ({ healthId }: PatientReference, { first, after }: PageArguments, { loaders }: ClinicalContext) => {
    const page = readPage(first, after);
    return toConnection(await loaders.list(kind, page).load(healthId), page, positionOf);
  };
}
