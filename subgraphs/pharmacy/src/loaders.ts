import { inOrder, openAmong, patientRecordsLoader, recordLoader, registerLoader } from '@wasl/kit/loaders';
import type { Page } from '@wasl/kit/pagination';
import { failure } from '@wasl/kit/errors';
import { createPlacing, type Placing } from '@wasl/kit/placing/createPlacing';
import { openPatient, type PatientReference, type PersonIds } from '@wasl/kit/patientReference';
import { holdsInRole, isPatientSide, labelFilterOf, recordAccess, type RecordFacts } from '@wasl/kit/recordAccess';
import type { Caller } from '@wasl/subgraph-sdk';
import { isLower, joinLabels, type RecordLabels, storedLabels } from '@wasl/terminology/recordLabels';
import DataLoader from 'dataloader';
import type { Db } from './stores/client.ts';
import { type Draft, findDrafts } from './stores/draftStore.ts';
import { figuresOf, type StockFigure } from './stores/figureStore.ts';
import { holdersOfPrescriptions, type PrescriptionHolder } from './stores/holderStore.ts';
import { batchesOf, type DispensedBatch, movementsOf, type StockMovement } from './stores/movementStore.ts';
import { labelHistoriesOf, type PrescriptionLabels } from './stores/labelStore.ts';
import { findMedications, findPharmacies, type Medication, searchMedications } from './stores/medicationStore.ts';
import {
  type Dispense,
  dispensesOf,
  findDispenses,
  findPrescriptions,
  listPrescriptions,
  type Prescription,
} from './stores/prescriptionStore.ts';
import { placedPrescriptions } from './stores/placedPrescriptions.ts';
import { acknowledgedAmong, type AlertOverride, overridesOf } from './stores/overrideStore.ts';
import {
  dispensedOf,
  findRecall,
  type NationalRecall,
  type PharmacyRecall,
  type RecalledStock,
  recalledStocks,
  recallsAt,
} from './stores/recallStore.ts';
import { type StockBatch, stockOf } from './stores/stockStore.ts';
import { takenPrescriptions } from './stores/takenStore.ts';
import { prescriptionsOfVisits, type Visit } from './stores/visitStore.ts';

/** One loader per key, made for one request; each refuses what the caller may not read. */
export interface Loaders {
  /** The patient as referred to, or null. */
  patient<Reference extends PatientReference>(reference: Reference): Promise<Reference | null>;
  /** Entries that were made while two records were one. */
  placing: Placing;
  prescription: DataLoader<string, Prescription | null>;
  /** Null unless the caller may read its prescription. */
  dispense: DataLoader<string, Dispense | null>;
  /** A prescription's dispenses, newest first; an empty list for a prescription that the caller may not read. */
  dispensesOf: DataLoader<string, Dispense[]>;
  /** The labels that a prescription bore before, newest first, without such as close them to the caller. */
  labelHistory: DataLoader<string, PrescriptionLabels[]>;
  /** What a patient may be taking, newest first, whatever its labels: to find alerts, not to be shown. */
  taken: DataLoader<PersonIds, TakenRow[], string>;
  /** Whether the caller may read records of a patient of this kind that bear these labels. */
  mayReadLabelled(healthIds: PersonIds, category: string, labels: RecordLabels): Promise<boolean>;
  /** What the caller asked for and is not written yet; null for everybody else. */
  draft: DataLoader<string, Draft | null>;
  /** Fingerprints of the alerts that the caller was shown lately for a draft's patient and medicine. */
  acknowledged(alertIds: readonly string[], draft: Draft): Promise<Set<string>>;
  /** The severe alerts that a prescription went past, whatever their labels; none of one that the caller may not read. */
  overrides: DataLoader<string, AlertOverride[]>;
  list(page: Page): DataLoader<PersonIds, Prescription[], string>;
  /** What was prescribed in a visit, without what the caller may not read. */
  ofVisit: DataLoader<Visit, Prescription[], string>;
  /** Of these health IDs, those whose prescriptions the caller's pharmacy has to do with, and for how long yet. */
  prescriptionHolders(healthIds: readonly string[]): Promise<PrescriptionHolder[]>;
  medication: DataLoader<string, Medication | null>;
  medications(search: string | null | undefined, page: Page): Promise<Medication[]>;
  pharmacy: DataLoader<string, { id: string } | null>;
  /** A pharmacy's batches. */
  stock: DataLoader<string, StockBatch[]>;
  /** The batches that a dispense was taken from; none of one that the caller may not read. */
  batches: DataLoader<string, DispensedBatch[]>;
  /** A page of the movements of the caller's own pharmacy. @throws SubgraphError FORBIDDEN for another one */
  movements(pharmacyId: string, page: Page): Promise<StockMovement[]>;
  /** What national recalls come to at the caller's own pharmacy. @throws SubgraphError FORBIDDEN for another one, to everybody */
  recalls(pharmacyId: string, first: number): Promise<PharmacyRecall[]>;
  recall: DataLoader<string, NationalRecall | null>;
  /** The dispenses that one pharmacy took from a recalled batch; without those that the caller may not read. */
  dispensedOf: DataLoader<PharmacyRecall, Dispense[]>;
  /** What each pharmacy has or had of a batch that was called back. */
  recalledStocks(recall: NationalRecall): Promise<RecalledStock[]>;
  /** Demand and expiry of the caller's own pharmacy, or of any for a service of the ministry. @throws SubgraphError FORBIDDEN */
  figures(pharmacyId: string, days: number): Promise<StockFigure[]>;
}

