import { setTimeout as sleep } from 'node:timers/promises';
import { createAuditLog } from '@wasl/gateway/audit/auditLog';
import { createCheckpointMaker } from '@wasl/gateway/audit/checkpoints/makeCheckpoint';
import { readSigningKey } from '@wasl/gateway/audit/checkpoints/signingKey';
import { createSqlSink } from '@wasl/gateway/audit/sqlSink';
import { readEntries } from '@wasl/gateway/audit/store/entries';
import { openPostgres } from '@wasl/gateway/audit/store/openPostgres';
import type { EntryContent } from '@wasl/gateway/audit/chain/chainEntry';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { postgresUrl } from '../support/testPostgres.ts';
import { createTcpProxy, type TcpProxy } from '../support/tcpProxy.ts';
import { readEvent } from './support/auditEvents.ts';
import { createAuditStore, type TestAuditStore } from './support/auditStores.ts';

describe.skipIf(postgresUrl === undefined)('a Postgres that fails under the audit', () => {
  let store: TestAuditStore;
  let proxy: TcpProxy;
  beforeEach(async () => {
    store = await createAuditStore('Postgres');
    const { hostname, port } = new URL(store.url as string);
    proxy = await createTcpProxy({ host: hostname, port: Number(port) });
    await proxy.restore();
  });
  afterEach(async () => {
    await proxy.stop();
    await store.drop();
  });

  /** A log whose every connection goes through the proxy. */
  function open() {
    const database = openPostgres(Object.assign(new URL(store.url as string), { port: String(proxy.port) }).href, {
      timeoutMs: 1_000,
    });
    const maker = createCheckpointMaker(database, readSigningKey(store.keyFile, 'The key'));
    const told: string[] = [];
    const log = createAuditLog({
      sink: createSqlSink(database, async (last) => void (await maker.make(last))),
      deadlineMs: 1_000,
      onDown: () => told.push('down'),
      onUp: () => told.push('up'),
    });
    const recovered = async () => {
      while (told.at(-1) !== 'up') await sleep(20);
    };
    /** Until the tables are there and the chain is open, however busy the machine. */
    const opened = async () => {
      while (!log.kept()) await sleep(20);
    };
    return { log, told, recovered, opened };
  }

  /** Appends until it is kept. */
  async function keep(log: ReturnType<typeof open>['log'], patient: string): Promise<void> {
    for (;;) {
      const isKept = await log.append([readEvent(patient)]).then(
        () => true,
        () => false,
      );
      if (isKept) return;
      await sleep(50);
    }
  }

  async function contents(): Promise<(EntryContent & { sequence: number })[]> {
    const found: (EntryContent & { sequence: number })[] = [];
    for await (const { body } of readEntries(store.database.query))
      found.push(JSON.parse(body) as EntryContent & { sequence: number });
    return found;
  }

  /** Every event that was refused is either not there, or said to be withheld; none is there twice. */
  async function expectHonest(refused: readonly string[]): Promise<void> {
    const entries = await contents();
    const withheld = entries.flatMap((entry) => (entry.kind === 'withheld' ? [entry] : []));
    const isWithheld = (sequence: number) => withheld.some(({ first, last }) => sequence >= first && sequence <= last);
    const told = entries.filter((entry) => entry.kind === 'event' && refused.includes(entry.patient ?? ''));
    expect(told.filter(({ sequence }) => !isWithheld(sequence))).toEqual([]);
    expect(await store.problems()).toEqual([]);
  }

  test('and breaks off refuses, and takes again what comes once it is back', async () => {
    const { log, told, recovered, opened } = open();
    await opened();
    await keep(log, 'before');
    await proxy.cut();
    await expect(log.append([readEvent('cut')])).rejects.toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
    expect(told).toContain('down');
    await proxy.restore();
    await recovered();
    await keep(log, 'after');
    await log.close();
    await expectHonest(['cut']);
  });

  test('and does not answer any more refuses in time, and keeps what may have been kept once', async () => {
    const { log, recovered, opened } = open();
    await opened();
    await keep(log, 'before');
    proxy.stall();
    const since = performance.now();
    await expect(log.append([readEvent('stalled')])).rejects.toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
    expect(performance.now() - since).toBeGreaterThan(500);
    await proxy.cut();
    await proxy.restore();
    await recovered();
    await keep(log, 'after');
    await log.close();
    await expectHonest(['stalled']);
  });

  test('and has no space left refuses until it has', async () => {
    const { log, recovered, opened } = open();
    await opened();
    await keep(log, 'before');
    const { query } = store.database;
    await query(`CREATE FUNCTION wasl_audit.no_space() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$`);
    await query(`CREATE TRIGGER no_space BEFORE INSERT ON wasl_audit.entry
      FOR EACH ROW EXECUTE FUNCTION wasl_audit.no_space()`);
    await expect(log.append([readEvent('full')])).rejects.toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
    await query('DROP TRIGGER no_space ON wasl_audit.entry');
    await recovered();
    await keep(log, 'after');
    await log.close();
    const patients = (await contents()).flatMap((entry) => (entry.kind === 'event' ? [entry.patient] : []));
    expect(patients).toEqual(['before', 'full', 'after']);
    await expectHonest(['full']);
  });

  test('commits for good, whatever its default', async () => {
    const database = openPostgres(store.url as string);
    const [row] = await database.query<{ synchronous_commit: string }>('SHOW synchronous_commit');
    await database.close();
    expect(row?.synchronous_commit).toBe('on');
  });
});
