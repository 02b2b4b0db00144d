import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startGateway, type StartedGateway } from '../support/startGateway.ts';

const sdl =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.12") type Query { scans: [String!] small: String }';
/** 30 MB of Arabic text. */
const scans = Buffer.from(JSON.stringify({ data: { scans: Array.from({ length: 300 }, () => 'ص'.repeat(50_000)) } }));

let gateway: StartedGateway;
const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk: Buffer) => (body += chunk.toString()));
  request.on('end', () => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(body.includes('scans') ? scans : '{"data":{"small":"here"}}');
  });
});

beforeAll(async () => {
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  gateway = await startGateway([{ name: 'scans', sdl, url }], { WASL_MAX_RECEIVED_BYTES: String(64 * 1_048_576) });
});
afterAll(async () => {
  await gateway?.stop();
  server.closeAllConnections();
  server.close();
});

/** The most memory that the gateway has had. */
function peakMebibytes(): number {
  const status = readFileSync(`/proc/${gateway.process.pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}

const load = async () => {
  const response = await fetch(gateway.graphqlUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"query":"{ scans }"}',
  });
  return { bytes: (await response.arrayBuffer()).byteLength };
};

test.runIf(process.platform === 'linux')(
  'twenty answers of 30 MB at once do not end the gateway',
  { timeout: 60_000 },
  async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, load));
    // Some may be late: this test's subgraph shares its machine with the gateway. None is cut off.
    const [whole, short] = [
      answers.filter(({ bytes }) => bytes > 30_000_000),
      answers.filter(({ bytes }) => bytes < 1_000),
    ];
    expect(whole.length).toBeGreaterThan(0);
    expect(whole.length + short.length).toBe(20);
    expect(peakMebibytes()).toBeLessThan(1_500);
    expect((await gateway.ask({ query: '{ small }' })).body).toEqual({ data: { small: 'here' } });
  },
);
