import { type Database, openDatabase } from './database/openDatabase.ts';
import { applyMigrations, migrationStatus, type MigrationStatus } from './database/migrations.ts';
import type { DatabaseTimeouts } from './database/openPostgres.ts';
import type { ReplicaOptions } from './database/replica/openReplica.ts';
import { removePglite } from './database/openPglite.ts';
import { OperatorError } from './operatorError.ts';
import { migrationsFolder } from './paths.ts';
import { join } from 'node:path';
import type { DatabaseClient, SubgraphDefinition, SubgraphName } from './subgraph.ts';

/** Where a subgraph's data is stored: a Postgres URL, or else the embedded database below the data folder. */
export interface DatabasePlace {
  databaseUrl?: string | undefined;
  /** Folder of all embedded databases; `memory://` for tests. */
  dataDir: string;
  /** How long Postgres works for one statement. Default: `defaultTimeouts`. */
  timeouts?: Partial<DatabaseTimeouts> | undefined;
  /** A standby of that Postgres which may answer reads of queries. Default: none. */
  replica?: ReplicaOptions | undefined;
}

/** Opens a subgraph's database, on Postgres or embedded. */
export function openSubgraphDatabase(name: SubgraphName, place: DatabasePlace): Promise<Database> {
  const { databaseUrl: url, dataDir, timeouts, replica } = place;
  return openDatabase({ url, folder: embeddedFolder(name, dataDir), timeouts, replica });
}

/** Brings a subgraph's database to its newest migration, one process at a time; returns the names of the applied migrations. */
export function migrate(name: SubgraphName, database: Database): Promise<string[]> {
  return database.exclusively('migrate', (adapter) => applyMigrations(adapter, migrationsFolder(name)));
}

/** Makes anew what an earlier version of a subgraph's code derived from its rows, one process at a time; answers how many rows changed. */
export async function renew<Db extends DatabaseClient, Context extends object>(
  subgraph: SubgraphDefinition<Db, Context>,
  database: Database,
): Promise<number> {
  return subgraph.renew ? database.exclusively('migrate', () => subgraph.renew!(database)) : 0;
}

export function databaseStatus(name: SubgraphName, database: Database): Promise<MigrationStatus> {
  return migrationStatus(database.adapter, migrationsFolder(name));
}

/** @throws OperatorError in both languages where the database lacks a migration */
export async function refusePending(name: SubgraphName, database: Database): Promise<void> {
  const { pending } = await databaseStatus(name, database);
  if (pending.length === 0) return;
  const command = `wasl subgraph ${name} --migrate`;
  throw new OperatorError(
    `The database of ${name} lacks ${pending.join(', ')}: run ${command} as its owner first. ` +
      `قاعدة بيانات ${name} تنقصها هذه الترحيلات، فشغّل الأمر نفسه باسم مالكها أولاً.`,
  );
}

/**
 * Lets a role read and write rows, and nothing else: no table is its own, and the history of migrations it only reads.
 * Run by the owner, after each migration.
 */
export async function grantRows(database: Database, role: string): Promise<void> {
  const grantee = `"${role.replaceAll('"', '""')}"`;
  for (const statement of [
    `GRANT USAGE ON SCHEMA public TO ${grantee}`,
    `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${grantee}`,
    `GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO ${grantee}`,
    `REVOKE INSERT, UPDATE, DELETE ON _prisma_migrations FROM ${grantee}`,
  ])
    await database.query(statement);
}

/** Whether the role of this connection may also change tables. */
export async function mayChangeTables(database: Database): Promise<boolean> {
  const [row] = await database.query<{ may: boolean }>(
    `SELECT has_schema_privilege('public', 'CREATE') OR EXISTS (
       SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace AND pg_has_role(relowner, 'MEMBER')) AS may`,
  );
  return row?.may === true;
}

/** Seeds demo data into a migrated database, one process at a time. If the seed is complete already, it costs one statement per part. */
export async function seed<Db extends DatabaseClient, Context extends object>(
  subgraph: SubgraphDefinition<Db, Context>,
  database: Database,
  patients: number,
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<void> {
  let stored = false;
  const tell = (done: number, total: number) => {
    stored = true;
    onProgress(done, total);
  };
  await database.exclusively('seed', () => subgraph.seed({ database, patients, onProgress: tell }));
  // Without statistics of the new rows, Postgres plans searches as full scans; autovacuum would take minutes to create them.
  if (stored && database.kind === 'postgres') await database.query('ANALYZE');
}

/** Empties a subgraph's database. The next migration recreates it. */
export async function reset(name: SubgraphName, place: DatabasePlace): Promise<void> {
  if (place.databaseUrl === undefined) {
    removePglite(embeddedFolder(name, place.dataDir));
    return;
  }
  const database = await openSubgraphDatabase(name, place);
  try {
    await database.query('DROP SCHEMA public CASCADE');
    await database.query('CREATE SCHEMA public');
  } finally {
    await database.close();
  }
}

function embeddedFolder(name: SubgraphName, dataDir: string): string {
  return dataDir === 'memory://' ? dataDir : join(dataDir, 'databases', name);
}
