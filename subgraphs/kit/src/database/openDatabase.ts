import { PrismaPg } from '@prisma/adapter-pg';
import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import { Pool } from 'pg';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import { countedFactory, type StatementCounter } from './countStatements.ts';
import { openPglite } from './openPglite.ts';

export interface DatabaseOptions {
  /** A `postgres://` URL; without one the embedded database is used. */
  url?: string | undefined;
  /** Folder of the embedded database; `memory://` keeps it in memory for tests. */
  folder?: string | undefined;
  /** Most connections to Postgres at once. Default 10. */
  poolSize?: number;
}

/** One subgraph's own database: Postgres, or PGlite in this process. */
export interface Database {
  readonly kind: 'postgres' | 'pglite';
  /** What `new PrismaClient({ adapter })` and the migrations take. */
  readonly adapter: SqlMigrationAwareDriverAdapterFactory;
  /** Statements that Prisma has sent since the start. */
  countStatements(): number;
  /** Runs one statement and answers its rows. */
  query<Row>(sql: string, parameters?: unknown[]): Promise<Row[]>;
  /** Inserts many rows in one statement; rows that are there already are left as they are. */
  bulkInsert(table: string, columns: readonly string[], rows: readonly (readonly unknown[])[]): Promise<void>;
  close(): Promise<void>;
}

/** Opens a subgraph's database. A Postgres that is down is noticed by the first statement, not here. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  return options.url === undefined
    ? openEmbedded(options.folder ?? 'memory://')
    : openPostgres(options.url, options.poolSize);
}

async function openEmbedded(folder: string): Promise<Database> {
  const { client, close } = await openPglite(folder);
  const query = async <Row>(sql: string, parameters: unknown[] = []) => (await client.query<Row>(sql, parameters)).rows;
  return database('pglite', new PrismaPGlite(client), query, close);
}

function openPostgres(url: string, poolSize = 10): Database {
  const pool = new Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: 3_000,
    keepAlive: true,
  });
  pool.on('error', () => undefined); // an idle connection died; the next query opens another
  const query = async <Row>(sql: string, parameters: unknown[] = []) =>
    (await pool.query(sql, parameters)).rows as Row[];
  return database('postgres', new PrismaPg(pool), query, () => pool.end());
}

type Query = <Row>(sql: string, parameters?: unknown[]) => Promise<Row[]>;

function database(
  kind: Database['kind'],
  factory: SqlMigrationAwareDriverAdapterFactory,
  query: Query,
  close: () => Promise<void>,
): Database {
  const counter: StatementCounter = { statements: 0 };
  return {
    kind,
    adapter: countedFactory(factory, counter),
    countStatements: () => counter.statements,
    query,
    async bulkInsert(table, columns, rows) {
      if (rows.length === 0) return;
      const list = columns.map(quoteIdentifier).join(', ');
      const records = rows.map((row) =>
        Object.fromEntries(columns.map((column, index) => [column, row[index] ?? null])),
      );
      await query(
        `INSERT INTO ${quoteIdentifier(table)} (${list})
         SELECT ${list} FROM json_populate_recordset(NULL::${quoteIdentifier(table)}, $1::json) ON CONFLICT DO NOTHING`,
        [JSON.stringify(records)],
      );
    },
    close,
  };
}

function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
