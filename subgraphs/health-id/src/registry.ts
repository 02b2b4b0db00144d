import { inOrder } from '@wasl/kit/loaders';
import DataLoader from 'dataloader';
import { treatmentHistoryOf, treatmentsOf } from './stores/careStore.ts';
import type { Db } from './stores/client.ts';
import { consentHistoryOf, consentsById, consentsOf } from './stores/consentStore.ts';
import { sessionsOf } from './stores/glassStore.ts';
import { dependantsNow, guardiansNow, guardianshipsOf } from './stores/guardianStore.ts';
import { type UnlinkedIdentifier, unlinkedOf } from './stores/identifierStore.ts';
import { type PatientVersion, versionsOf } from './stores/versionStore.ts';
import { partingsOf } from './stores/partedMerges.ts';
import { formerIds, identifiersOf, type Patient, resolvePatients } from './stores/patientStore.ts';

export type { PatientVersion, UnlinkedIdentifier };

/**
 * Loaders without access checks. Access decisions read them, and `loaders.ts` wraps each in a check; resolvers get only those.
 * A patient's rows are read under the IDs that were merged into the patient's too. What holds does so at `now`.
 */
export function createRegistry(db: Db, now = new Date()) {
  const patient = new DataLoader<string, Patient | null>(async (ids) => {
    const found = await resolvePatients(db, ids);
    return ids.map((id) => found.get(id) ?? null);
  });
  const former = new DataLoader<string, string[]>(async (ids) => {
    const found = await formerIds(db, ids);
    return ids.map((id) => found.get(id) ?? []);
  });
  /** Rows under any ID of each patient: one call of `find` for all IDs of all patients. */
  const ofPatient = <Row>(find: (db: Db, ids: string[]) => Promise<Row[]>, ownerOf: (row: Row) => string) =>
    new DataLoader<string, Row[]>(async (ids) => {
      const others = await Promise.all(ids.map((id) => former.load(id)));
      const owner = new Map(ids.flatMap((id, index) => [id, ...(others[index] ?? [])].map((each) => [each, id])));
      const rows = await find(db, [...owner.keys()]);
      return ids.map((id) => rows.filter((row) => owner.get(ownerOf(row)) === id));
    });
  const people = (find: (db: Db, ids: readonly string[], now: Date) => Promise<Map<string, Patient[]>>) =>
    new DataLoader<string, Patient[]>(async (ids) => {
      const found = await find(db, ids, now);
      return ids.map((id) => found.get(id) ?? []);
    });
  const byOwner = ({ healthId }: { healthId: string }) => healthId;
  return {
    /** The survivor that a health ID leads to. */
    patient,
    formerIds: former,
    /** Who may act for a patient now; `dependants` is the other direction. */
    guardians: people(guardiansNow),
    dependants: people(dependantsNow),
    /** Over a patient, those that ended too. */
    guardianships: ofPatient(guardianshipsOf, ({ dependantId }) => dependantId),
    identifiers: ofPatient(identifiersOf, byOwner),
    /** What records said before they were corrected. */
    versions: ofPatient(versionsOf, byOwner),
    unlinkedIdentifiers: ofPatient(unlinkedOf, byOwner),
    partings: ofPatient(partingsOf, byOwner),
    treatments: ofTheLiving(
      ofPatient((reader, ids) => treatmentsOf(reader, ids, now), byOwner),
      patient,
    ),
    treatmentHistory: ofPatient(treatmentHistoryOf, byOwner),
    consents: ofPatient((reader, ids) => consentsOf(reader, ids, now), byOwner),
    consentHistory: ofPatient(consentHistoryOf, byOwner),
    glassSessions: ofPatient(sessionsOf, byOwner),
    /** A directive by its own ID, withdrawn or not. */
    consent: new DataLoader(async (ids: readonly string[]) =>
      inOrder(ids, await consentsById(db, ids), ({ id }) => id),
    ),
  };
}

export type Registry = ReturnType<typeof createRegistry>;

/** Nobody treats the dead, whatever stands of the time before. */
function ofTheLiving<Row>(
  rows: DataLoader<string, Row[]>,
  patient: DataLoader<string, Patient | null>,
): DataLoader<string, Row[]> {
  return new DataLoader(async (ids) => {
    const found = await Promise.all(ids.map((id) => rows.load(id)));
    const people = await Promise.all(ids.map((id) => patient.load(id)));
    return found.map((list, index) => (people[index]?.deceasedOn == null ? list : []));
  });
}
