import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeSigningKey } from '@wasl/gateway/audit/checkpoints/signingKey';
import { openPglite } from '@wasl/gateway/audit/store/openPglite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runHere } from '../gateway/support/runHere.ts';
import { runWasl } from '../gateway/support/startGateway.ts';
import { openStrictAudit } from './support/openStrictAudit.ts';
import { readEvent } from './support/auditEvents.ts';

let folder: string;
let environment: Record<string, string>;

const embedded = () => join(folder, 'audit');

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wasl-audit-command-'));
  const keyFile = join(folder, 'key.pem');
  makeSigningKey(keyFile);
  environment = { WASL_AUDIT_URL: `pglite:${embedded()}`, WASL_AUDIT_KEY_FILE: keyFile };
  const log = openStrictAudit(await openPglite(embedded()), keyFile);
  await log.append([
    readEvent('100'),
    readEvent('200', { outcome: 'refused', code: 'CONSENT_DENIED', at: '2026-11-21T09:30:00.000Z' }),
    ...Array.from({ length: 40 }, (_, index) => readEvent(String(300 + index), { at: '2026-11-22T08:00:00.000Z' })),
  ]);
  await log.close();
});

afterAll(() => rmSync(folder, { recursive: true }));

const wasl = (...parameters: string[]) => runHere(['audit', ...parameters], environment);

describe('wasl audit', { timeout: 90_000 }, () => {
  test('verify says that the audit is sound, in either language', async () => {
    expect(await runWasl(['audit', 'verify'], environment)).toEqual({
      code: 0,
      output: 'The audit is sound: 44 entries in 1 chains, 2 checkpoints.\n',
    });
    expect((await wasl('verify', '--language', 'ar')).output).toBe(
      'سجل التدقيق سليم. القيود: 44، السلاسل: 1، نقاط التحقق: 2.\n',
    );
  });

  test('public-key prints a key by which others verify', async () => {
    const { output } = await wasl('public-key');
    expect(output).toMatch(/^-----BEGIN PUBLIC KEY-----/);
    expect(output).not.toContain('PRIVATE');
  });

  test('export prints FHIR AuditEvents of a patient or a time', async () => {
    const { output } = await wasl('export', '--patient', '200');
    const [event, ...others] = output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      resourceType: 'AuditEvent',
      action: 'R',
      recorded: '2026-11-21T09:30:00.000Z',
      outcome: '4',
      outcomeDesc: 'CONSENT_DENIED',
      purposeOfEvent: [{ coding: [{ code: 'TREAT' }] }],
      agent: [{ altId: 'dr-rana', name: 'د. رنا', requestor: true, role: [{ coding: [{ code: 'physician' }] }] }],
      entity: [{ what: { identifier: { value: '200' } } }, { name: 'Chart' }],
    });
    const ofOneDay = await wasl('export', '--since', '2026-11-20', '--until', '2026-11-22');
    expect(ofOneDay.output.trim().split('\n')).toHaveLength(2);
  });

  test('report tells of access that a person should look at', async () => {
    const { output } = await wasl('report', '--since', '2026-11-22');
    expect(output).toBe(
      '2026-11-22  د. رنا, dr-rana, physician: read records of 40 patients with one operation within an hour\n' +
        '1 findings. Each may have a good reason: ask before you judge.\n',
    );
    expect((await wasl('report', '--until', '2026-11-21', '--language', 'ar')).output).toBe('لا شيء يستدعي النظر.\n');
  });

  test.each([
    [['verify'], { WASL_AUDIT_URL: 'mysql://x' }, 'WASL_AUDIT_URL must be an address'],
    [['verify'], { WASL_AUDIT: 'on' }, 'WASL_AUDIT must be off'],
    [['verify'], { WASL_AUDIT: 'off', WASL_AUDIT_URL: 'postgres://x/y' }, 'WASL_AUDIT is off, and WASL_AUDIT_URL'],
    [['verify', '--key', '/nowhere.pem'], {}, '--key names /nowhere.pem, which is no file'],
    [['consume'], { WASL_AUDIT_URL: 'postgres://127.0.0.1/x' }, 'WASL_AUDIT_URL must begin with nats://'],
    [['retire', '--before', '2026-13', '--yes'], {}, 'A month is written as 2026-11.'],
    [['retire', '--before', '2999-01', '--yes'], {}, 'this month and the last stay'],
    [['export', '--since', 'yesterday'], {}, 'A time is written as 2026-11-30'],
  ])('%j with %j is refused in one sentence', async (parameters, more, sentence) => {
    const { code, output } = await runHere(['audit', ...parameters], { ...environment, ...more });
    expect(code).toBe(1);
    expect(output).toContain(sentence);
  });

  test('verify tells what a gateway has noted and is not there', async () => {
    const chain = '0f8f1c1e-6f0c-4a53-9f5e-1d2c3b4a5968';
    const witness = join(folder, 'witness');
    mkdirSync(witness);
    writeFileSync(join(witness, `${chain}.chain`), JSON.stringify({ chain, sequence: 4, hash: 'x' }));
    expect(await wasl('verify', '--witness', witness)).toEqual({
      code: 1,
      output:
        `chain ${chain}, entry 0–4: Entries are missing.\n` +
        'THE AUDIT IS NOT SOUND: 1 problems among 44 entries in 1 chains.\n',
    });
    expect((await wasl('verify', '--witness', join(folder, 'none'))).output).toContain('--witness names');
  });

  // Last: it changes the audit.
  test('verify finds what was altered and says where; it ends with 1', async () => {
    const database = await openPglite(embedded());
    const [row] = await database.query<{ chain: string }>('SELECT chain::text AS chain FROM wasl_audit.entry LIMIT 1');
    await database.query(`UPDATE wasl_audit.entry SET body = replace(body, 'dr-rana', 'dr-rima') WHERE sequence = 7`);
    await database.close();
    expect(await wasl('verify')).toEqual({
      code: 1,
      output:
        `chain ${row?.chain}, entry 7: The entry was altered: its hash is another.\n` +
        'THE AUDIT IS NOT SOUND: 1 problems among 44 entries in 1 chains.\n',
    });
  });
});