/** A prescription, and whether the caller may read it. */
export interface TakenRow {
  prescription: Prescription;
  isOpen: boolean;
}

const category = 'MedicationRequest';

export function createLoaders(db: Db, caller: Caller | null): Loaders {
  const mayRead = recordAccess(caller);
  const filter = labelFilterOf(caller);
  const prescription = recordLoader(
    async (ids) => inOrder(ids, await findPrescriptions(db, ids), ({ id }) => id),
    (row) => mayRead({ healthIds: [row.healthId], ...factsOf(row) }),
  );
  /**
   * Why labels were raised may tell what the labels after it guard. What the prescription bears no longer, nobody but the patient and who wrote it
   * is told by it.
   */
  const mayKnowWhy = (row: Prescription, change: PrescriptionLabels, after: Labelled): boolean => {
    const labels = joinLabels(storedLabels(change), storedLabels(after));
    const isGuarded = !isLower(storedLabels(change), labels) || !isLower(storedLabels(row), labels);
    if (isGuarded || change.authorId === caller?.practitionerId) return true;
    return caller !== null && isPatientSide(caller) && caller.healthId === row.healthId;
  };
  const ofPatient = (find: (healthIds: string[]) => Promise<Prescription[]>, most = Infinity) =>
    patientRecordsLoader({
      mayRead,
      category,
      factsOf,
      async find(people) {
        const rows = await find([...new Set(people.flat())]);
        return people.map((ids) => rows.filter(({ healthId }) => ids.includes(healthId)).slice(0, most));
      },
      // So that the dispenses of a listed prescription need no second read of the prescription.
      onOpen: (row) => prescription.prime(row.id, row),
    });
  const dispense = recordLoader(
    async (ids) => inOrder(ids, await findDispenses(db, ids), ({ id }) => id),
    async ({ prescriptionId }) => (await prescription.load(prescriptionId)) !== null,
  );
  const figures = new Map<string, Promise<StockFigure[]>>();
  const lists = new Map<string, DataLoader<PersonIds, Prescription[], string>>();
  return {
    patient: (reference) => openPatient(mayRead, reference),
    placing: createPlacing(db, caller, mayRead, placedPrescriptions),
    prescription,
    dispense,
    dispensesOf: new DataLoader(async (ids) => {
      const open = await Promise.all(ids.map((id) => prescription.load(id)));
      const found = await dispensesOf(
        db,
        open.flatMap((row) => (row ? [row.id] : [])),
      );
      return ids.map((id) => found.get(id) ?? []);
    }),
    draft: recordLoader(
      async (ids) => inOrder(ids, await findDrafts(db, ids), ({ id }) => id),
      ({ subject }) => subject === caller?.subject,
    ),
    acknowledged: (alertIds, draft) => acknowledgedAmong(db, alertIds, draft),
    overrides: new DataLoader(async (ids) => {
      const open = await Promise.all(ids.map((id) => prescription.load(id)));
      const found = await overridesOf(
        db,
        open.flatMap((row) => (row ? [row.id] : [])),
      );
      return ids.map((id) => found.get(id) ?? []);
    }),
    labelHistory: new DataLoader(async (ids) => {
      const open = await Promise.all(ids.map((id) => prescription.load(id)));
      const found = await labelHistoriesOf(
        db,
        open.flatMap((row) => (row ? [row.id] : [])),
      );
      const mayOpen = (healthId: string) => (change: PrescriptionLabels) =>
        mayRead({ healthIds: [healthId], ...factsOf(change) });
      return Promise.all(
        open.map(async (row) => {
          if (!row) return [];
          const changes = found.get(row.id) ?? [];
          const told = changes.map((change, index) =>
            mayKnowWhy(row, change, changes[index - 1] ?? row) ? change : { ...change, reason: null },
          );
          return openAmong(told, mayOpen(row.healthId));
        }),
      );
    }),
    taken: patientRecordsLoader<TakenRow>({
      mayRead,
      category,
      async find(people) {
        const rows = await takenPrescriptions(db, [...new Set(people.flat())]);
        const judged = await Promise.all(
          rows.map(async (row) => ({
            prescription: row,
            isOpen: await mayRead({ healthIds: [row.healthId], ...factsOf(row) }),
          })),
        );
        return people.map((ids) => judged.filter((row) => ids.includes(row.prescription.healthId)));
      },
    }),
    mayReadLabelled: async (healthIds, kind, { confidentiality, sensitivities }) =>
      mayRead({ healthIds, ...factsOf({ confidentiality, sensitivities }), category: kind }),
    list(page) {
      const key = `${page.first}|${page.after ?? ''}`;
      const loader = lists.get(key) ?? ofPatient((ids) => listPrescriptions(db, ids, page, filter), page.first + 1);
      lists.set(key, loader);
      return loader;
    },
    ofVisit: new DataLoader(
      async (visits) => {
        const found = await prescriptionsOfVisits(db, visits, filter);
        const mayOpen = (row: Prescription) => mayRead({ healthIds: [row.healthId], ...factsOf(row) });
        return Promise.all(found.map((rows) => openAmong(rows, mayOpen)));
      },
      { cacheKeyFn: ({ id, healthId }) => `${id} ${healthId}`, maxBatchSize: 1_000 },
    ),
    prescriptionHolders: async (healthIds) =>
      caller?.facilityId === undefined ? [] : holdersOfPrescriptions(db, healthIds, caller.facilityId),
    medication: registerLoader(
      (ids) => findMedications(db, ids),
      ({ id }) => id,
    ),
    medications: (search, page) => searchMedications(db, search, page),
    pharmacy: registerLoader(
      (ids) => findPharmacies(db, ids),
      ({ id }) => id,
    ),
    stock: new DataLoader(async (ids) => {
      const found = await stockOf(db, ids);
      return ids.map((id) => found.get(id) ?? []);
    }),
    batches: new DataLoader(async (ids) => {
      const open = await Promise.all(ids.map((id) => dispense.load(id)));
      const found = await batchesOf(
        db,
        open.flatMap((row) => (row ? [row.id] : [])),
      );
      return ids.map((id) => found.get(id) ?? []);
    }),
    async recalls(id, first) {
      if (caller?.facilityId !== id) throw failure('FORBIDDEN');
      return recallsAt(db, id, first);
    },
    recall: new DataLoader((ids) => Promise.all(ids.map((id) => findRecall(db, id)))),
    dispensedOf: new DataLoader(async (wanted) => {
      const [{ pharmacyId } = { pharmacyId: '' }] = wanted;
      const found = await dispensedOf(
        db,
        pharmacyId,
        wanted.map(({ recall }) => recall),
      );
      const open = await Promise.all(found.map((ids) => dispense.loadMany(ids)));
      return open.map((rows) => rows.filter((row): row is Dispense => row !== null && !(row instanceof Error)));
    }),
    recalledStocks: (recall) => recalledStocks(db, recall),
    movements: async (id, page) => movementsOf(db, ownStock(caller, id), page),
    figures: (id, days) => {
      const key = `${ownStock(caller, id)} ${days}`;
      const found = figures.get(key) ?? figuresOf(db, [id], days).then((all) => all.get(id) ?? []);
      figures.set(key, found);
      return found;
    },
  };
}

interface Labelled {
  confidentiality: string;
  sensitivities: readonly string[];
  /** Of a prescription. */
  prescriberId?: string;
}

function factsOf(row: Labelled): Omit<RecordFacts, 'healthIds'> {
  const { confidentiality, sensitivities, prescriberId: author } = row;
  return { category, labels: [confidentiality, ...sensitivities], ...(author !== undefined && { author }) };
}

/** What a pharmacy gives out and loses is its own to see, and the ministry's. @throws SubgraphError FORBIDDEN */
function ownStock(caller: Caller | null, pharmacyId: string): string {
  if (caller?.facilityId === pharmacyId || holdsInRole(caller, 'system/InventoryItem.rs')) return pharmacyId;
  throw failure('FORBIDDEN');
}
