import type { Page } from '@wasl/kit/pagination';
import type { PrismaClient } from '@wasl/prisma/clinical-records/generated/client.ts';
import DataLoader from 'dataloader';
import type { RecordKind } from './kinds.ts';
import {
  type ClinicalRecord,
  type ClinicalRecordVersion,
  currentRecords,
  isUuid,
  listRecords,
} from './stores/recordStore.ts';

/** One loader per key, made for one request. */
export interface Loaders {
  record: DataLoader<string, ClinicalRecord | null>;
  history: DataLoader<string, ClinicalRecordVersion[]>;
  /** What stands now of a patient's allergies, problems, procedures, immunizations and results. */
  current: DataLoader<string, ClinicalRecord[]>;
  /** A page of a patient's list: one loader for each kind and page that the operation asks for. */
  list(kind: RecordKind, page: Page): DataLoader<string, ClinicalRecord[]>;
}

export function createLoaders(db: PrismaClient): Loaders {
  const lists = new Map<string, DataLoader<string, ClinicalRecord[]>>();
  return {
    record: new DataLoader(async (ids) => {
      const rows = await db.clinicalRecord.findMany({ where: { id: { in: ids.filter(isUuid) } } });
      const byId = new Map(rows.map((row) => [row.id, row]));
      return ids.map((id) => byId.get(id) ?? null);
    }),
    history: new DataLoader(async (ids) => {
      const rows = await db.clinicalRecordVersion.findMany({
        where: { id: { in: [...ids] } },
        orderBy: { version: 'desc' },
      });
      return ids.map((id) => rows.filter((row) => row.id === id));
    }),
    current: new DataLoader(async (healthIds) => {
      const found = await currentRecords(db, healthIds, [
        'ALLERGY_INTOLERANCE',
        'CONDITION',
        'PROCEDURE',
        'IMMUNIZATION',
        'OBSERVATION',
      ]);
      return healthIds.map((id) => found.get(id) ?? []);
    }),
    list(kind, page) {
      const key = `${kind}|${page.first}|${page.after ?? ''}`;
      let loader = lists.get(key);
      if (!loader) {
        loader = new DataLoader(async (healthIds) => {
          const found = await listRecords(db, kind, healthIds, page);
          return healthIds.map((id) => found.get(id) ?? []);
        });
        lists.set(key, loader);
      }
      return loader;
    },
  };
}
