import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import type { MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg';

const noFilter = { externalTables: [], externalEnums: [] };

export interface MigrationStatus {
  /** Every migration of the folder, oldest first. */
  known: string[];
  applied: string[];
  pending: string[];
  /** Started but not finished: the process was interrupted. */
  failed: string[];
}

/**
 * Applies the pending migrations of a Prisma migrations folder and returns their names; call it inside `exclusively`. A migration that an
 * earlier process did not finish was rolled back by the database, since each script is one implicit transaction, in which its end is
 * written down too: it is marked as rolled back and applied again. It cannot be one that another process is still running, which would hold the lock.
 */
export async function applyMigrations(
  factory: SqlMigrationAwareDriverAdapterFactory,
  folder: string,
): Promise<string[]> {
  const before = await migrationStatus(factory, folder);
  if (before.pending.length === 0 && before.failed.length === 0) return [];
  return withSchemaEngine(recordingEnds(factory, folder), async (engine) => {
    for (const migrationName of before.failed) await engine.markMigrationRolledBack({ migrationName });
    const { appliedMigrationNames } = await engine.applyMigrations({
      migrationsList: readMigrations(folder),
      filters: noFilter,
    });
    return appliedMigrationNames;
  });
}

/** Lets each script write down its own end: whoever is killed between a script and the record of it would apply it twice. */
function recordingEnds(
  factory: SqlMigrationAwareDriverAdapterFactory,
  folder: string,
): SqlMigrationAwareDriverAdapterFactory {
  const names = new Map(migrationNames(folder).map((name) => [readScript(folder, name), name]));
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    async connect() {
      const adapter = await factory.connect();
      const run = adapter.executeScript.bind(adapter);
      adapter.executeScript = (sql) => {
        const name = names.get(sql);
        return run(name === undefined ? sql : `${sql}\n;${endOf(name)}`);
      };
      return adapter;
    },
    connectToShadowDb: () => factory.connectToShadowDb(),
  };
}

function endOf(name: string): string {
  return `UPDATE _prisma_migrations SET finished_at = now()
    WHERE migration_name = '${name.replaceAll("'", "''")}' AND finished_at IS NULL AND rolled_back_at IS NULL`;
}

function readScript(folder: string, name: string): string {
  return readFileSync(join(folder, name, 'migration.sql'), 'utf8');
}

/** Compares the migrations folder with the database's own history. */
export async function migrationStatus(
  factory: SqlMigrationAwareDriverAdapterFactory,
  folder: string,
): Promise<MigrationStatus> {
  const known = migrationNames(folder);
  const rows = await readHistory(factory);
  const applied = known.filter((name) => rows.some((row) => row.name === name && row.finished));
  const failed = known.filter((name) => !applied.includes(name) && rows.some((row) => row.name === name));
  return { known, applied, failed, pending: known.filter((name) => !applied.includes(name)) };
}

/** The SQL that creates a Prisma schema in an empty database: the content of a new `migration.sql`. */
export async function schemaAsSql(factory: SqlMigrationAwareDriverAdapterFactory, schemaFile: string): Promise<string> {
  const files = [{ path: schemaFile, content: readFileSync(schemaFile, 'utf8') }];
  return withSchemaEngine(
    factory,
    async (engine) => {
      const { stdout } = await engine.diff({
        from: { tag: 'empty' },
        to: { tag: 'schemaDatamodel', files },
        script: true,
        exitCode: null,
        filters: noFilter,
      });
      return stdout ?? '';
    },
    [[schemaFile, files[0]?.content ?? '']],
  );
}

async function readHistory(
  factory: SqlMigrationAwareDriverAdapterFactory,
): Promise<{ name: string; finished: boolean }[]> {
  const adapter = await factory.connect();
  try {
    const query = (sql: string) => adapter.queryRaw({ sql, args: [], argTypes: [] });
    const table = await query(`SELECT to_regclass('_prisma_migrations')::text AS name`);
    if (table.rows[0]?.[0] == null) return [];
    const history = await query(
      `SELECT migration_name, (finished_at IS NOT NULL)::int FROM _prisma_migrations WHERE rolled_back_at IS NULL`,
    );
    return history.rows.map(([name, finished]) => ({ name: String(name), finished: Number(finished) === 1 }));
  } finally {
    await adapter.dispose();
  }
}

function migrationNames(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((item) => item.isDirectory())
    .map((item) => item.name)
    .sort();
}

function readMigrations(folder: string): MigrationList {
  return {
    baseDir: folder,
    lockfile: { path: 'migration_lock.toml', content: readFileSync(join(folder, 'migration_lock.toml'), 'utf8') },
    shadowDbInitScript: '',
    migrationDirectories: migrationNames(folder).map((path) => ({
      path,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok', value: readScript(folder, path) },
      },
    })),
  };
}

/** Runs work with Prisma's own schema engine, which is on the registry as WebAssembly and needs no download. */
async function withSchemaEngine<T>(
  factory: SqlMigrationAwareDriverAdapterFactory,
  work: (engine: SchemaEngine) => Promise<T>,
  datamodels?: [string, string][],
): Promise<T> {
  const { SchemaEngine } = await loadSchemaEngine();
  const engine = await SchemaEngine.new({ datamodels }, () => undefined, bindMigrationAwareSqlAdapterFactory(factory));
  try {
    return await work(engine);
  } finally {
    engine.free();
  }
}

type EngineModule = typeof import('@prisma/schema-engine-wasm/schema_engine_bg');
let loading: Promise<EngineModule> | undefined;

function loadSchemaEngine(): Promise<EngineModule> {
  loading ??= (async () => {
    const engine = await import('@prisma/schema-engine-wasm/schema_engine_bg');
    const script = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
    const file = script.replace(/\.js$/, '.wasm');
    const { instance } = await WebAssembly.instantiate(readFileSync(file), {
      './schema_engine_bg.js': engine as unknown as WebAssembly.ModuleImports,
    });
    engine.__wbg_set_wasm(instance.exports);
    (instance.exports as { __wbindgen_start(): void }).__wbindgen_start();
    return engine;
  })();
  return loading;
}
