import type { ClinicalContext } from '../context.ts';
import { interpretResult, type ToldPerson } from '../interpretResult.ts';
import { doubtOf } from '../codedRecord.ts';
import { kinds, type RecordKind, recordKinds } from '../kinds.ts';
import { contradicted, isStatement } from '../stores/allergyStatements.ts';
import type { ClinicalRecord, ClinicalRecordVersion } from '../stores/recordStore.ts';

const content = (name: string) => (record: ClinicalRecord) => (record.content as Record<string, unknown>)[name] ?? null;
const effectiveAt = (record: ClinicalRecord) => record.effectiveAt;

/** A record as the gateway refers to it, with what a field requires of its patient. */
interface Reference {
  id: string;
  patient?: ToldPerson | null;
}

/** A record with what the registry tells of its patient, where a field requires it. */
type OfPerson = ClinicalRecord & { person?: ToldPerson };

type FieldResolver = (record: ClinicalRecord, _: unknown, context: ClinicalContext) => unknown;

/** The fields that only one kind of record has. */
const own: Record<RecordKind, Record<string, FieldResolver>> = {
  ENCOUNTER: { startedAt: effectiveAt, endedAt: content('endedAt'), department: content('department') },
  CONDITION: { onset: effectiveAt },
  OBSERVATION: {
    observedAt: effectiveAt,
    value: content('value'),
    unit: content('unit'),
    referenceLow: content('referenceLow'),
    referenceHigh: content('referenceHigh'),
    interpretation: (record: OfPerson) => interpretResult(record, record.person),
  },
  ALLERGY_INTOLERANCE: {
    substanceAtcCode: content('substanceAtcCode'),
    reaction: content('reaction'),
    // By what the caller may read of the patient: a sealed allergy shows in this to its author and the patient alone.
    isContradicted: async (entry, _, { loaders }) =>
      entry.status === 'ACTIVE' &&
      isStatement(entry) &&
      contradicted(entry, await loaders.current('ALLERGY_INTOLERANCE').load([entry.healthId])),
  },
  IMMUNIZATION: { givenAt: effectiveAt, dose: content('dose') },
  PROCEDURE: { performedAt: effectiveAt },
  DIAGNOSTIC_REPORT: {
    issuedAt: effectiveAt,
    conclusion: content('conclusion'),
    async results(report, _, { loaders }) {
      const ids = (content('resultIds')(report) ?? []) as string[];
      const found = await Promise.all(ids.map((id) => loaders.record.load(id)));
      return found.filter((result) => result !== null && result.status !== 'ENTERED_IN_ERROR');
    },
  },
};

/** The resolvers of the seven types of record. */
export const records = Object.fromEntries(recordKinds.map((kind) => [kinds[kind].type, resolversOf(kind)]));

/** The resolvers of what came of writing each: a code that the list in force lacks is told. */
export const payloads = Object.fromEntries(
  recordKinds.map((kind) => [
    `${kinds[kind].type}Payload`,
    { codeWarning: ({ record }: { record: ClinicalRecord }) => doubtOf(kind, record.code) ?? null },
  ]),
);

export const RecordVersion = {
  author: ({ authorId }: ClinicalRecordVersion) => ({ id: authorId }),
};

function resolversOf(kind: RecordKind) {
  return {
    async __resolveReference({ id, patient }: Reference, { loaders }: ClinicalContext) {
      const record = await loaders.record.load(id);
      if (record?.kind !== kind) return null;
      return patient ? { ...record, person: patient } : record;
    },
    patient: ({ healthId }: ClinicalRecord) => ({ healthId }),
    author: ({ authorId }: ClinicalRecord) => ({ id: authorId }),
    facility: ({ facilityId }: ClinicalRecord) => ({ id: facilityId }),
    display: ({ displayAr, displayEn }: ClinicalRecord) => ({ ar: displayAr, en: displayEn }),
    history: ({ id }: ClinicalRecord, _: unknown, { loaders }: ClinicalContext) => loaders.history.load(id),
    ...own[kind],
  };
}
