import DataLoader from 'dataloader';
import type {
  ConsentDirective,
  Facility,
  PatientIdentifier,
  Practitioner,
  PrismaClient,
  TreatmentRelationship,
} from '@wasl/prisma/health-id/generated/client.ts';
import { formerIds, groupBy, type Patient, resolvePatients } from './stores/patientStore.ts';

/** One loader per key, made for one request. */
export interface Loaders {
  /** The survivor that a health ID leads to. */
  patient: DataLoader<string, Patient | null>;
  formerIds: DataLoader<string, string[]>;
  identifiers: DataLoader<string, PatientIdentifier[]>;
  guardians: DataLoader<string, string[]>;
  dependants: DataLoader<string, string[]>;
  treatments: DataLoader<string, TreatmentRelationship[]>;
  consents: DataLoader<string, ConsentDirective[]>;
  facility: DataLoader<string, Facility | null>;
  practitioner: DataLoader<string, Practitioner | null>;
}

export function createLoaders(db: PrismaClient): Loaders {
  const one = <Row>(find: (ids: readonly string[]) => Promise<Map<string, Row>>) =>
    new DataLoader<string, Row | null>(async (ids) => {
      const found = await find(ids);
      return ids.map((id) => found.get(id) ?? null);
    });
  const many = <Row>(find: (ids: readonly string[]) => Promise<Map<string, Row[]>>) =>
    new DataLoader<string, Row[]>(async (ids) => {
      const found = await find(ids);
      return ids.map((id) => found.get(id) ?? []);
    });
  const among = (ids: readonly string[]) => ({ in: [...ids] });
  const byHealthId = <Row extends { healthId: string }>(rows: Row[]) =>
    groupBy(
      rows,
      (row) => row.healthId,
      (row) => row,
    );
  const byId = <Row extends { id: string }>(rows: Row[]) => new Map(rows.map((row) => [row.id, row]));
  return {
    patient: one((ids) => resolvePatients(db, ids)),
    formerIds: many((ids) => formerIds(db, ids)),
    identifiers: many(async (ids) =>
      byHealthId(await db.patientIdentifier.findMany({ where: { healthId: among(ids) } })),
    ),
    guardians: many(async (ids) => {
      const rows = await db.guardianship.findMany({ where: { dependantId: among(ids) } });
      return groupBy(
        rows,
        (row) => row.dependantId,
        (row) => row.guardianId,
      );
    }),
    dependants: many(async (ids) => {
      const rows = await db.guardianship.findMany({ where: { guardianId: among(ids) } });
      return groupBy(
        rows,
        (row) => row.guardianId,
        (row) => row.dependantId,
      );
    }),
    treatments: many(async (ids) =>
      byHealthId(await db.treatmentRelationship.findMany({ where: { healthId: among(ids) } })),
    ),
    consents: many(async (ids) =>
      byHealthId(
        await db.consentDirective.findMany({ where: { healthId: among(ids) }, orderBy: { recordedAt: 'asc' } }),
      ),
    ),
    facility: one(async (ids) => byId(await db.facility.findMany({ where: { id: among(ids) } }))),
    practitioner: one(async (ids) => byId(await db.practitioner.findMany({ where: { id: among(ids) } }))),
  };
}
