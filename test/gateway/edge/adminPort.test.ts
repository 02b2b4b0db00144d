import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestSubgraphs, type RunningSubgraphs } from '../../support/startTestSubgraphs.ts';
import { startGateway } from '../support/startGateway.ts';

let subgraphs: RunningSubgraphs;

beforeAll(async () => {
  const ward = { name: 'ward', sdl: 'type Query { bed: String }', resolvers: { Query: { bed: () => 'B' } } };
  subgraphs = await startTestSubgraphs([ward]);
});
afterAll(() => subgraphs?.stop());

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
const statusOf = async (url: string) => (await fetch(url)).status;

test.each([[[]], [['--workers', '2']]])(
  'health and metrics have a port of their own, and are not on the other: %j',
  async (flags) => {
    const port = await freePort();
    const gateway = await startGateway(subgraphs.sources, { WASL_ADMIN_PORT: String(port) }, flags);
    const admin = `http://127.0.0.1:${port}`;
    expect((await gateway.ask({ query: '{ bed }' })).body).toEqual({ data: { bed: 'B' } });
    expect(await statusOf(`${admin}/health/ready`)).toBe(200);
    expect(await statusOf(`${admin}/health/live`)).toBe(200);
    expect(await (await fetch(`${admin}/metrics`)).text()).toMatch(
      /wasl_http_request_duration_seconds_count\{method="POST",route="\/graphql",status="200"\} 1/,
    );
    expect(await statusOf(`${admin}/graphql?query={bed}`)).toBe(404);
    for (const path of ['/health/ready', '/health/live', '/metrics'])
      expect(await statusOf(gateway.origin + path)).toBe(404);
    expect(await gateway.stop()).toBe(0);
  },
);

test('is ready until the stop begins, and not after', async () => {
  const port = await freePort();
  const gateway = await startGateway(subgraphs.sources, { WASL_ADMIN_PORT: String(port), WASL_DRAIN_MS: '1500' });
  const stopped = gateway.stop();
  const seen: number[] = [];
  while (gateway.process.exitCode === null && !seen.includes(503))
    seen.push(await statusOf(`http://127.0.0.1:${port}/health/ready`).catch(() => 0));
  expect(seen.at(-1)).toBe(503);
  expect(await stopped).toBe(0);
});

test('a port that is taken ends the command with one sentence', async () => {
  const blocker = createServer();
  await new Promise<void>((ready) => blocker.listen(0, '127.0.0.1', ready));
  const { port } = blocker.address() as AddressInfo;
  await expect(startGateway(subgraphs.sources, { WASL_ADMIN_PORT: String(port) })).rejects.toThrow(
    `Port ${port} is in use`,
  );
  blocker.close();
});
