import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '@wasl/kit/paths';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runWasl } from '../../gateway/support/startGateway.ts';
import { type RunningCommand, startSubgraphCommand } from '../../gateway/support/startSubgraphCommand.ts';
import { onServer, postgresUrl } from '../../support/testPostgres.ts';
import { signFor, testCaller, testKeys } from '../../support/startTestSubgraph.ts';

/** Stands for `pharmacy` in the page's statements: roles are the whole server's. */
const name = `wasl_test_${randomUUID().replaceAll('-', '').slice(0, 12)}`;

/** The statements of the page, before and after it connects to the new database. */
function statementsOfPage(): [string[], string[]] {
  const [, sql = ''] = /```sql\n([\s\S]*?)```/.exec(readFileSync(join(root, 'docs/deploy.md'), 'utf8')) ?? [];
  const [before = '', after = ''] = sql.replaceAll('pharmacy', name).split(/^\\connect .*$/m);
  const split = (text: string) => text.split(';').filter((statement) => statement.trim() !== '');
  return [split(before), split(after)];
}

function urlOf(role: string): string {
  return Object.assign(new URL(postgresUrl!), { pathname: `/${name}`, username: role }).href;
}

async function inDatabase(role: string, ...statements: string[]): Promise<void> {
  const client = new Client({ connectionString: urlOf(role) });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** `wasl subgraph pharmacy` with this role. */
function start(role: string, keyFile: string): Promise<RunningCommand> {
  return startSubgraphCommand('pharmacy', {
    WASL_PHARMACY_DATABASE_URL: urlOf(role),
    WASL_SUBGRAPH_KEY_FILE: keyFile,
  });
}

describe.skipIf(postgresUrl === undefined)('one subgraph alone on Postgres, with the roles of the page', () => {
  const owner = `${name}_owner`;
  const runner = `${name}_runner`;
  let folder: string;
  let keyFile: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'wasl-subgraph-'));
    keyFile = join(folder, 'key');
    writeFileSync(keyFile, `${testKeys}\n`);
    const [asSuperuser, inNewDatabase] = statementsOfPage();
    expect([asSuperuser.length, inNewDatabase.length]).toEqual([5, 2]);
    for (const statement of asSuperuser) await onServer(statement);
    await inDatabase(new URL(postgresUrl!).username, ...inNewDatabase);
  });

  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    for (const role of [owner, runner]) await onServer(`DROP ROLE IF EXISTS ${role}`);
  });

  test('refuses to start while a migration is pending, and says what to run in both languages', async () => {
    const settings = { WASL_PHARMACY_DATABASE_URL: urlOf(runner), WASL_SUBGRAPH_KEY: testKeys };
    const { code, output } = await runWasl(['subgraph', 'pharmacy', '--port', '0'], settings);
    expect(code).toBe(1);
    expect(output).toMatch(
      /The database of pharmacy lacks \d+_init, .*: run wasl subgraph pharmacy --migrate as its owner first\. قاعدة/,
    );
  });

  test('is migrated by the owner, as often as one likes', async () => {
    const migrate = ['subgraph', 'pharmacy', '--migrate', '--grant-to', runner];
    const settings = { WASL_PHARMACY_DATABASE_URL: urlOf(owner) };
    const first = { code: 0, output: expect.stringMatching(/^pharmacy: applied \d+_init, /) };
    expect(await runWasl(migrate, settings)).toEqual(first);
    const output = `pharmacy: up to date\npharmacy: ${runner} has the rows\n`;
    expect(await runWasl(migrate, settings)).toEqual({ code: 0, output });
  });

  test('answers signed requests as the runner, with health and metrics on their own port, and stops well', async () => {
    const running = await start(runner, keyFile);
    const ready = await fetch(`${running.adminUrl}/health/ready`);
    const metrics = await (await fetch(`${running.adminUrl}/metrics`)).text();
    const beside = await fetch(new URL('/health/ready', running.url));
    const body = JSON.stringify({ query: '{ __typename }' });
    const headers = { 'content-type': 'application/json', ...signFor('pharmacy', body, testCaller(['pharmacist'])) };
    const answer = await fetch(running.url, { method: 'POST', headers, body });
    expect(await answer.json()).toEqual({ data: { __typename: 'Query' } });
    expect([ready.status, beside.status]).toEqual([200, 404]);
    expect(metrics).toMatch(/^process_cpu_seconds_total/m);
    expect(await running.stop()).toBe(0);
    expect(running.said()).not.toContain('may change tables');
  });

  test('ends when its port is taken, though its admin port is free', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const settings = { WASL_PHARMACY_DATABASE_URL: urlOf(runner), WASL_SUBGRAPH_KEY: testKeys };
    const ended = await runWasl(['subgraph', 'pharmacy', '--port', String(port), '--admin-port', '0'], settings);
    other.close();
    const output = `Port ${port} is in use: stop what listens there, or choose another with --port.\n`;
    expect(ended).toEqual({ code: 1, output });
  });

  test('says in its log that its role may change tables', async () => {
    const running = await start(owner, keyFile);
    while (!running.said().includes('this database role may change tables'))
      await new Promise((done) => setTimeout(done, 20));
    expect(await running.stop()).toBe(0);
  });

  test('lets the runner read and write rows', async () => {
    await inDatabase(
      runner,
      `INSERT INTO seed_progress SELECT * FROM seed_progress WHERE false`,
      'SELECT count(*) FROM idempotency_key',
      'DELETE FROM prescription WHERE false',
      'SELECT migration_name FROM _prisma_migrations',
    );
  });

  test.each([
    'CREATE TABLE mine (id int)',
    'DROP TABLE prescription',
    'ALTER TABLE prescription ADD mine int',
    'TRUNCATE prescription',
    'UPDATE _prisma_migrations SET finished_at = now()',
    'DELETE FROM _prisma_migrations',
  ])('does not let the runner %s', async (statement) => {
    await expect(inDatabase(runner, statement)).rejects.toThrow(/permission denied|must be owner/);
  });
});

describe('one subgraph alone', () => {
  test.each([
    [{}, /^WASL_PHARMACY_DATABASE_URL or WASL_PHARMACY_DATABASE_URL_FILE must name the Postgres of pharmacy\.\n$/],
    [
      { WASL_PHARMACY_DATABASE_URL: 'postgres://127.0.0.1:1/x' },
      /^WASL_SUBGRAPH_KEY or WASL_SUBGRAPH_KEY_FILE must hold what wasl keys derive printed\.\n$/,
    ],
    [
      { WASL_PHARMACY_REPLICA_URL: 'postgres://127.0.0.1:1/x' },
      /^WASL_PHARMACY_REPLICA_URL needs WASL_PHARMACY_DATABASE_URL: what is written goes there\.\n$/,
    ],
    [
      { WASL_PHARMACY_DATABASE_URL_FILE: '/nowhere/url' },
      /^WASL_PHARMACY_DATABASE_URL_FILE names a file that cannot be read\.\n$/,
    ],
  ])('says in one sentence what is missing: %o', async (settings, sentence) => {
    const { code, output } = await runWasl(['subgraph', 'pharmacy'], settings);
    expect({ code, output }).toEqual({ code: 1, output: expect.stringMatching(sentence) });
  });

  test('is explained in Arabic where the locale is', async () => {
    const { output } = await runWasl(['subgraph', '--help'], { LC_ALL: 'ar_SY.UTF-8' });
    expect(output).toMatch(/^الاستخدام: wasl subgraph/);
  });
});
