import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeSigningKey } from '@wasl/gateway/audit/checkpoints/signingKey';
import { readEntries, type StoredEntry } from '@wasl/gateway/audit/store/entries';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { composeOrThrow, runWasl, startGateway } from '../gateway/support/startGateway.ts';
import { recordSubgraphs } from '../records/support/recordSubgraphs.ts';
import { postgresUrl } from '../support/testPostgres.ts';
import { createAuditStore } from './support/auditStores.ts';
import { startTestIssuer, type TestIssuer } from '../support/startTestIssuer.ts';
import { type RunningSubgraphs, startTestSubgraphs } from '../support/startTestSubgraphs.ts';

const policiesDir = fileURLToPath(new URL('../../schema/policies', import.meta.url));

let issuer: TestIssuer;
let subgraphs: RunningSubgraphs;
let folder: string;
let file: string;
let environment: Record<string, string>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wasl-audit-settings-'));
  issuer = await startTestIssuer();
  subgraphs = await startTestSubgraphs(recordSubgraphs({ facts: { '1': { isTreating: true } }, written: [] }));
  file = join(folder, 'supergraph.graphql');
  writeFileSync(file, composeOrThrow(subgraphs.sources));
  environment = { WASL_JWKS_URL: issuer.jwksUrl.href, WASL_POLICIES_DIR: policiesDir };
});

afterAll(async () => {
  await subgraphs?.stop();
  issuer?.stop();
  rmSync(folder, { recursive: true });
});

describe('wasl gateway with records', { timeout: 90_000 }, () => {
  test.each<[string, Record<string, string>, string[], string]>([
    ['without an audit', {}, [], 'set WASL_AUDIT_URL, or WASL_AUDIT=off to go without'],
    [
      'without a key that signs',
      { WASL_AUDIT_URL: 'postgres://127.0.0.1:1/x' },
      [],
      'WASL_AUDIT_KEY_FILE must name a key',
    ],
    [
      'with an embedded audit and workers',
      { WASL_AUDIT_URL: 'pglite:/tmp/nowhere' },
      ['--workers', '2'],
      'WASL_AUDIT_URL names an embedded database, which one process writes',
    ],
  ])('%s does not start, and says why in one sentence', async (_, more, flags, sentence) => {
    const parameters = ['gateway', '--supergraph', file, '--port', '0', ...flags];
    const { code, output } = await runWasl(parameters, { ...environment, ...more });
    expect(code).toBe(1);
    expect(output).toContain(sentence);
  });

  test('says loudly that nobody writes down who reads, in both languages, where that is switched off', async () => {
    const gateway = await startGateway(subgraphs.sources, { ...environment, WASL_AUDIT: 'off' });
    const headers = await issuer.headersFor({ roles: ['physician'], facility_id: 'F-DI-001' });
    const { body } = await gateway.ask({ query: '{ patient(healthId: "1") { phone } }' }, headers);
    await gateway.stop();
    expect(body).toEqual({ data: { patient: { phone: '01' } } });
    expect(gateway.output()).toContain('NOBODY WRITES DOWN WHO READS RECORDS');
    expect(gateway.output()).toContain('لا أحد يدوّن من يطّلع على السجلات');
  });

  test.skipIf(postgresUrl === undefined)('and several workers writes a chain in each, on Postgres', async () => {
    const store = await createAuditStore('Postgres');
    const audit = { WASL_AUDIT_URL: store.url as string, WASL_AUDIT_KEY_FILE: store.keyFile };
    const gateway = await startGateway(subgraphs.sources, { ...environment, ...audit }, ['--workers', '2']);
    const headers = await issuer.headersFor({ roles: ['physician'], facility_id: 'F-DI-001' });
    const query = '{ patient(healthId: "1") { phone } }';
    const answers = await Promise.all(Array.from({ length: 12 }, () => gateway.ask({ query }, headers)));
    expect(await gateway.stop()).toBe(0);
    const released = answers.filter(({ body }) => !('errors' in body)).length;
    const kept: StoredEntry[] = [];
    for await (const entry of readEntries(store.database.query)) kept.push(entry);
    expect(kept.filter(({ body }) => body.includes('"outcome":"released"')).length).toBeGreaterThanOrEqual(released);
    expect(released).toBeGreaterThan(0);
    expect(new Set(kept.map(({ chain }) => chain)).size).toBe(2);
    expect(kept.filter(({ body }) => body.includes('"kind":"closed"'))).toHaveLength(2);
    expect(await store.problems()).toEqual([]);
    await store.drop();
  });

  test('whose database is out of reach starts, withholds records and answers the rest', async () => {
    const keyFile = join(folder, 'key.pem');
    makeSigningKey(keyFile);
    const audit = { WASL_AUDIT_URL: 'postgres://someone:secret@127.0.0.1:1/x', WASL_AUDIT_KEY_FILE: keyFile };
    const gateway = await startGateway(subgraphs.sources, { ...environment, ...audit });
    const headers = await issuer.headersFor({ roles: ['physician'], facility_id: 'F-DI-001' });
    const { body } = await gateway.ask({ query: '{ ward patient(healthId: "1") { phone } }' }, headers);
    await gateway.stop();
    expect(body).toMatchObject({
      data: { ward: 'open', patient: { phone: null } },
      errors: [{ path: ['patient', 'phone'], extensions: { code: 'AUDIT_UNAVAILABLE' } }],
    });
    expect(gateway.output()).toContain('the audit cannot be written, records of patients are withheld');
    expect(gateway.output()).not.toContain('secret');
  });
});
