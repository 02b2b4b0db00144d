import type { Prisma } from '@wasl/prisma/identity/generated/client.ts';
import type { Db, Tx } from './client.ts';

export type AccountRow = Prisma.AccountModel;

/** What an account can be tied to. Links that are left out are not changed. */
export interface AccountLinks {
  nationalId?: string;
  healthId?: string;
  practitionerId?: string;
  facilityId?: string;
}

/** The accounts of these subjects, in no order. */
export function findAccounts(db: Db, ids: readonly string[]): Promise<AccountRow[]> {
  return db.account.findMany({ where: { id: { in: [...ids] } } });
}

/** The demo accounts that may sign in without a password, by name. */
export function findDemoAccounts(db: Db): Promise<AccountRow[]> {
  return db.account.findMany({ where: { demo: true }, orderBy: { username: 'asc' }, take: 100 });
}

/** One demo account by its name. */
export function findDemoAccount(db: Db, username: string): Promise<AccountRow | null> {
  return db.account.findFirst({ where: { username, demo: true } });
}

/** An account by its name, locked until the transaction ends; null where there is none. */
export async function lockAccount(tx: Tx, username: string): Promise<AccountRow | null> {
  await tx.$queryRaw`SELECT 1 AS locked FROM account WHERE username = ${username} FOR UPDATE`;
  return tx.account.findUnique({ where: { username } });
}

/** Ties an account. */
export async function tieAccount(tx: Tx, id: string, links: AccountLinks): Promise<void> {
  await tx.account.update({ where: { id }, data: links });
}
