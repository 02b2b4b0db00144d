import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { subgraph } from '@wasl/health-id/main';
import { person } from '@wasl/demo/population';
import { type RunningSubgraph, startSubgraph } from '@wasl/kit/startSubgraph';
import type { FormattedExecutionResult } from 'graphql';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { signFor, testCaller, testKeys } from '../../support/startTestSubgraph.ts';
import { createTcpProxy, type TcpProxy } from '../../support/tcpProxy.ts';
import { createPostgresDatabase, onServer, postgresUrl, untilReady } from '../../support/testPostgres.ts';

const healthId = person(5).healthId;
const deciding = testCaller(['registrar']);
const registrar = { ...deciding, decision: { ...deciding.decision!, patients: [healthId] } };
const readPatient = { query: `{ patient(healthId: "${healthId}") { healthId } }` };
const found = { data: { patient: { healthId } } };
const down = {
  message: 'لا يمكن الوصول إلى السجل حالياً: أعد المحاولة بعد قليل.',
  extensions: { code: 'DATABASE_UNAVAILABLE', forPeople: true },
};

async function ask(url: string, operation: { query: string; variables?: unknown }) {
  const sent = JSON.stringify(operation);
  const signed = signFor('health-id', sent, registrar);
  const headers = { 'content-type': 'application/json', 'accept-language': 'ar', ...signed };
  const response = await fetch(url, { method: 'POST', headers, body: sent });
  return { status: response.status, body: (await response.json()) as FormattedExecutionResult };
}

const statusOf = async (url: string, path: string) => (await fetch(new URL(path, url))).status;
const consent = () => ({
  query: 'mutation ($input: RecordConsentInput!) { recordConsent(input: $input) { patient { healthId } } }',
  variables: { input: { idempotencyKey: randomUUID(), healthId, decision: 'DENY' } },
});

