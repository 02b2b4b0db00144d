import { inOrder } from '@wasl/kit/loaders';
import DataLoader from 'dataloader';
import { dependantsOf, guardiansOf, type TreatmentRelationship, treatmentsOf } from './stores/careStore.ts';
import type { Db } from './stores/client.ts';
import { consentsById, consentsOf } from './stores/consentStore.ts';
import { formerIds, identifiersOf, type Patient, resolvePatients } from './stores/patientStore.ts';

/**
 * Loaders without access checks. Access decisions read them, and `loaders.ts` wraps each in a check; resolvers get only those.
 * A patient's rows are read under the IDs that were merged into the patient's too.
 */
export function createRegistry(db: Db) {
  const patient = new DataLoader<string, Patient | null>(async (ids) => {
    const found = await resolvePatients(db, ids);
    return ids.map((id) => found.get(id) ?? null);
  });
  const former = new DataLoader<string, string[]>(async (ids) => {
    const found = await formerIds(db, ids);
    return ids.map((id) => found.get(id) ?? []);
  });
  /** Rows under any ID of each patient: one call of `find` for all IDs of all patients. */
  const ofPatient = <Row>(
    find: (db: Db, ids: string[]) => Promise<Row[]>,
    ownerOf: (row: Row) => string,
    shape: (rows: Row[]) => Row[] = (rows) => rows,
  ) =>
    new DataLoader<string, Row[]>(async (ids) => {
      const others = await Promise.all(ids.map((id) => former.load(id)));
      const owner = new Map(ids.flatMap((id, index) => [id, ...(others[index] ?? [])].map((each) => [each, id])));
      const rows = await find(db, [...owner.keys()]);
      return ids.map((id) => shape(rows.filter((row) => owner.get(ownerOf(row)) === id)));
    });
  const people = (find: (db: Db, ids: string[]) => Promise<{ of: string; person: string }[]>) => {
    const links = ofPatient(find, ({ of }) => of);
    return new DataLoader<string, Patient[]>(async (ids) => {
      const found = await Promise.all(ids.map((id) => links.load(id)));
      return Promise.all(
        found.map(async (rows) => distinct(await Promise.all(rows.map(({ person }) => patient.load(person))))),
      );
    });
  };
  const byOwner = ({ healthId }: { healthId: string }) => healthId;
  return {
    /** The survivor that a health ID leads to. */
    patient,
    formerIds: former,
    guardians: people(guardiansOf),
    dependants: people(dependantsOf),
    identifiers: ofPatient(identifiersOf, byOwner),
    treatments: ofPatient(treatmentsOf, byOwner, latestOfFacility),
    consents: ofPatient(consentsOf, byOwner),
    /** A directive by its own ID, withdrawn or not. */
    consent: new DataLoader(async (ids: readonly string[]) =>
      inOrder(ids, await consentsById(db, ids), ({ id }) => id),
    ),
  };
}

export type Registry = ReturnType<typeof createRegistry>;

/** Of a facility that treats a person under several IDs, the relationship that began last. */
function latestOfFacility(rows: TreatmentRelationship[]): TreatmentRelationship[] {
  return [...new Map(rows.toReversed().map((row) => [row.facilityId, row])).values()].toReversed();
}

/** Two records of one person, merged, are one person. */
function distinct(rows: (Patient | null)[]): Patient[] {
  return [...new Map(rows.flatMap((row) => (row ? [[row.healthId, row] as const] : []))).values()];
}
