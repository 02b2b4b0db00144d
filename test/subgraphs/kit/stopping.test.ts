import { startSubgraph } from '@wasl/kit/startSubgraph';
import { subgraph as pharmacy } from '../../../subgraphs/pharmacy/src/main.ts';
import { signFor, testKeys } from '../../support/startTestSubgraph.ts';
import { Server } from 'node:http';
import { Server as NetServer } from 'node:net';
import { expect, test, vi } from 'vitest';

test('a subgraph that is told to stop is not ready, still answers, and lets each connection go', async () => {
  const listen = vi.spyOn(NetServer.prototype, 'listen');
  const running = await startSubgraph(pharmacy, {
    port: 0,
    dataDir: 'memory://',
    gatewayKeys: testKeys,
    demoPatients: 0,
    drainMs: 2_000,
  });
  const servers = listen.mock.contexts.filter((server) => server instanceof Server);
  // Whoever sends a byte now and then does not keep a connection for ever.
  expect(servers.map(({ headersTimeout, requestTimeout }) => [headersTimeout, requestTimeout])).toEqual([
    [10_000, 30_000],
  ]);
  const body = JSON.stringify({ query: '{ __typename }' });
  const ask = async () => {
    const headers = { 'content-type': 'application/json', ...signFor('pharmacy', body, null) };
    const response = await fetch(running.url, { method: 'POST', headers, body });
    return { connection: response.headers.get('connection'), answer: await response.json() };
  };
  const isReady = async () => (await fetch(new URL('/health/ready', running.url))).ok;
  const answer = { data: { __typename: 'Query' } };
  expect([await isReady(), await ask()]).toEqual([true, { connection: 'keep-alive', answer }]);
  const stopped = running.stop();
  expect([await isReady(), await ask()]).toEqual([false, { connection: 'close', answer }]);
  await stopped;
  await expect(ask()).rejects.toThrow();
});