describe.skipIf(postgresUrl === undefined)('a subgraph whose Postgres fails', () => {
  let database: Awaited<ReturnType<typeof createPostgresDatabase>>;
  let proxy: TcpProxy;
  let running: RunningSubgraph[] = [];
  let logged: unknown[] = [];
  beforeEach(async () => {
    database = await createPostgresDatabase();
    const { hostname, port } = new URL(postgresUrl!);
    proxy = await createTcpProxy({ host: hostname, port: Number(port || 5432) });
  });
  afterEach(async () => {
    await Promise.all(running.map((one) => one.stop()));
    await proxy.stop();
    await database.drop();
    [running, logged] = [[], []];
  });

  async function start(databaseUrl: string): Promise<RunningSubgraph> {
    const log = (_: string, error: unknown) => void logged.push(error);
    const options = { port: 0, dataDir: 'memory://', gatewayKeys: testKeys, demoPatients: 120, databaseUrl, log };
    const started = await startSubgraph(subgraph, options);
    running.push(started);
    return started;
  }
  const throughProxy = () =>
    Object.assign(new URL(database.url), { hostname: '127.0.0.1', port: String(proxy.port) }).href;

  it('starts without it, says so, and recovers by itself when it comes', async () => {
    const { url } = await start(throughProxy());
    expect(await statusOf(url, '/health/live')).toBe(200);
    expect(await statusOf(url, '/health/ready')).toBe(503);
    expect(await ask(url, readPatient)).toEqual({ status: 503, body: { errors: [down] } });
    await proxy.restore();
    await untilReady(url);
    expect(await ask(url, readPatient)).toEqual({ status: 200, body: found });
  });

  it('answers a clear error when connections break in mid-request, and recovers by itself', async () => {
    await proxy.restore();
    const { url } = await start(throughProxy());
    await untilReady(url);
    // Somebody else holds the row, so that the request below is in the middle of its transaction.
    const other = new Client({ connectionString: database.url });
    await other.connect();
    await other.query('BEGIN; LOCK TABLE consent_directive');
    const asked = ask(url, consent());
    await untilWaiting(other);
    await proxy.cut();
    expect((await asked).body).toMatchObject({ errors: [{ ...down, path: ['recordConsent'] }] });
    expect(await statusOf(url, '/health/ready')).toBe(503);
    expect((await ask(url, readPatient)).body).toMatchObject({ errors: [{ ...down, path: ['patient'] }] });
    await other.end();
    await proxy.restore();
    await untilReady(url);
    expect(await ask(url, readPatient)).toEqual({ status: 200, body: found });
    expect((await ask(url, consent())).body.errors).toBeUndefined();
    expect(logged).toEqual([]);
  });

  it('survives that the server ends its connections', async () => {
    const { url } = await start(database.url);
    await untilReady(url);
    const other = new Client({ connectionString: database.url });
    await other.connect();
    await other.query('BEGIN; LOCK TABLE consent_directive');
    const asked = ask(url, consent());
    await untilWaiting(other);
    await onServer(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND wait_event_type = 'Lock'`,
      [database.name],
    );
    expect((await asked).body).toMatchObject({ errors: [{ ...down, path: ['recordConsent'] }] });
    await other.end();
    expect((await ask(url, consent())).body.errors).toBeUndefined();
    expect(logged).toEqual([]);
  });

  it('is not ready while the network swallows everything', async () => {
    await proxy.restore();
    const { url } = await start(throughProxy());
    await untilReady(url);
    proxy.stall();
    expect(await statusOf(url, '/health/ready')).toBe(503);
    await proxy.cut();
    await proxy.restore();
    await untilReady(url);
    expect(await ask(url, readPatient)).toEqual({ status: 200, body: found });
  });

  it('is migrated and seeded once by three instances that start together', async () => {
    const instances = await Promise.all([start(database.url), start(database.url), start(database.url)]);
    for (const { url } of instances) await untilReady(url);
    for (const { url } of instances) expect(await ask(url, readPatient)).toEqual({ status: 200, body: found });
    const { query } = instances[0]!.database;
    const history = await query(
      'SELECT count(*)::int AS runs, count(DISTINCT migration_name)::int AS names, count(rolled_back_at)::int AS undone FROM _prisma_migrations',
    );
    const [{ names }] = (await query<{ names: number }>(
      'SELECT count(DISTINCT migration_name)::int AS names FROM _prisma_migrations',
    )) as [{ names: number }];
    expect(history).toEqual([{ runs: names, names, undone: 0 }]);
    // One woman of the demo is registered twice.
    expect(await query('SELECT count(*)::int AS patients FROM patient')).toEqual([{ patients: 121 }]);
    expect(logged).toEqual([]);
  });

  it("waits for another's running migration, and takes over when that one died", async () => {
    const other = new Client({ connectionString: database.url });
    await other.connect();
    await other.query(`SELECT pg_advisory_lock(hashtextextended('wasl migrate', 0))`);
    await other.query(
      `CREATE TABLE _prisma_migrations (id VARCHAR(36) PRIMARY KEY, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
         migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ, started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
         applied_steps_count INTEGER NOT NULL DEFAULT 0)`,
    );
    await other.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('begun', 'x', '20261123000000_init')`,
    );
    const { url } = await start(database.url);
    await untilLockIsTried(other);
    expect(await statusOf(url, '/health/ready')).toBe(503);
    const { rows } = await other.query('SELECT rolled_back_at FROM _prisma_migrations');
    expect(rows).toEqual([{ rolled_back_at: null }]);
    await other.end();
    await untilReady(url);
    expect(await ask(url, readPatient)).toEqual({ status: 200, body: found });
  });

  it('stops at once while it waits for its turn', async () => {
    const other = new Client({ connectionString: database.url });
    await other.connect();
    await other.query(`SELECT pg_advisory_lock(hashtextextended('wasl migrate', 0))`);
    const instance = await start(database.url);
    await untilLockIsTried(other);
    await instance.stop();
    running = [];
    await other.end();
    expect(logged).toEqual([]);
  });
});

/** Until a statement of another session waits for a lock. */
async function untilWaiting(client: Client): Promise<void> {
  const waiting = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  while ((await client.query(waiting)).rowCount === 0) await setTimeout(20);
}

/** Until another session has asked for the lock that this one holds. */
async function untilLockIsTried(client: Client): Promise<void> {
  const tried = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE '%pg_try_advisory_lock%'`;
  while ((await client.query(tried)).rowCount === 0) await setTimeout(20);
}
