import { type Prisma, PrismaClient } from '@wasl/prisma/health-id/generated/client.ts';
import type { DatabaseAdapter } from '@wasl/kit/database/database';

/** The client of this subgraph's database. Only stores run statements on it. */
export type Db = PrismaClient;

/** A transaction of it. */
export type Tx = Prisma.TransactionClient;

/** Reads run on the client, or inside a write's transaction. */
export type Reader = Db | Tx;

export function createClient(adapter: DatabaseAdapter): Db {
  return new PrismaClient({ adapter });
}
