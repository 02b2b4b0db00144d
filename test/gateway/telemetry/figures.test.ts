import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { documentId } from '@wasl/gateway/documents/documentId';
import { openFolderStore } from '@wasl/gateway/documents/stores/folderStore';
import { followStore, type TrustedList } from '@wasl/gateway/documents/trustedList';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../../support/startTestGateway.ts';
import { type Metrics, readMetrics } from '../support/readMetrics.ts';

const published = ['query Balance { balance }', 'query Broken { broken }'];
const folder = mkdtempSync(join(tmpdir(), 'wasl-published-'));
let gateway: TestGateway;
let trusted: TrustedList;

beforeAll(async () => {
  for (const text of published) writeFileSync(join(folder, `${documentId(text)}.graphql`), text);
  trusted = await followStore(openFolderStore(folder), { onUnusable: () => undefined, onUnreadable: () => undefined });
  const told = { message: 'No bed for Rima', extensions: { code: 'RIMA_HADDAD', forPeople: true } };
  const billing = {
    name: 'billing',
    sdl: 'type Query { balance: Int broken: Int }',
    resolvers: {
      Query: {
        balance: () => 3,
        broken: () => {
          throw Object.assign(new Error(told.message), { extensions: told.extensions });
        },
      },
    },
  };
  gateway = await startTestGateway([billing], { documents: { trusted } });
});
afterAll(async () => {
  await gateway?.stop();
  await trusted?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** By how much samples grow through some work. */
async function growth(work: () => Promise<unknown>, read: (metrics: Metrics) => number): Promise<number> {
  const { origin } = new URL(gateway.url);
  const before = read(await readMetrics(origin));
  await work();
  return read(await readMetrics(origin)) - before;
}

test('errors are counted by code, those of subgraphs’ own together', async () => {
  const errors = (code: string) => (metrics: Metrics) => metrics.value('wasl_errors_total', { code });
  expect(await growth(() => gateway.ask('{ nothing }'), errors('GRAPHQL_VALIDATION_FAILED'))).toBe(1);
  expect(await growth(() => gateway.ask('{ broken a: broken }'), errors('other'))).toBe(2);
  expect(
    await growth(
      () => gateway.ask('{ balance }'),
      (metrics) => metrics.value('wasl_errors_total'),
    ),
  ).toBe(0);
  const refused = () => fetch(gateway.url, { method: 'DELETE' });
  expect(await growth(refused, errors('METHOD_NOT_ALLOWED'))).toBe(1);
});

test('durations are kept by published operation; whatever else is asked shares one name', async () => {
  const [balance = '', broken = ''] = published;
  const count = (operation: RegExp, outcome: string) => (metrics: Metrics) =>
    metrics
      .labels('wasl_operation_duration_seconds_count')
      .filter((labels) => operation.test(labels['operation'] ?? '') && labels['outcome'] === outcome)
      .reduce((sum, labels) => sum + metrics.value('wasl_operation_duration_seconds_count', labels), 0);
  const known = /^Balance [\w-]{8}$/;
  expect(await growth(() => gateway.ask(balance), count(known, 'ok'))).toBe(1);
  const byId = { extensions: { persistedQuery: { version: 1, sha256Hash: documentId(balance) } } };
  expect(await growth(() => gateway.ask('', byId as object), count(known, 'ok'))).toBe(1);
  expect(await growth(() => gateway.ask(broken), count(/^Broken /, 'errors'))).toBe(1);
  const others = async () => {
    for (let index = 0; index < 5; index += 1) await gateway.ask(`query Balance${index} { balance }`);
  };
  expect(await growth(others, count(/^other$/, 'ok'))).toBe(5);
  const { origin } = new URL(gateway.url);
  const text = await (await fetch(`${origin}/metrics`)).text();
  expect(text).not.toContain('Balance1');
  expect(text).not.toContain('RIMA');
});

test('the version of the supergraph, the published list and the connections are shown', async () => {
  const { origin } = new URL(gateway.url);
  const metrics = await readMetrics(origin);
  const hash = createHash('sha256').update(readFileSync(gateway.supergraphFile)).digest('hex').slice(0, 12);
  expect(metrics.labels('wasl_supergraph_info')).toEqual([{ worker: '1', hash }]);
  expect(metrics.value('wasl_published_documents')).toBe(2);
  expect(metrics.value('wasl_subgraph_connections', { subgraph: 'billing' })).toBe(1);
  expect(metrics.value('wasl_planning_queue_depth')).toBe(0);
  writeFileSync(gateway.supergraphFile, `# another version\n${readFileSync(gateway.supergraphFile, 'utf8')}`);
  for (;;) {
    const now = (await readMetrics(origin)).labels('wasl_supergraph_info');
    if (now[0]?.['hash'] !== hash) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
});
