import DataLoader from 'dataloader';
import type {
  ConsentDirective,
  Facility,
  PatientIdentifier,
  Practitioner,
  PrismaClient,
  TreatmentRelationship,
} from '@wasl/prisma/health-id/generated/client.ts';
import { formerIds, type Patient, resolvePatients } from './stores/patientStore.ts';

/** One loader per key, made for one request. What hangs on a patient is read under merged IDs too. */
export interface Loaders {
  /** The survivor that a health ID leads to. */
  patient: DataLoader<string, Patient | null>;
  formerIds: DataLoader<string, string[]>;
  identifiers: DataLoader<string, PatientIdentifier[]>;
  guardians: DataLoader<string, Patient[]>;
  dependants: DataLoader<string, Patient[]>;
  treatments: DataLoader<string, TreatmentRelationship[]>;
  consents: DataLoader<string, ConsentDirective[]>;
  facility: DataLoader<string, Facility | null>;
  practitioner: DataLoader<string, Practitioner | null>;
}

export function createLoaders(db: PrismaClient): Loaders {
  const patient = one((ids) => resolvePatients(db, ids));
  const former = new DataLoader<string, string[]>(async (ids) => {
    const found = await formerIds(db, ids);
    return ids.map((id) => found.get(id) ?? []);
  });
  /** Rows under any ID of each patient: `find` is asked once, for all IDs. */
  const ofPatient = <Row, Value = Row>(
    find: (ids: string[]) => Promise<Row[]>,
    ownerOf: (row: Row) => string,
    shape: (rows: Row[]) => Value[] | Promise<Value[]>,
  ) =>
    new DataLoader<string, Value[]>(async (ids) => {
      const others = await Promise.all(ids.map((id) => former.load(id)));
      const owner = new Map(ids.flatMap((id, index) => [id, ...(others[index] ?? [])].map((each) => [each, id])));
      const rows = await find([...owner.keys()]);
      return Promise.all(ids.map((id) => shape(rows.filter((row) => owner.get(ownerOf(row)) === id))));
    });
  const people = (ids: string[]) => Promise.all(ids.map((id) => patient.load(id))).then(distinctPeople);
  const among = (ids: string[]) => ({ in: ids });
  return {
    patient,
    formerIds: former,
    identifiers: ofPatient(
      (ids) =>
        db.patientIdentifier.findMany({
          where: { healthId: among(ids) },
          orderBy: [{ issuer: 'asc' }, { value: 'asc' }],
        }),
      ({ healthId }) => healthId,
      (rows) => rows,
    ),
    guardians: ofPatient(
      (ids) => db.guardianship.findMany({ where: { dependantId: among(ids), endedAt: null } }),
      ({ dependantId }) => dependantId,
      (rows) => people(rows.map(({ guardianId }) => guardianId)),
    ),
    dependants: ofPatient(
      (ids) => db.guardianship.findMany({ where: { guardianId: among(ids), endedAt: null } }),
      ({ guardianId }) => guardianId,
      (rows) => people(rows.map(({ dependantId }) => dependantId)),
    ),
    treatments: ofPatient(
      (ids) =>
        db.treatmentRelationship.findMany({
          where: { healthId: among(ids), endedAt: null },
          orderBy: { since: 'asc' },
        }),
      ({ healthId }) => healthId,
      (rows) => [...new Map(rows.toReversed().map((row) => [row.facilityId, row])).values()].toReversed(),
    ),
    consents: ofPatient(
      (ids) =>
        db.consentDirective.findMany({
          where: { healthId: among(ids), withdrawnAt: null },
          orderBy: [{ recordedAt: 'asc' }, { id: 'asc' }],
        }),
      ({ healthId }) => healthId,
      (rows) => rows,
    ),
    facility: one(async (ids) => byId(await db.facility.findMany({ where: { id: { in: [...ids] } } }))),
    practitioner: one(async (ids) => byId(await db.practitioner.findMany({ where: { id: { in: [...ids] } } }))),
  };
}

function one<Row>(find: (ids: readonly string[]) => Promise<Map<string, Row>>): DataLoader<string, Row | null> {
  return new DataLoader<string, Row | null>(async (ids) => {
    const found = await find(ids);
    return ids.map((id) => found.get(id) ?? null);
  });
}

function byId<Row extends { id: string }>(rows: Row[]): Map<string, Row> {
  return new Map(rows.map((row) => [row.id, row]));
}

/** Two records of one guardian, merged, are one guardian. */
function distinctPeople(rows: (Patient | null)[]): Patient[] {
  return [...new Map(rows.flatMap((row) => (row ? [[row.healthId, row] as const] : []))).values()];
}
