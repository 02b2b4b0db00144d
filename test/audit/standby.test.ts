import { mkdtempSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeSigningKey } from '@wasl/gateway/audit/checkpoints/signingKey';
import { openPostgres } from '@wasl/gateway/audit/store/openPostgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runWasl } from '../gateway/support/startGateway.ts';
import {
  createPostgresServers,
  needsPostgresPrograms,
  type PostgresServer,
  type PostgresServers,
} from '../support/postgresServers.ts';
import { openStrictAudit } from './support/openStrictAudit.ts';
import { readEvent } from './support/auditEvents.ts';

describe.runIf(needsPostgresPrograms())('the audit on a standby', { timeout: 60_000 }, () => {
  let folder: string;
  let keyFile: string;
  let servers: PostgresServers;
  let primary: PostgresServer;
  let standby: PostgresServer;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'wasl-standby-'));
    keyFile = join(folder, 'key.pem');
    makeSigningKey(keyFile);
    servers = createPostgresServers();
    primary = await servers.startPrimary();
    await primary.query('CREATE DATABASE audit');
    standby = await primary.startStandby('standby');
    const log = openStrictAudit(openPostgres(primary.urlOf('audit')), keyFile);
    const one = readEvent('200', { outcome: 'refused', code: 'CONSENT_DENIED', at: '2026-11-21T09:30:00.000Z' });
    const many = Array.from({ length: 40 }, (_, index) =>
      readEvent(String(300 + index), { at: '2026-11-22T08:00:00.000Z' }),
    );
    await log.append([one, ...many]);
    await log.close();
    await untilApplied();
  }, 60_000);
  afterAll(async () => {
    await servers?.stop();
    rmSync(folder, { recursive: true });
  });

  /** Waits until the standby has what was written so far. */
  async function untilApplied(): Promise<void> {
    const [at] = await primary.query<{ lsn: string }>('SELECT pg_current_wal_flush_lsn()::text AS lsn');
    const reached = 'SELECT pg_last_wal_replay_lsn() >= $1::pg_lsn AS reached';
    while (!(await standby.query<{ reached: boolean }>(reached, [at!.lsn]))[0]!.reached) await sleep(20);
  }

  const wasl = (server: PostgresServer, ...words: string[]) =>
    runWasl(['audit', ...words], { WASL_AUDIT_URL: server.urlOf('audit'), WASL_AUDIT_KEY_FILE: keyFile });

  test('is verified, exported and reported there as on the primary', async () => {
    const verified = await wasl(standby, 'verify');
    expect(verified.output).toMatch(/^The audit is sound: \d+ entries in 1 chains, \d+ checkpoints\.\n$/);
    expect(verified).toEqual({ ...(await wasl(primary, 'verify')), code: 0 });
    const exported = await wasl(standby, 'export');
    expect(exported.output.trim().split('\n')).toHaveLength(41);
    expect(exported).toEqual({ ...(await wasl(primary, 'export')), code: 0 });
    const reported = await wasl(standby, 'report');
    expect(reported.output).toContain('read records of 40 patients');
    expect(reported).toEqual({ ...(await wasl(primary, 'report')), code: 0 });
  });

  test('is not sound there either once an entry was altered', async () => {
    const altered = `UPDATE wasl_audit.entry SET body = replace(body, 'dr-rana', 'dr-rima') WHERE sequence = 7`;
    await primary.query(altered, [], 'audit');
    await untilApplied();
    const { code, output } = await wasl(standby, 'verify');
    expect(code).toBe(1);
    expect(output).toContain('entry 7: The entry was altered: its hash is another.');
  });
});
