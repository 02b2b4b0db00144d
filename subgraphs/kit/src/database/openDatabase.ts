import { PrismaPGlite } from 'pglite-prisma-adapter';
import { countedFactory, type StatementCounter } from './countStatements.ts';
import { type Database, insertRows } from './database.ts';
import { type EmbeddedDatabase, openPglite } from './openPglite.ts';
import { openPostgres, type PostgresOptions } from './openPostgres.ts';
import { wholeScripts } from './wholeScripts.ts';

export type { Database } from './database.ts';

export interface DatabaseOptions extends PostgresOptions {
  /** A `postgres://` URL; without one the embedded database is used. */
  url?: string | undefined;
  /** Folder of the embedded database; `memory://` keeps it in memory for tests. */
  folder?: string | undefined;
}

/** Opens a subgraph's database. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  return options.url === undefined ? openEmbedded(options.folder ?? 'memory://') : openPostgres(options.url, options);
}

async function openEmbedded(folder: string): Promise<Database> {
  return databaseOnPglite(await openPglite(folder));
}

/** A database on a PGlite that is open. */
export function databaseOnPglite({ client, close }: EmbeddedDatabase): Database {
  const counter: StatementCounter = { statements: 0 };
  const adapter = new PrismaPGlite(client);
  const query = async <Row>(sql: string, parameters: unknown[] = []) => (await client.query<Row>(sql, parameters)).rows;
  return {
    kind: 'pglite',
    adapter: countedFactory(adapter, counter),
    countStatements: () => counter.statements,
    traceStatements: (during) => void (counter.during = during),
    query,
    isReachable: async () => !client.closed,
    bulkInsert: (table, columns, rows) => insertRows(query, table, columns, rows),
    // PGlite is open in one process only, which prepares it once, at its start.
    exclusively: (_, work) => work(wholeScripts(adapter, (sql) => client.exec(sql))),
    close,
  };
}
