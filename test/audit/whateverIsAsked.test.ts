import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordSubgraphs, type RecordWorld } from '../records/support/recordSubgraphs.ts';
import { databaseKinds } from '../support/testPostgres.ts';
import { startTestGateway, type TestGateway } from '../support/startTestGateway.ts';
import { startTestIssuer, type TestIssuer } from '../support/startTestIssuer.ts';
import { createAuditStore, type TestAuditStore } from './support/auditStores.ts';

const policiesDir = fileURLToPath(new URL('../../schema/policies', import.meta.url));
/** Of different digits: the same ones again and again are compressed to what an index takes. */
const digits = (length: number) =>
  Array.from({ length }, (_, index) => Math.trunc(Math.abs(Math.sin(index)) * 10)).join('');

describe.each(databaseKinds)('on %s, the audit of a caller who asks for', (kind) => {
  let store: TestAuditStore;
  let issuer: TestIssuer;
  let gateway: TestGateway;
  let headers: Record<string, string>;
  const world: RecordWorld = { facts: { '1': { isOwn: true } }, written: [] };

  beforeAll(async () => {
    store = await createAuditStore(kind);
    issuer = await startTestIssuer();
    const tokens = { jwksUrl: issuer.jwksUrl };
    gateway = await startTestGateway(recordSubgraphs(world), { tokens, policiesDir, audit: store.openLog() });
    headers = await issuer.headersFor({ roles: ['citizen'] });
  });
  afterAll(async () => {
    await gateway?.stop();
    issuer?.stop();
    await store?.drop();
  });

  const ask = (id: string) =>
    gateway.ask('query ($id: ID!) { patient(healthId: $id) { phone } }', { headers, variables: { id } });

  test.each([
    ['900,000 digits', digits(900_000)],
    ['3,000 signs of an Arabic text', 'صحة'.repeat(1_000)],
    ['a zero character', '1\0'],
    ['half a surrogate pair', '\ud800'],
    ['an emoji at the end of what is kept', `${'1'.repeat(127)}😀${'1'.repeat(200)}`],
  ])('%s as for a patient goes on, for them and for everybody', async (_, id) => {
    const whole = (await ask(id)) as { errors: { extensions: { code: string } }[] };
    expect(whole.errors.map(({ extensions }) => extensions.code)).not.toContain('AUDIT_UNAVAILABLE');
    expect(await ask('1')).toEqual({ data: { patient: { phone: '01' } } });
    expect([await store.problems(), store.failures]).toEqual([[], []]);
  });
});
