import { openDatabase } from '@wasl/kit/database/openDatabase';
import { databaseFailure } from '@wasl/kit/databaseFailure';
import { PrismaClient } from '@wasl/prisma/pharmacy/generated/client.ts';
import { expect, it } from 'vitest';

it.each<[string, (db: PrismaClient) => Promise<unknown>]>([
  ['a statement of Prisma’s', (db) => db.medication.findMany()],
  ['a raw statement', (db) => db.$queryRawUnsafe('SELECT 1')],
  ['a raw command', (db) => db.$executeRawUnsafe('SELECT 1')],
  ['a transaction', (db) => db.$transaction((tx) => tx.medication.findMany())],
])('knows a database that does not answer by the failure of %s', async (_, run) => {
  const database = await openDatabase({ url: 'postgres://nobody@127.0.0.1:1/none' });
  const db = new PrismaClient({ adapter: database.adapter });
  const error: unknown = await run(db).catch((reason: unknown) => reason);
  expect(databaseFailure(error)).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  await db.$disconnect();
  await database.close();
});

it('takes no other failure of a raw statement for that', async () => {
  const database = await openDatabase({ folder: 'memory://' });
  const db = new PrismaClient({ adapter: database.adapter });
  const error: unknown = await db.$queryRawUnsafe('SELECT nonsense').catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(Error);
  expect(databaseFailure(error)).toBeUndefined();
  await db.$disconnect();
  await database.close();
});
