import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import type { ReplicaUse } from './replica/replicaUse.ts';

/** The adapter of a Prisma client: `new PrismaClient({ adapter })`. */
export type DatabaseAdapter = SqlMigrationAwareDriverAdapterFactory;

/** One subgraph's own database: Postgres, or PGlite in this process. */
export interface Database {
  readonly kind: 'postgres' | 'pglite';
  /** For `new PrismaClient({ adapter })`. */
  readonly adapter: DatabaseAdapter;
  /** Number of statements that Prisma has sent since the start. */
  countStatements(): number;
  /** Has each statement that Prisma sends run within something that shows it, by its first word. */
  traceStatements?(during: TraceStatement): void;
  /** How its replica is used; undefined where it has none. */
  readonly replica?: ReplicaUse | undefined;
  /** Runs one statement and returns its rows. */
  query: Query;
  /** Whether the database answers now, within two seconds. */
  isReachable(): Promise<boolean>;
  /** Inserts many rows in one statement; existing rows stay unchanged. */
  bulkInsert(table: string, columns: readonly string[], rows: readonly (readonly unknown[])[]): Promise<void>;
  /**
   * Runs work under a lock that only one process at a time can hold on this database, with an adapter for migrations. When a process dies,
   * its lock is released.
   */
  exclusively<T>(purpose: 'migrate' | 'seed', work: (adapter: DatabaseAdapter) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export type TraceStatement = <Result>(name: string, work: () => Promise<Result>) => Promise<Result>;

export type Query = <Row>(sql: string, parameters?: unknown[]) => Promise<Row[]>;

/** `bulkInsert` over any connection: all rows are sent as one JSON parameter, typed by the table itself. */
export async function insertRows(
  query: Query,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly unknown[])[],
): Promise<void> {
  if (rows.length === 0) return;
  const list = columns.map(quoteIdentifier).join(', ');
  const records = rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index] ?? null])));
  await query(
    `INSERT INTO ${quoteIdentifier(table)} (${list})
     SELECT ${list} FROM json_populate_recordset(NULL::${quoteIdentifier(table)}, $1::json) ON CONFLICT DO NOTHING`,
    [JSON.stringify(records)],
  );
}

function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
