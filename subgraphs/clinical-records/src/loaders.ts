import { groupBy } from '@wasl/kit/groupBy';
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
  type PersonIds,
} from './stores/recordStore.ts';

/** One loader per key, made for one request. */
export interface Loaders {
  record: DataLoader<string, ClinicalRecord | null>;
  history: DataLoader<string, ClinicalRecordVersion[]>;
  /** What stands now of a patient's allergies, problems, procedures, immunizations and results. */
  current: DataLoader<PersonIds, ClinicalRecord[], string>;
  /** A page of a patient's list: one loader for each kind and page that the operation asks for. */
  list(kind: RecordKind, page: Page): DataLoader<PersonIds, ClinicalRecord[], string>;
}

const currentKinds: RecordKind[] = ['ALLERGY_INTOLERANCE', 'CONDITION', 'PROCEDURE', 'IMMUNIZATION', 'OBSERVATION'];

export function createLoaders(db: PrismaClient): Loaders {
  const byPerson = (find: (people: readonly PersonIds[]) => Promise<ClinicalRecord[][]>) =>
    new DataLoader<PersonIds, ClinicalRecord[], string>(find, { cacheKeyFn: (healthIds) => healthIds.join() });
  const lists = new Map<string, DataLoader<PersonIds, ClinicalRecord[], string>>();
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
      const byId = groupBy(rows, ({ id }) => id);
      return ids.map((id) => byId.get(id) ?? []);
    }),
    current: byPerson((people) => currentRecords(db, people, currentKinds)),
    list(kind, page) {
      const key = `${kind}|${page.first}|${page.after ?? ''}`;
      const loader = lists.get(key) ?? byPerson((people) => listRecords(db, kind, people, page));
      lists.set(key, loader);
      return loader;
    },
  };
}
