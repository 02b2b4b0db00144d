import { damascusDay } from '@wasl/kit/calendar';
import { failure } from '@wasl/kit/errors';
import { readPage, toConnection } from '@wasl/kit/pagination';
import { idsOf, type PatientReference } from '@wasl/kit/patientReference';
import { placed, toPlace } from '@wasl/kit/placing/resolvers';
import type { ClinicalContext } from '../context.ts';
import { immunizationCard } from '../immunizationCard.ts';
import type { ToldPerson } from '../interpretResult.ts';
import { isLoinc } from '../isLoinc.ts';
import { kinds, type RecordKind, recordKinds } from '../kinds.ts';
import { prescribingFactsAmong } from '../prescribingFacts.ts';
import { type FilterArguments, readFilter } from '../readFilter.ts';
import { isStatement } from '../stores/allergyStatements.ts';
import { positionOf } from '../stores/listStore.ts';
import type { ClinicalRecord } from '../stores/recordStore.ts';
import { personAt } from './personAt.ts';
import { trendOf } from '../trendOf.ts';

interface ListArguments extends FilterArguments {
  first?: number | null;
  after?: string | null;
}

/** A patient with what fields require of the registry. */
type OfPatient = PatientReference & ToldPerson;

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
  async observationTrend(
    patient: OfPatient,
    { code, unit = null, ...between }: FilterArguments & { code: string; unit?: string | null },
    { loaders }: ClinicalContext,
  ) {
    if (!isLoinc(code)) throw failure('BAD_USER_INPUT', { argument: 'code' });
    const found = await loaders.measurements({ ...readFilter(between), code }).load(idsOf(patient));
    const [newest] = found;
    const person = newest ? await personAt({ ...newest, code }, patient, () => idsOf(patient), loaders) : patient;
    return trendOf(code, found, unit, person ?? patient);
  },
  async immunizationCard(patient: OfPatient, _: unknown, { loaders }: ClinicalContext) {
    const healthIds = idsOf(patient);
    const given = await loaders.current('IMMUNIZATION').load(healthIds);
    const schedule = patient.birthDate ? immunizationCard(patient.birthDate, given, damascusDay(new Date())) : [];
    return { given, schedule: schedule.map((dose) => ({ ...dose, healthIds })) };
  },
  ...Object.fromEntries(recordKinds.map((kind) => [kinds[kind].field, listOf(kind)])),
};

function listOf(kind: RecordKind) {
  return async (
    patient: PatientReference,
    { first, after, ...wanted }: ListArguments,
    { loaders }: ClinicalContext,
  ) => {
    const page = readPage(first, after);
    return toConnection(await loaders.list(kind, page, readFilter(wanted)).load(idsOf(patient)), page, positionOf);
  };
}

function toSubstance({ code, displayAr, displayEn, content, confidentiality, sensitivities }: ClinicalRecord) {
  const { substanceAtcCode = null } = content as { substanceAtcCode?: string | null };
  return { code, substanceAtcCode, texts: [displayAr, displayEn], confidentiality, sensitivities };
}
