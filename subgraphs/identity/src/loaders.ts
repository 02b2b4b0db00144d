import DataLoader from 'dataloader';
import type { PrismaClient } from '@wasl/prisma/identity/generated/client.ts';
import { type AccountRow, findAccounts } from './stores/accounts.ts';
import { findPeople, type PersonRow } from './stores/people.ts';

/** One loader per key, for one request. */
export interface Loaders {
  personByNationalId: DataLoader<string, PersonRow | null>;
  accountById: DataLoader<string, AccountRow | null>;
}

/** Makes a request's loaders: what it asks for in one tick costs one statement. */
export function createLoaders(db: PrismaClient): Loaders {
  return {
    personByNationalId: new DataLoader((ids) => inOrder(ids, findPeople(db, ids), (person) => person.nationalId)),
    accountById: new DataLoader((ids) => inOrder(ids, findAccounts(db, ids), (account) => account.id)),
  };
}

async function inOrder<Row>(
  ids: readonly string[],
  found: Promise<Row[]>,
  idOf: (row: Row) => string,
): Promise<(Row | null)[]> {
  const byId = new Map((await found).map((row) => [idOf(row), row]));
  return ids.map((id) => byId.get(id) ?? null);
}
