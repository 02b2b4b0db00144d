import { isPatientSide } from '@wasl/kit/recordAccess';
import { idsOf, type PersonIds } from '@wasl/kit/patientReference';
import type { ClinicalContext } from '../context.ts';
import { interpretResult, type ToldPerson } from '../interpretResult.ts';
import { doubtOf } from '../codedRecord.ts';
import { kinds, type RecordKind, type WrittenKind, writtenKinds } from '../kinds.ts';
import { contradicted, isSealed, isStatement } from '../stores/allergyStatements.ts';
import type { ClinicalRecord } from '../stores/recordStore.ts';
import { basedOn, performerOfObservation } from './LaboratoryOrder.ts';
import { personAt } from './personAt.ts';
import { content, coded, encounterOf, reportResults } from './recordFields.ts';

const effectiveAt = (record: ClinicalRecord) => record.effectiveAt;

/** What the registry tells of a record's patient: after a merge, the IDs of all records of that person too. */
interface OfRegistry extends ToldPerson {
  healthIds?: PersonIds | null;
}

/** A record as the gateway refers to it, with what a field requires of its patient. */
interface Reference {
  id: string;
  patient?: OfRegistry | null;
}

/** A record with what the registry tells of its patient, where a field requires it. */
type OfPerson = ClinicalRecord & { person?: OfRegistry };

type FieldResolver = (record: ClinicalRecord, _: unknown, context: ClinicalContext) => unknown;

const ofVisit =
  (kind: RecordKind): FieldResolver =>
  (visit, _, { loaders }) =>
    loaders.ofVisit(kind).load(visit);

const encounter: FieldResolver = (record, _, context) => encounterOf(record, context);

/** The fields that only one kind of record has. */
const own: Record<WrittenKind, Record<string, FieldResolver>> = {
  ENCOUNTER: {
    startedAt: effectiveAt,
    endedAt: content('endedAt'),
    department: content('department'),
    diagnoses: ofVisit('CONDITION'),
    results: ofVisit('OBSERVATION'),
    procedures: ofVisit('PROCEDURE'),
    reports: ofVisit('DIAGNOSTIC_REPORT'),
    documents: ofVisit('DOCUMENT_REFERENCE'),
    laboratoryOrders: ofVisit('LABORATORY_ORDER'),
  },
  CONDITION: { onset: effectiveAt, encounter },
  OBSERVATION: {
    observedAt: effectiveAt,
    value: content('value'),
    unit: content('unit'),
    comparator: content('comparator'),
    valueText: content('valueText'),
    valueCode: content('valueCode'),
    valueDisplay: coded,
    ratio: content('ratio'),
    components: content('components'),
    referenceLow: content('referenceLow'),
    referenceHigh: content('referenceHigh'),
    async interpretation({ person, ...record }: OfPerson, _, { loaders }) {
      const ids = () => idsOf({ healthId: record.healthId, healthIds: person?.healthIds });
      return interpretResult(record, await personAt(record, person, ids, loaders));
    },
    encounter,
    basedOn,
    performer: performerOfObservation,
  },
  ALLERGY_INTOLERANCE: {
    substanceAtcCode: content('substanceAtcCode'),
    reaction: content('reaction'),
    criticality: content('criticality'),
    verification: content('verification'),
    // By what the caller may read of the patient: a sealed allergy shows in this to its author and the patient alone.
    async isContradicted(entry, _, { caller, loaders }) {
      if (entry.status !== 'ACTIVE' || !isStatement(entry)) return false;
      const ids = loaders.idsOfPerson(entry);
      const others = await loaders.current('ALLERGY_INTOLERANCE').load(ids);
      // Where the entry was asked for by its own id, it was not known of whom, so nothing was told to be hidden from a guardian.
      const isGuardian = caller !== null && isPatientSide(caller) && !ids.includes(caller.healthId ?? '');
      return contradicted(entry, isGuardian ? others.filter((other) => !isSealed(other)) : others);
    },
    encounter,
  },
  IMMUNIZATION: {
    givenAt: effectiveAt,
    dose: content('dose'),
    lotNumber: content('lotNumber'),
    manufacturer: content('manufacturer'),
    encounter,
  },
  PROCEDURE: { performedAt: effectiveAt, encounter },
  DIAGNOSTIC_REPORT: {
    issuedAt: effectiveAt,
    conclusion: content('conclusion'),
    results: reportResults,
    encounter,
    basedOn,
  },
  DOCUMENT_REFERENCE: { writtenAt: effectiveAt, text: content('text'), encounter },
};

/** The resolvers of the types of record. */
export const records = Object.fromEntries(writtenKinds.map((kind) => [kinds[kind].type, resolversOf(kind)]));

/** The resolvers of what came of writing each: a code that the list in force lacks is told. */
export const payloads = Object.fromEntries(
  writtenKinds.map((kind) => [
    `${kinds[kind].type}Payload`,
    { codeWarning: ({ record }: { record: ClinicalRecord }) => doubtOf(kind, record.code) ?? null },
  ]),
);

function resolversOf(kind: WrittenKind) {
  return {
    async __resolveReference({ id, patient }: Reference, { loaders }: ClinicalContext) {
      const record = await loaders.record.load(id);
      if (record?.kind !== kind) return null;
      return patient ? { ...record, person: patient } : record;
    },
    version: ({ number }: ClinicalRecord) => number,
    patient: ({ healthId }: ClinicalRecord) => ({ healthId }),
    author: ({ authorId }: ClinicalRecord) => ({ id: authorId }),
    facility: ({ facilityId }: ClinicalRecord) => ({ id: facilityId }),
    display: ({ displayAr, displayEn }: ClinicalRecord) => ({ ar: displayAr, en: displayEn }),
    history: ({ id }: ClinicalRecord, _: unknown, { loaders }: ClinicalContext) => loaders.history.load(id),
    ...own[kind],
  };
}
