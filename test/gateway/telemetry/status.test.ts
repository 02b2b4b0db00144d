import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clinicSubgraphs } from '../../support/clinicSubgraphs.ts';
import { type RunningSubgraphs, startTestSubgraphs } from '../../support/startTestSubgraphs.ts';
import { runWasl, type StartedGateway, startGateway } from '../support/startGateway.ts';

let subgraphs: RunningSubgraphs;
let gateway: StartedGateway;
beforeAll(async () => {
  subgraphs = await startTestSubgraphs(clinicSubgraphs);
  gateway = await startGateway(subgraphs.sources, {}, ['--workers', '2']);
});
afterAll(async () => {
  await gateway?.stop();
  await subgraphs?.stop();
});

const status = (...flags: string[]) => runWasl(['status', '--url', gateway.origin, ...flags], { LC_ALL: 'C' });

test('a gateway is healthy, degraded or unreachable, and the exit code says which', async () => {
  const healthy = await status();
  expect(healthy.code).toBe(0);
  expect(healthy.output.split('\n')).toEqual([
    `${gateway.origin}  healthy`,
    '  Alive                 yes',
    '  Ready                 yes',
    '  Workers               2 (died: 0)',
    expect.stringMatching(/^ {2}Supergraph {12}[\da-f]{12} × 2$/),
    '  Audit written         nothing to write yet',
    '  Other gateways heard  none configured',
    '  Published operations  no list',
    '  Subgraph records      asked',
    '  Subgraph registry     asked',
    '  Now                   0 requests, 0 streams, 0 sockets',
    '',
  ]);
  const { code, output } = await status('--lang', 'ar');
  expect(code).toBe(0);
  expect(output).toContain(`${gateway.origin}  سليمة`);
  expect(output).toMatch(/العمليات +2 \(ماتت: 0\)/);

  writeFileSync(gateway.supergraphFile, 'no schema');
  while (
    (await fetch(`${gateway.origin}/metrics`).then((response) => response.text())).match(/refused\{worker="\d"\} 1/g)
      ?.length !== 2
  )
    await new Promise((resolve) => setTimeout(resolve, 50));
  const degraded = await status('--json');
  expect(degraded.code).toBe(1);
  expect(JSON.parse(degraded.output)).toMatchObject({
    verdict: 'degraded',
    troubles: ['refused'],
    isReady: true,
    workers: { serving: 2, died: 0 },
    subgraphs: { registry: 'closed', records: 'closed' },
  });
  expect((await status()).output).toContain('! The last supergraph was refused');
  expect((await status('--lang', 'ar')).output).toContain('ماذا تفعل: docs/runbook.md');
  expect(gateway.output()).toMatch(
    /"supergraph refused, the old one stays".*"reason":"The supergraph cannot be loaded\. Syntax Error/,
  );

  const unreachable = await runWasl(['status', '--url', 'http://127.0.0.1:1', '--json']);
  expect(unreachable.code).toBe(2);
  expect(JSON.parse(unreachable.output)).toMatchObject({ verdict: 'unreachable', isLive: false });
  const other = createServer((_, response) => response.writeHead(404).end('no gateway'));
  await new Promise<void>((ready) => other.listen(0, '127.0.0.1', ready));
  const { port } = other.address() as AddressInfo;
  const asked = await runWasl(['status', '--url', `http://127.0.0.1:${port}`]);
  expect(asked).toMatchObject({ code: 2, output: expect.stringContaining('UNREACHABLE') as string });
  await new Promise((done) => other.close(done));
});
