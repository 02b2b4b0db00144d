import { readPage, toConnection } from '@wasl/kit/pagination';
import { idsOf, type PatientReference } from '@wasl/kit/patientReference';
import { placed, toPlace } from '@wasl/kit/placing/resolvers';
import type { ClinicalContext } from '../context.ts';
import { kinds, type RecordKind, recordKinds } from '../kinds.ts';
import { prescribingFactsAmong } from '../prescribingFacts.ts';
import { isStatement } from '../stores/allergyStatements.ts';
import { type ClinicalRecord, positionOf } from '../stores/recordStore.ts';

interface PageArguments {
  first?: number | null;
  after?: string | null;
}

export const Patient = {
  __resolveReference: (patient: PatientReference, { loaders }: ClinicalContext) => loaders.patient(patient),
  summary: (patient: PatientReference) => patient,
  recordsToPlace: toPlace,
  placedRecords: placed,
  activeAllergies: (patient: PatientReference, _: unknown, { loaders }: ClinicalContext) =>
    loaders.current('ALLERGY_INTOLERANCE').load(idsOf(patient)),
  allergySubstances: async (patient: PatientReference, _: unknown, { loaders }: ClinicalContext) =>
    (await loaders.allergySubstances.load(idsOf(patient))).filter((entry) => !isStatement(entry)).map(toSubstance),
  prescribingFacts: async (patient: PatientReference, _: unknown, { loaders }: ClinicalContext) =>
    prescribingFactsAmong(await loaders.prescribingFacts.load(idsOf(patient))),
  ...Object.fromEntries(recordKinds.map((kind) => [kinds[kind].field, listOf(kind)])),
};

function listOf(kind: RecordKind) {
  return async (patient: PatientReference, { first, after }: PageArguments, { loaders }: ClinicalContext) => {
    const page = readPage(first, after);
    return toConnection(await loaders.list(kind, page).load(idsOf(patient)), page, positionOf);
  };
}

function toSubstance({ code, displayAr, displayEn, content, confidentiality, sensitivities }: ClinicalRecord) {
  const { substanceAtcCode = null } = content as { substanceAtcCode?: string | null };
  return { code, substanceAtcCode, texts: [displayAr, displayEn], confidentiality, sensitivities };
}
