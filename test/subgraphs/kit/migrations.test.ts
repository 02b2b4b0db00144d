import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyMigrations, migrationStatus, schemaAsSql } from '@wasl/kit/database/migrations';
import { type Database, openDatabase } from '@wasl/kit/database/openDatabase';
import { root } from '@wasl/kit/paths';
import { migrate } from '@wasl/kit/prepareDatabase';
import { storedSubgraphs } from '@wasl/kit/subgraph';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createPostgresDatabase, databaseKinds } from '../../support/testPostgres.ts';

describe.each(databaseKinds)('migrations on %s', (kind) => {
  let database: Database;
  let drop = async () => {};
  let folder: string;
  beforeAll(async () => {
    const place = kind === 'Postgres' ? await createPostgresDatabase() : { url: undefined, drop: async () => {} };
    drop = place.drop;
    database = await openDatabase({ url: place.url });
  });
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'wasl-migrations-'));
    writeFileSync(join(folder, 'migration_lock.toml'), 'provider = "postgresql"\n');
    await empty(database);
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  afterAll(async () => {
    await database.close();
    await drop();
  });

  const write = (name: string, sql: string) => {
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, 'migration.sql'), sql);
  };
  const apply = () => database.exclusively('migrate', (adapter) => applyMigrations(adapter, folder));
  const tables = async () =>
    (
      await database.query<{ name: string }>(
        `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_name NOT LIKE '\\_%' ORDER BY 1`,
      )
    ).map(({ name }) => name);

  it('are applied in order, each once', async () => {
    write('20260101000000_one', 'CREATE TABLE one (id INT PRIMARY KEY);');
    expect(await apply()).toEqual(['20260101000000_one']);
    write('20260102000000_two', 'CREATE TABLE two (id INT REFERENCES one);');
    expect(await apply()).toEqual(['20260102000000_two']);
    expect(await apply()).toEqual([]);
    expect(await tables()).toEqual(['one', 'two']);
  });

  it('leave nothing of a script that fails half-way, and apply it again when it is right', async () => {
    write('20260101000000_one', 'CREATE TABLE one (id INT); INSERT INTO one SELECT 1 / 0;');
    await expect(apply()).rejects.toThrow(/division by zero/);
    expect(await tables()).toEqual([]);
    expect((await migrationStatus(database.adapter, folder)).failed).toEqual(['20260101000000_one']);
    write('20260101000000_one', 'CREATE TABLE one (id INT); INSERT INTO one VALUES (1);');
    expect(await apply()).toEqual(['20260101000000_one']);
    expect(await database.query('SELECT id FROM one')).toEqual([{ id: 1 }]);
  });

  it('are not applied twice where the process ended right behind a script, before it was told of', async () => {
    write('20260101000000_one', 'CREATE TABLE one (id INT)');
    write('20260102000000_two', 'CREATE TABLE two (id INT); -- the end');
    const killed = database.exclusively('migrate', (whole) =>
      applyMigrations(
        {
          ...whole,
          async connect() {
            const adapter = await whole.connect();
            const run = adapter.executeScript.bind(adapter);
            adapter.executeScript = async (sql) => {
              await run(sql);
              if (sql.includes('TABLE two')) throw new Error('killed');
            };
            return adapter;
          },
        },
        folder,
      ),
    );
    await expect(killed).rejects.toThrow();
    expect(await tables()).toEqual(['one', 'two']);
    expect(await apply()).toEqual([]);
    expect(await migrationStatus(database.adapter, folder)).toMatchObject({ failed: [], pending: [] });
  });

  it('run scripts with semicolons inside texts and function bodies', async () => {
    write(
      '20260101000000_one',
      `CREATE TABLE one (id INT DEFAULT 1, said TEXT DEFAULT 'a; b');
       CREATE FUNCTION two() RETURNS INT LANGUAGE plpgsql AS $$ BEGIN INSERT INTO one DEFAULT VALUES; RETURN 2; END $$;
       SELECT two();`,
    );
    await apply();
    expect(await database.query('SELECT id, said FROM one')).toEqual([{ id: 1, said: 'a; b' }]);
  });

  it('are run by one of several that start together', async () => {
    write('20260101000000_one', 'CREATE TABLE one (id INT); SELECT pg_sleep(0.3);');
    const [first, second] = await Promise.all([apply(), kind === 'Postgres' ? apply() : []]);
    expect([...first, ...second]).toEqual(['20260101000000_one']);
    const history = await database.query(
      'SELECT migration_name, finished_at IS NOT NULL AS done, rolled_back_at FROM _prisma_migrations',
    );
    expect(history).toEqual([{ migration_name: '20260101000000_one', done: true, rolled_back_at: null }]);
  });
});

describe('the migrations of our subgraphs', () => {
  let database: Database;
  beforeAll(async () => {
    database = await openDatabase({});
  });
  afterAll(() => database.close());

  const structure = async () => ({
    columns: await database.query(
      `SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns
       WHERE table_schema = 'public' AND table_name <> '_prisma_migrations' ORDER BY table_name, column_name`,
    ),
    indexes: await database.query(
      `SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> '_prisma_migrations' ORDER BY 1`,
    ),
  });

  it.each(storedSubgraphs)('make of %s what its Prisma schema says, no more and no less', async (name) => {
    await empty(database);
    await migrate(name, database);
    expect(await migrate(name, database)).toEqual([]);
    const migrated = await structure();
    await empty(database);
    const sql = await schemaAsSql(database.adapter, join(root, 'prisma', name, 'schema.prisma'));
    await database.exclusively('migrate', async (adapter) => (await adapter.connect()).executeScript(sql));
    expect(migrated).toEqual(await structure());
    expect(migrated.columns.length).toBeGreaterThan(10);
  });
});

async function empty(database: Database): Promise<void> {
  await database.query('DROP SCHEMA public CASCADE');
  await database.query('CREATE SCHEMA public');
}
