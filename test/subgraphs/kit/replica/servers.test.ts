import { setTimeout as sleep } from 'node:timers/promises';
import { StatementGivenUp } from '@wasl/kit/database/cancellablePool';
import { withReplica } from '@wasl/kit/database/replica/readScope';
import { requestSignal } from '@wasl/kit/database/requestSignal';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  createPostgresServers,
  needsPostgresPrograms,
  type PostgresServer,
  type PostgresServers,
} from '../../../support/postgresServers.ts';
import { startPooler } from './startPooler.ts';
import { inRequest, makeApp, openReplicated, type Reading, type Replicated, runner } from './openReplicated.ts';

describe.runIf(needsPostgresPrograms())('a database with a standby', { timeout: 60_000 }, () => {
  let servers: PostgresServers;
  let primary: PostgresServer;
  let standby: PostgresServer;
  const opened: Replicated[] = [];

  beforeAll(async () => {
    servers = createPostgresServers();
    primary = await servers.startPrimary();
    await makeApp(primary);
    standby = await primary.startStandby('standby');
  }, 60_000);
  afterAll(async () => {
    await Promise.all(opened.map(({ database }) => database.close()));
    await servers.stop();
  });
  beforeEach(async () => {
    const usual = { synchronous_standby_names: '', synchronous_commit: 'on', wal_writer_delay: '200ms' };
    await primary.configure(usual);
  });

  async function open(url = primary.urlOf('app', runner), replicaUrl = standby.urlOf('app', runner)) {
    const replicated = await openReplicated(url, replicaUrl);
    opened.push(replicated);
    return replicated;
  }

  const pause = () => standby.query('SELECT pg_wal_replay_pause()');
  const resume = () => standby.query('SELECT pg_wal_replay_resume()');
  /** The number as the standby itself has it. */
  const onStandby = async () => (await standby.query<Reading>('SELECT n FROM number', [], 'app'))[0]!.n;

  it('answers reads of queries from the standby, at once where commits wait for it', async () => {
    await primary.configure({ synchronous_standby_names: 'standby', synchronous_commit: 'remote_apply' });
    const { database, read, write, until } = await open();
    await until('used');
    for (let n = 1; n <= 50; n += 1) {
      await write(n);
      expect((await read()).n).toBe(n);
    }
    expect(database.replica?.counts.used).toBeGreaterThan(40);
  });

  it('answers everything else from the primary', async () => {
    const { database, write, until, readFromStandby } = await open();
    await write(0);
    await until('used');
    const where = 'SELECT pg_is_in_recovery() AS "fromStandby"';
    expect(await database.query(where)).toEqual([{ fromStandby: false }]);
    const locked = () => database.query(`${where} FROM number FOR UPDATE`);
    expect(await inRequest(locked)).toEqual([{ fromStandby: false }]);
    const transaction = async () => {
      const prisma = await database.adapter.connect();
      const started = await prisma.startTransaction();
      const { rows } = await started.queryRaw({ sql: where, args: [], argTypes: [] });
      await started.commit();
      return rows;
    };
    expect(await inRequest(transaction)).toEqual([[false]]);
    expect(await readFromStandby()).toBe(0);
  });

  it('never reads from before a write that was answered, whatever the standby does', async () => {
    const [one, other] = [await open(), await open()];
    const { database, write } = one;
    await Promise.all([one.until('used'), other.until('used')]);
    await write(0);
    let answered = 0;
    const end = new AbortController();
    const stale: [atLeast: number, found: Reading][] = [];
    const writing = async () => {
      while (!end.signal.aborted) {
        await write(answered + 1);
        answered += 1;
        if (answered % 20 === 0) await sleep(15);
      }
    };
    const reading = async ({ read }: Replicated) => {
      while (!end.signal.aborted) {
        const atLeast = answered;
        const found = await read();
        if (found.n < atLeast) stale.push([atLeast, found]);
      }
    };
    const disturbing = async () => {
      for (let times = 0; times < 5; times += 1) {
        await sleep(300);
        await pause();
        await sleep(150);
        await resume();
      }
      end.abort();
    };
    await Promise.all([writing(), disturbing(), ...[one, one, other, other].map(reading)]);
    expect(stale).toEqual([]);
    const { used = 0, late = 0 } = database.replica?.counts ?? {};
    expect(Math.min(used, late)).toBeGreaterThan(10);
    expect((await other.read()).n).toBe(answered);
  });

  it('reads from the primary while the standby has not applied what was written', async () => {
    const { told, read, readFromStandby, write, until } = await open();
    await until('used');
    await pause();
    await write(1_000);
    expect(await read()).toEqual({ n: 1_000, fromStandby: false });
    expect(await onStandby()).not.toBe(1_000);
    await until('late');
    while (!told.includes('late')) await sleep(10);
    await resume();
    await until('used');
    expect(await readFromStandby()).toBe(1_000);
    expect(told).toEqual(['used', 'late', 'used']);
  });

  it('finds a write whose wait for the standby was cancelled: Postgres answers it, though the standby lacks it', async () => {
    await primary.configure({ synchronous_standby_names: 'standby', synchronous_commit: 'remote_apply' });
    const { read, write, until } = await open();
    await write(1_999);
    await until('used');
    await pause();
    const writing = write(2_000);
    const waits = `FROM pg_stat_activity WHERE wait_event = 'SyncRep'`;
    while ((await primary.query(`SELECT 1 ${waits}`)).length === 0) await sleep(10);
    expect(await read()).toMatchObject({ n: 1_999 });
    await primary.query(`SELECT pg_cancel_backend(pid) ${waits}`);
    await writing;
    expect(await onStandby()).toBe(1_999);
    expect(await read()).toEqual({ n: 2_000, fromStandby: false });
    await resume();
  });

  it('finds a write though the server would answer commits before they are on its disk', async () => {
    await primary.query(`ALTER ROLE ${runner} SET synchronous_commit = off`);
    await primary.configure({ wal_writer_delay: '10s' });
    const { database, read, write, until } = await open();
    await write(2_999);
    await primary.query(`ALTER ROLE ${runner} RESET synchronous_commit`);
    await until('used');
    expect(await database.query('SHOW synchronous_commit')).toEqual([{ synchronous_commit: 'on' }]);
    for (let n = 3_000; n < 3_020; n += 1) {
      await write(n);
      expect((await read()).n).toBe(n);
    }
  });

  it('reads anew from the primary what the standby cancels, since it stands in the way of what it applies', async () => {
    await standby.configure({ max_standby_streaming_delay: '0' });
    const { database, write, until, readFromStandby } = await open();
    await until('used');
    await readFromStandby();
    const slowly = inRequest(() =>
      database.query<Reading>('SELECT n, pg_is_in_recovery() AS "fromStandby" FROM number, pg_sleep(1)'),
    );
    await sleep(200);
    await write(4_000);
    await primary.query('VACUUM number', [], 'app');
    expect(await slowly).toEqual([{ n: 4_000, fromStandby: false }]);
    expect(database.replica?.counts.failed).toBe(1);
    expect(database.replica?.status).toBe('used');
  });

  it('cancels there what nobody waits for any more, and asks the primary nothing in its place', async () => {
    const { database, until, readFromStandby } = await open();
    await until('used');
    await readFromStandby();
    const asking = new AbortController();
    const slowly = requestSignal.run(asking.signal, () => withReplica(() => database.query('SELECT pg_sleep(601)')));
    const running = `SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query = 'SELECT pg_sleep(601)'`;
    while ((await standby.query(running)).length === 0) await sleep(10);
    asking.abort();
    await expect(slowly).rejects.toThrow(StatementGivenUp);
    expect(await standby.query(running)).toEqual([]);
    expect(primary.readLog()).not.toMatch(/(?:execute|statement).*: SELECT pg_sleep\(601\)$/m);
  });

  it('goes on while the standby is down, and comes back to it', async () => {
    const { database, told, read, readFromStandby, write, until } = await open();
    await until('used');
    await standby.stop('immediate');
    await write(5_000);
    expect(await read()).toEqual({ n: 5_000, fromStandby: false });
    await until('unreachable');
    await standby.start();
    await until('used');
    expect(await readFromStandby()).toBe(5_000);
    expect(told).toEqual(['used', 'unreachable', 'used']);
    expect(await database.isReachable()).toBe(true);
  });

  it('says so where what it is given is no standby, is of another database, or may not be judged', async () => {
    const [itself, elsewhere] = [
      await open(undefined, primary.urlOf('app', runner)),
      await open(undefined, standby.urlOf('postgres', runner)),
    ];
    await Promise.all([itself.until('not_standby'), elsewhere.until('other_database')]);
    await primary.query('CREATE ROLE blind LOGIN');
    await primary.query('GRANT SELECT ON number TO blind', [], 'app');
    const blind = await open(undefined, standby.urlOf('app', 'blind'));
    await blind.until('not_permitted');
    for (const { read } of [itself, elsewhere, blind]) expect((await read()).fromStandby).toBe(false);
  });

  it('says so where a pooler, which numbers sessions by itself, stands before either', async () => {
    const poolers = await Promise.all([standby, primary].map((server) => startPooler(server.urlOf('app', runner))));
    const [before, behind] = [await open(undefined, poolers[0]!.url), await open(poolers[1]!.url)];
    await Promise.all([before.until('pooled'), behind.until('pooled')]);
    for (const { read } of [before, behind]) expect((await read()).fromStandby).toBe(false);
    poolers.forEach(({ stop }) => stop());
  });

  it('answers nothing from the standby while the primary is down', async () => {
    const { read, readFromStandby, until } = await open();
    await until('used');
    await primary.stop('immediate');
    await expect(read()).rejects.toThrow();
    await until('primary_unreachable');
    await primary.start();
    await until('used');
    expect(await readFromStandby()).toBe(5_000);
  });

  it('no longer asks one that follows a standby which was promoted beside the primary, nor that one', async () => {
    const follower = await standby.startStandby('follower');
    const [near, far] = [await open(), await open(undefined, follower.urlOf('app', runner))];
    await Promise.all([near.until('used'), far.until('used')]);
    await far.write(6_000);
    await standby.promote();
    // Its history is now longer than the primary's, and another one.
    for (let n = 0; n < 50; n += 1) await standby.query('UPDATE number SET n = -1', [], 'app');
    const last = new Client({ connectionString: follower.urlOf('app') });
    await last.connect();
    while ((await last.query<Reading>('SELECT n FROM number')).rows[0]?.n !== -1) await sleep(10);
    await last.end();
    expect(await near.read()).toEqual({ n: 6_000, fromStandby: false });
    expect(await far.read()).toEqual({ n: 6_000, fromStandby: false });
    await Promise.all([near.until('not_standby'), far.until('other_timeline')]);
    for (const { read, write } of [near, far]) {
      await write(6_001);
      expect(await read()).toEqual({ n: 6_001, fromStandby: false });
    }
  });
});
