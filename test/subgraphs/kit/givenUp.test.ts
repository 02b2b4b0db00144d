import { getEventListeners, once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { subgraph as healthId } from '@wasl/health-id/main';
import { createGateway } from '@wasl/gateway/pipeline/createGateway';
import { composeSupergraph } from '@wasl/gateway/registry/composeSupergraph';
import { startServer } from '@wasl/gateway/server/startServer';
import { deriveKeyText } from '@wasl/gateway/subgraphs/trust/deriveKey';
import { databaseFailure } from '@wasl/kit/databaseFailure';
import { type Database, openDatabase } from '@wasl/kit/database/openDatabase';
import { requestSignal } from '@wasl/kit/database/requestSignal';
import { createSubgraph, serveSubgraph } from '@wasl/subgraph-sdk';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPostgresDatabase, postgresUrl, startTestSubgraphOn } from '../../support/testPostgres.ts';
import { signFor } from '../../support/startTestSubgraph.ts';

const sdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
  type Query { slow: Int quick: Int }
  type Mutation { slowly: Int }`;
const gatewaySecret = 'a secret that only this test knows, long enough';

/** Waits for what somebody else does; the test's own time-out bounds it. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(20);
}

/** The statements that a database is working on, but for the question itself. */
async function runningOn(server: Client): Promise<string[]> {
  const { rows } = await server.query<{ query: string }>(
    `SELECT query FROM pg_stat_activity
     WHERE datname = current_database() AND state = 'active' AND pid <> pg_backend_pid()`,
  );
  return rows.map(({ query }) => query);
}

describe.skipIf(postgresUrl === undefined)('Postgres', () => {
  let place: Awaited<ReturnType<typeof createPostgresDatabase>>;
  let watching: Client;
  beforeAll(async () => {
    place = await createPostgresDatabase();
    watching = new Client({ connectionString: place.url });
    await watching.connect();
  });
  afterAll(async () => {
    await watching?.end();
    await place?.drop();
  });

  /** A gateway over one subgraph of a ministry, on a database with these bounds. */
  async function startSlowMinistry(timeouts: { statementMs?: number; lockMs?: number } = {}) {
    const database = await openDatabase({ url: place.url, timeouts });
    const sleepLong = async () => (await database.query('SELECT pg_sleep(600)')).length;
    const subgraph = createSubgraph({
      name: 'ministry',
      typeDefs: sdl,
      resolvers: { Query: { slow: sleepLong, quick: () => 1 }, Mutation: { slowly: sleepLong } },
      gateway: { keys: deriveKeyText(gatewaySecret, 'ministry', 1) },
      around: ({ signal }, run) => requestSignal.run(signal, run),
      explain: databaseFailure,
      log: () => undefined,
    });
    const served = await serveSubgraph(subgraph, { port: 0 });
    const composed = composeSupergraph([{ name: 'ministry', sdl, url: served.url }]);
    if ('errors' in composed) throw new Error(composed.errors.join('\n'));
    const folder = mkdtempSync(join(tmpdir(), 'wasl-test-'));
    const supergraphFile = join(folder, 'supergraph.graphql');
    writeFileSync(supergraphFile, composed.supergraphSdl);
    const gateway = await createGateway({
      supergraphFile,
      subgraphUrls: new Map(),
      gatewaySecret,
      maxTokens: 15_000,
      maxDepth: 50,
      maxFields: 10_000,
      answerTimeoutMs: 20_000,
      log: () => undefined,
    });
    const server = await startServer(gateway, { port: 0 });
    return {
      ask: (query: string, signal?: AbortSignal) =>
        fetch(`${server.url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query }),
          ...(signal && { signal }),
        }),
      async stop() {
        await server.stop();
        await served.stop();
        await database.close();
        rmSync(folder, { recursive: true });
      },
    };
  }

  it('works on nothing any more for a client that hung up at the gateway', async () => {
    const ministry = await startSlowMinistry();
    const client = new AbortController();
    const asked = ministry.ask('{ slow }', client.signal).catch((error: unknown) => error);
    await until(async () => (await runningOn(watching)).length > 0);
    client.abort();
    await asked;
    await until(async () => (await runningOn(watching)).length === 0);
    expect(await (await ministry.ask('{ quick }')).json()).toEqual({ data: { quick: 1 } });
    await ministry.stop();
  });

  it('cancels all statements that one request has under way, and listens to its signal once', async () => {
    const statements = 12;
    const database = await openDatabase({ url: place.url, poolSize: statements });
    const asking = new AbortController();
    const sleeping = requestSignal.run(asking.signal, () =>
      Promise.allSettled(Array.from({ length: statements }, () => database.query('SELECT pg_sleep(600)'))),
    );
    await until(async () => (await runningOn(watching)).length === statements);
    expect(getEventListeners(asking.signal, 'abort')).toHaveLength(1);
    asking.abort();
    const ends = await sleeping;
    expect(ends.map((end) => (end.status === 'rejected' ? (end.reason as Error).name : 'answered'))).toEqual(
      Array(statements).fill('StatementGivenUp'),
    );
    expect(await runningOn(watching)).toEqual([]);
    await database.close();
  });

  it('ends a statement at its own time-out, and the answer says so', async () => {
    const ministry = await startSlowMinistry({ statementMs: 100 });
    const answer = (await (await ministry.ask('{ slow }')).json()) as { errors: { extensions: object }[] };
    expect(answer.errors[0]?.extensions).toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    expect(await runningOn(watching)).toEqual([]);
    await ministry.stop();
  });

  it('finishes what changes something, whoever still waits', async () => {
    const ministry = await startSlowMinistry();
    const client = new AbortController();
    const asked = ministry.ask('mutation { slowly }', client.signal).catch((error: unknown) => error);
    await until(async () => (await runningOn(watching)).length > 0);
    client.abort();
    await asked;
    // A question that hangs up after it is cancelled, the change before it is not.
    const second = new AbortController();
    const question = ministry.ask('{ slow }', second.signal).catch((error: unknown) => error);
    await until(async () => (await runningOn(watching)).length === 2);
    second.abort();
    await question;
    await until(async () => (await runningOn(watching)).length === 1);
    await watching.query(
      `SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    );
    await ministry.stop();
  });

  it('cancels what Prisma sends, while it waits for a lock', async () => {
    const registry = await startTestSubgraphOn('Postgres', healthId);
    const other = new Client({ connectionString: registry.databaseUrl });
    // A transaction looks at the activity of the server once.
    const onlooker = new Client({ connectionString: registry.databaseUrl });
    await Promise.all([other.connect(), onlooker.connect()]);
    await other.query('BEGIN; LOCK TABLE facility IN ACCESS EXCLUSIVE MODE');
    const body = JSON.stringify({ query: '{ facilities(first: 1) { edges { node { id } } } }' });
    const headers = { 'content-type': 'application/json', ...signFor('health-id', body, null) };
    const asked = request(registry.url, { method: 'POST', headers, agent: false }).end(body);
    const isGone = once(asked, 'error');
    await until(async () => (await runningOn(onlooker)).length > 0);
    asked.destroy(new Error('gone'));
    await isGone;
    await until(async () => (await runningOn(onlooker)).length === 0);
    await Promise.all([other.end(), onlooker.end()]);
    await registry.stop();
  });
});

describe('PGlite', () => {
  let database: Database;
  beforeAll(async () => {
    database = await openDatabase({});
  });
  afterAll(() => database?.close());

  it('is asked nothing more for a client that hung up', async () => {
    let hangUp = (): void => undefined;
    const isAsked = new Promise<void>((resolve) => (hangUp = resolve));
    let goOn = (): void => undefined;
    const mayGoOn = new Promise<void>((resolve) => (goOn = resolve));
    const statements: string[] = [];
    const ask = async (text: string) => {
      statements.push(text);
      return database.query<{ id: number }>(text);
    };
    const life = { signal: AbortSignal.any([]) };
    const subgraph = createSubgraph({
      name: 'ministry',
      typeDefs: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
        type Query { first: Step } type Step { next: Step }`,
      resolvers: {
        Query: {
          async first(_: unknown, __: unknown, { signal }: { signal: AbortSignal }) {
            life.signal = signal;
            const [row] = await ask('SELECT 1 AS id');
            hangUp();
            await mayGoOn;
            return row;
          },
        },
        Step: { next: async () => (await ask('SELECT 2 AS id'))[0] },
      },
      gateway: { keys: deriveKeyText(gatewaySecret, 'ministry', 1) },
    });
    const served = await serveSubgraph(subgraph, { port: 0 });
    const body = JSON.stringify({ query: '{ first { next { next { next { __typename } } } } }' });
    const client = new AbortController();
    const keys = deriveKeyText(gatewaySecret, 'ministry', 1);
    const headers = { 'content-type': 'application/json', ...signFor('ministry', body, null, { keys }) };
    const asked = fetch(served.url, { method: 'POST', headers, body, signal: client.signal }).catch(() => 'gone');
    await isAsked;
    client.abort();
    expect(await asked).toBe('gone');
    await until(async () => life.signal.aborted);
    goOn();
    await served.stop();
    await database.query('SELECT 3');
    expect(statements).toEqual(['SELECT 1 AS id']);
  });
});
