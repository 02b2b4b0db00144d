import { openAmong, patientRecordsLoader, recordLoader } from '@wasl/kit/loaders';
import type { Page } from '@wasl/kit/pagination';
import { createPlacing, type Placing } from '@wasl/kit/placing/createPlacing';
import { openPatient, type PatientReference, type PersonIds } from '@wasl/kit/patientReference';
import { everyLabel, labelFilterOf, recordAccess, type RecordFacts } from '@wasl/kit/recordAccess';
import type { Caller } from '@wasl/subgraph-sdk';
import DataLoader from 'dataloader';
import { consentKindOf, kinds, type RecordKind } from './kinds.ts';
import type { Db } from './stores/client.ts';
import { placedRecords } from './stores/placedRecords.ts';
import {
  currentRecords,
  findHistories,
  findRecords,
  type ListFilter,
  listRecords,
  measurementsOf,
  recordsOfVisits,
} from './stores/listStore.ts';
import type { ClinicalRecord, ClinicalRecordVersion } from './stores/recordStore.ts';
import { openOrders, type WorklistPage } from './stores/worklistStore.ts';

/** One loader per key, made for one request; each refuses what the caller may not read. */
export interface Loaders {
  /** The patient as referred to, or null. */
  patient(reference: PatientReference): Promise<PatientReference | null>;
  /** Entries that were made while two records were one. */
  placing: Placing;
  record: DataLoader<string, ClinicalRecord | null>;
  /** Earlier versions of a record, without those whose labels close them to the caller; none of a record that the caller may not read. */
  history: DataLoader<string, ClinicalRecordVersion[]>;
  /** All IDs of a record's patient, as far as they were told when it was listed. */
  idsOfPerson(record: ClinicalRecord): PersonIds;
  /** A patient's active records of one kind. */
  current(kind: CurrentKind): DataLoader<PersonIds, ClinicalRecord[], string>;
  /** A patient's active allergies whatever their labels, where the caller may read allergies: for warnings, which do not say why. */
  allergySubstances: DataLoader<PersonIds, ClinicalRecord[], string>;
  /** A patient's active problems and measurements whatever their labels, where the caller may read allergies: for warnings. */
  prescribingFacts: DataLoader<PersonIds, ClinicalRecord[], string>;
  /** A patient's problems that are over. */
  past: DataLoader<PersonIds, ClinicalRecord[], string>;
  /** A page of a patient's list: one loader for each kind, page and filter that the operation asks for. */
  list(kind: RecordKind, page: Page, wanted: ListFilter): DataLoader<PersonIds, ClinicalRecord[], string>;
  /** A patient's measurements of a code, alone or within panels. */
  measurements(wanted: ListFilter): DataLoader<PersonIds, ClinicalRecord[], string>;
  /** What belongs to a visit; nothing of one that the caller may not read. */
  ofVisit(kind: RecordKind): DataLoader<ClinicalRecord, ClinicalRecord[], string>;
  /**
   * A visit in which the caller prescribes, where it is one of the patient and nothing keeps the caller from it: under the decision on
   * medicines, which a prescription is written under.
   */
  prescribingVisit: DataLoader<{ id: string; healthId: string }, ClinicalRecord | null, string>;
  /** A page of the open orders of a facility, without what the caller may not read. */
  worklist(facilityId: string, page: WorklistPage): Promise<ClinicalRecord[]>;
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
  /** All IDs of the patients whose records were listed, by record: after a merge there are several. */
  const idsByRecord = new Map<string, PersonIds>();
  /** All active records of a patient, and problems that are over, in one statement, so that a summary's sections do not cost one each. Not checked. */
  const everythingCurrent = new DataLoader<PersonIds, ClinicalRecord[], string>(
    (people) => currentRecords(db, people, currentKinds, filter, true),
    { cacheKeyFn: (healthIds) => healthIds.join() },
  );
  const standing = (kind: RecordKind, status: string) =>
    ofPatient(kind, async (people) => {
      const rows = await Promise.all(people.map((healthIds) => everythingCurrent.load(healthIds)));
      return rows.map((all) => all.filter((row) => row.kind === kind && row.status === status));
    });
  const ofPatient = (kind: RecordKind, find: (people: readonly PersonIds[]) => Promise<ClinicalRecord[][]>) =>
    patientRecordsLoader({
      mayRead,
      category: consentKindOf(kind),
      factsOf,
      find,
      onOpen(row, healthIds) {
        // So that the history of a listed record needs no second read of the record.
        record.prime(row.id, row);
        // A record may be listed by one of the IDs too.
        if (healthIds.length > (idsByRecord.get(row.id)?.length ?? 0)) idsByRecord.set(row.id, healthIds);
      },
    });
  const visits = new Map<RecordKind, DataLoader<ClinicalRecord, ClinicalRecord[], string>>();
  const visitLoader = (kind: RecordKind) =>
    new DataLoader<ClinicalRecord, ClinicalRecord[], string>(
      async (wanted) => {
        const found = await recordsOfVisits(db, kind, wanted, filter);
        return Promise.all(
          found.map((rows) => openAmong(rows, (row) => mayRead({ healthIds: [row.healthId], ...factsOf(row) }))),
        );
      },
      { cacheKeyFn: ({ id }) => id, maxBatchSize: 1_000 },
    );
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
    idsOfPerson: ({ id, healthId }) => idsByRecord.get(id) ?? [healthId],
    current: (kind) => remembered(kind, () => standing(kind, 'ACTIVE')),
    past: standing('CONDITION', 'RESOLVED'),
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
    list: (kind, page, wanted) =>
      remembered(`${kind}|${page.first}|${page.after ?? ''}|${JSON.stringify(wanted)}`, () =>
        ofPatient(kind, (people) => listRecords(db, kind, people, page, wanted, filter)),
      ),
    measurements: (wanted) =>
      remembered(`measurements ${JSON.stringify(wanted)}`, () =>
        ofPatient('OBSERVATION', (people) => measurementsOf(db, people, wanted, filter)),
      ),
    ofVisit(kind) {
      const loader = visits.get(kind) ?? visitLoader(kind);
      visits.set(kind, loader);
      return loader;
    },
    async worklist(facilityId, page) {
      const rows = await openOrders(db, facilityId, page, filter);
      return openAmong(rows, (row) => mayRead({ healthIds: [row.healthId], ...factsOf(row) }));
    },
    prescribingVisit: new DataLoader(
      async (named) => {
        const found = await findRecords(
          db,
          named.map(({ id }) => id.toLowerCase()),
        );
        const mayOpen = (visit: ClinicalRecord) =>
          mayRead({ healthIds: [visit.healthId], ...factsOf(visit), category: 'MedicationRequest' });
        return Promise.all(
          found.map(async (visit, index) => {
            const isOfPatient = visit?.kind === 'ENCOUNTER' && visit.healthId === named[index]?.healthId;
            return isOfPatient && visit.status !== 'ENTERED_IN_ERROR' && (await mayOpen(visit)) ? visit : null;
          }),
        );
      },
      { cacheKeyFn: ({ id, healthId }) => `${id} ${healthId}`, maxBatchSize: 1_000 },
    ),
  };
}

function factsOf({ kind, confidentiality, sensitivities, authorId }: ClinicalRecord): Omit<RecordFacts, 'healthIds'> {
  return { category: consentKindOf(kind as RecordKind), labels: [confidentiality, ...sensitivities], author: authorId };
}

function factsOfVersion(
  record: ClinicalRecord,
  { confidentiality, sensitivities }: ClinicalRecordVersion,
): RecordFacts {
  return { ...factsOf({ ...record, confidentiality, sensitivities }), healthIds: [record.healthId] };
}
