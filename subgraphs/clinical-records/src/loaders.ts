import { openAmong, patientRecordsLoader, recordLoader } from '@wasl/kit/loaders';
import type { Page } from '@wasl/kit/pagination';
import { createPlacing, type Placing } from '@wasl/kit/placing/createPlacing';
import { openPatient, type PatientReference, type PersonIds } from '@wasl/kit/patientReference';
import { everyLabel, labelFilterOf, recordAccess, type RecordFacts } from '@wasl/kit/recordAccess';
import type { Caller } from '@wasl/subgraph-sdk';
import DataLoader from 'dataloader';
import { kinds, type RecordKind } from './kinds.ts';
import type { Db } from './stores/client.ts';
import { placedRecords } from './stores/placedRecords.ts';
import {
  type ClinicalRecord,
  type ClinicalRecordVersion,
  currentRecords,
  findHistories,
  findRecords,
  listRecords,
} from './stores/recordStore.ts';

/** One loader per key, made for one request; each refuses what the caller may not read. */
export interface Loaders {
  /** The patient as referred to, or null. */
  patient(reference: PatientReference): Promise<PatientReference | null>;
  /** Entries that were made while two records were one. */
  placing: Placing;
  record: DataLoader<string, ClinicalRecord | null>;
  /** Earlier versions of a record, without those whose labels close them to the caller; none of a record that the caller may not read. */
  history: DataLoader<string, ClinicalRecordVersion[]>;
  /** A patient's active records of one kind. */
  current(kind: CurrentKind): DataLoader<PersonIds, ClinicalRecord[], string>;
  /** A patient's active allergies whatever their labels, where the caller may read allergies: for warnings, which do not say why. */
  allergySubstances: DataLoader<PersonIds, ClinicalRecord[], string>;
  /** A patient's active problems and measurements whatever their labels, where the caller may read allergies: for warnings. */
  prescribingFacts: DataLoader<PersonIds, ClinicalRecord[], string>;
  /** A page of a patient's list: one loader for each kind and page that the operation asks for. */
  list(kind: RecordKind, page: Page): DataLoader<PersonIds, ClinicalRecord[], string>;
}

const currentKinds = [
  'ALLERGY_INTOLERANCE',
  'CONDITION',
  'PROCEDURE',
  'IMMUNIZATION',
  'OBSERVATION',
] as const satisfies RecordKind[];
export type CurrentKind = (typeof currentKinds)[number];

export function createLoaders(db: Db, caller: Caller | null): Loaders {
  const mayRead = recordAccess(caller);
  const filter = labelFilterOf(caller);
  const record = recordLoader(
    (ids) => findRecords(db, ids),
    (row) => mayRead({ healthIds: [row.healthId], ...factsOf(row) }),
  );
  /** All active records of a patient, in one statement, so that a summary's sections do not cost one each. Not checked. */
  const everythingCurrent = new DataLoader<PersonIds, ClinicalRecord[], string>(
    (people) => currentRecords(db, people, currentKinds, filter),
    { cacheKeyFn: (healthIds) => healthIds.join() },
  );
  const ofPatient = (kind: RecordKind, find: (people: readonly PersonIds[]) => Promise<ClinicalRecord[][]>) =>
    patientRecordsLoader({
      mayRead,
      category: kinds[kind].type,
      factsOf,
      find,
      // So that the history of a listed record needs no second read of the record.
      onOpen: (row) => record.prime(row.id, row),
    });
  const loaders = new Map<string, DataLoader<PersonIds, ClinicalRecord[], string>>();
  const remembered = (key: string, make: () => DataLoader<PersonIds, ClinicalRecord[], string>) => {
    const loader = loaders.get(key) ?? make();
    loaders.set(key, loader);
    return loader;
  };
  return {
    patient: (reference) => openPatient(mayRead, reference),
    placing: createPlacing(db, caller, mayRead, placedRecords),
    record,
    history: new DataLoader(async (ids) => {
      const open = await Promise.all(ids.map((id) => record.load(id)));
      const found = await findHistories(
        db,
        open.flatMap((row) => (row ? [row.id] : [])),
      );
      return Promise.all(
        open.map((row) =>
          row ? openAmong(found.get(row.id) ?? [], (version) => mayRead(factsOfVersion(row, version))) : [],
        ),
      );
    }),
    current: (kind) =>
      remembered(kind, () =>
        ofPatient(kind, async (people) => {
          const rows = await Promise.all(people.map((healthIds) => everythingCurrent.load(healthIds)));
          return rows.map((all) => all.filter((row) => row.kind === kind));
        }),
      ),
    allergySubstances: patientRecordsLoader({
      mayRead,
      category: kinds.ALLERGY_INTOLERANCE.type,
      // Whatever their labels: warnings are found from them, and do not say why.
      find: (people) => currentRecords(db, people, ['ALLERGY_INTOLERANCE'], everyLabel),
    }),
    prescribingFacts: patientRecordsLoader({
      mayRead,
      // Asked for together with the allergies, under one decision.
      category: kinds.ALLERGY_INTOLERANCE.type,
      find: (people) => currentRecords(db, people, ['CONDITION', 'OBSERVATION'], everyLabel),
    }),
    list: (kind, page) =>
      remembered(`${kind}|${page.first}|${page.after ?? ''}`, () =>
        ofPatient(kind, (people) => listRecords(db, kind, people, page, filter)),
      ),
  };
}

function factsOf({ kind, confidentiality, sensitivities, authorId }: ClinicalRecord): Omit<RecordFacts, 'healthIds'> {
  return { category: kinds[kind as RecordKind].type, labels: [confidentiality, ...sensitivities], author: authorId };
}

function factsOfVersion(
  record: ClinicalRecord,
  { confidentiality, sensitivities }: ClinicalRecordVersion,
): RecordFacts {
  return { ...factsOf({ ...record, confidentiality, sensitivities }), healthIds: [record.healthId] };
}
