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

/** Ties an account; answers its subject, or null when there is no such account. */
export async function linkAccount(tx: Tx, username: string, links: AccountLinks): Promise<string | null> {
  const account = await tx.account.findUnique({ where: { username }, select: { id: true } });
  if (account) await tx.account.update({ where: { username }, data: links });
  return account?.id ?? null;
}
