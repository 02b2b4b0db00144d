import { type Prisma, PrismaClient } from '@wasl/prisma/clinical-records/generated/client.ts';
import type { DatabaseAdapter } from '@wasl/kit/database/database';

/** The client of this subgraph's database. Only stores run statements on it. */
export type Db = PrismaClient;

/** A transaction of it. */
export type Tx = Prisma.TransactionClient;

export function createClient(adapter: DatabaseAdapter): Db {
  return new PrismaClient({ adapter });
}
