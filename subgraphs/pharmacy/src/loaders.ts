import type { Page } from '@wasl/kit/pagination';
import type { PrismaClient } from '@wasl/prisma/pharmacy/generated/client.ts';
import DataLoader from 'dataloader';
import {
  type Dispense,
  isUuid,
  listPrescriptions,
  type Medication,
  type Prescription,
  type StockBatch,
} from './stores/prescriptionStore.ts';
import { today } from './today.ts';

/** One loader per key, made for one request. */
export interface Loaders {
  medication: DataLoader<string, Medication | null>;
  pharmacy: DataLoader<string, { id: string } | null>;
  prescription: DataLoader<string, Prescription | null>;
  dispense: DataLoader<string, Dispense | null>;
  dispensesOf: DataLoader<string, Dispense[]>;
  /** What a patient may still be given, newest first. */
  active: DataLoader<readonly string[], Prescription[], string>;
  /** A pharmacy's batches, first to expire first. */
  stock: DataLoader<string, StockBatch[]>;
  list(page: Page): DataLoader<readonly string[], Prescription[], string>;
}

export function createLoaders(db: PrismaClient): Loaders {
  const byId = <Row extends { id: string }>(find: (ids: string[]) => Promise<Row[]>) =>
    new DataLoader<string, Row | null>(async (ids) => {
      const found = new Map((await find([...ids])).map((row) => [row.id, row]));
      return ids.map((id) => found.get(id) ?? null);
    });
  const grouped = <Row>(keyOf: (row: Row) => string, find: (keys: string[]) => Promise<Row[]>) =>
    new DataLoader<string, Row[]>(async (keys) => {
      const rows = await find([...keys]);
      return keys.map((key) => rows.filter((row) => keyOf(row) === key));
    });
  /** Rows of each person, under all the IDs of that person, in the order that `find` gives them. */
  const byPerson = (find: (healthIds: string[]) => Promise<Prescription[]>, most = Infinity) =>
    new DataLoader<readonly string[], Prescription[], string>(
      async (people) => {
        const rows = await find([...new Set(people.flat())]);
        return people.map((ids) => rows.filter(({ healthId }) => ids.includes(healthId)).slice(0, most));
      },
      { cacheKeyFn: (healthIds) => healthIds.join() },
    );
  const lists = new Map<string, DataLoader<readonly string[], Prescription[], string>>();
  return {
    medication: byId((ids) => db.medication.findMany({ where: { id: { in: ids } } })),
    pharmacy: byId((ids) => db.pharmacy.findMany({ where: { id: { in: ids } } })),
    prescription: byId((ids) => db.prescription.findMany({ where: { id: { in: ids.filter(isUuid) } } })),
    dispense: byId((ids) => db.dispense.findMany({ where: { id: { in: ids.filter(isUuid) } } })),
    dispensesOf: grouped(
      (row) => row.prescriptionId,
      (ids) => db.dispense.findMany({ where: { prescriptionId: { in: ids } }, orderBy: { dispensedAt: 'desc' } }),
    ),
    active: byPerson(async (ids) => {
      const where = { healthId: { in: ids }, cancelledAt: null, validUntil: { gte: today() } };
      const rows = await db.prescription.findMany({ where, orderBy: [{ prescribedAt: 'desc' }, { id: 'desc' }] });
      return rows.filter(({ dispensed, quantity }) => dispensed < quantity);
    }),
    stock: grouped(
      (row) => row.pharmacyId,
      (ids) => db.stockBatch.findMany({ where: { pharmacyId: { in: ids }, quantity: { gt: 0 } } }),
    ),
    list(page) {
      const key = `${page.first}|${page.after ?? ''}`;
      const loader = lists.get(key) ?? byPerson((ids) => listPrescriptions(db, ids, page), page.first + 1);
      lists.set(key, loader);
      return loader;
    },
  };
}
