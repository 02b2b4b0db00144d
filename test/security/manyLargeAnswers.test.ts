import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { readMetrics } from '../gateway/support/readMetrics.ts';
import { type StartedGateway, startGateway } from '../gateway/support/startGateway.ts';

const sdl = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
  type Query { lines: [Line!] announced: [Line!] chunked: [Line!] one: Int } type Line { text: String }`;
const megabyte = 1_000_000;
const lineCount = 250_000;

let subgraph: Server;
let gateway: StartedGateway;
let address: string;

/** A subgraph that means well: thirty megabytes of lines, as they were asked for. */
beforeAll(async () => {
  const line = JSON.stringify({ text: 'x'.repeat(108) });
  const lines = Buffer.from(`{"data":{"lines":[${Array.from({ length: lineCount }, () => line).join()}]}}`);
  const small = Buffer.from('{"data":{"one":1}}');
  expect(lines.length).toBeGreaterThan(30 * megabyte);
  subgraph = createServer((request, response) => {
    let asked = '';
    request.on('data', (chunk) => (asked += chunk));
    request.on('end', () => {
      const head = { 'content-type': 'application/json' };
      if (asked.includes('announced'))
        return void response.writeHead(200, { ...head, 'content-length': 4_194_305 }).flushHeaders();
      if (asked.includes('chunked')) return void response.writeHead(200, head).end(lines);
      const body = asked.includes('lines') ? lines : small;
      response.writeHead(200, { ...head, 'content-length': body.length }).end(body);
    });
  });
  await new Promise<void>((ready) => subgraph.listen(0, '127.0.0.1', ready));
  address = `http://127.0.0.1:${(subgraph.address() as AddressInfo).port}/graphql`;
});
afterEach(() => gateway?.stop());
afterAll(() => {
  subgraph?.closeAllConnections();
  subgraph?.close();
});

async function start(environment: Record<string, string>): Promise<void> {
  // Without a bound, a fifth of these answers is more than this heap holds.
  const heap = { NODE_OPTIONS: '--max-old-space-size=640', WASL_COMPRESSION: 'off' };
  gateway = await startGateway([{ name: 'lines', sdl, url: address }], { ...heap, ...environment });
}

/** What became of a question: `whole`, or the code of the error in its place. */
async function askFor(field = 'lines'): Promise<{ status: number; came: string; retryAfter: string | null }> {
  const response = await fetch(gateway.graphqlUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
    body: JSON.stringify({ query: `{ ${field} { text } }` }),
  });
  const { status } = response;
  const retryAfter = response.headers.get('retry-after');
  const body = Buffer.from(await response.arrayBuffer());
  if (body.length > 30 * megabyte) return { status, came: 'whole', retryAfter };
  const { errors } = JSON.parse(String(body)) as { errors: { extensions: { code: string } }[] };
  return { status, came: errors[0]!.extensions.code, retryAfter };
}

test('150 answers of 30 MB at once are refused before they are read, and the next question is answered', async () => {
  await start({});
  const refused = { status: 200, came: 'SUBGRAPH_RESPONSE_INVALID', retryAfter: null };
  const answers = await Promise.all(Array.from({ length: 150 }, () => askFor()));
  expect(answers).toEqual(answers.map(() => refused));
  // Its subgraph sends no more than the head.
  expect(await askFor('announced')).toEqual(refused);
  // One that does not say how much will come, at the limit.
  expect(await askFor('chunked')).toEqual(refused);
  expect((await gateway.ask({ query: '{ one }' })).body).toEqual({ data: { one: 1 } });
  const { value } = await readMetrics(gateway.origin);
  expect(value('wasl_held_bytes')).toBe(0);
  expect(value('process_resident_memory_bytes')).toBeLessThan(500 * megabyte);
});

test('where so much may come, each of 150 is answered or refused, memory is bounded, and nothing dies', async () => {
  await start({ WASL_MAX_RECEIVED_BYTES: String(64 * 1_048_576) });
  const answers = await Promise.all(Array.from({ length: 150 }, () => askFor()));
  const counts: Record<string, number> = {};
  for (const { status, came, retryAfter } of answers) {
    counts[`${status} ${came}`] = (counts[`${status} ${came}`] ?? 0) + 1;
    if (status !== 200) expect([status, came, retryAfter]).toEqual([503, 'OVERLOADED', '1']);
    // A machine that is slow today lets some wait too long for the subgraph.
    else expect(['whole', 'SUBGRAPH_TIMEOUT', 'SUBGRAPH_UNAVAILABLE']).toContain(came);
  }
  expect(counts['200 whole']).toBeGreaterThan(0);
  expect(counts['503 OVERLOADED']).toBeGreaterThan(0);
  expect((await gateway.ask({ query: '{ one }' })).body).toEqual({ data: { one: 1 } });
  expect((await askFor()).came).toBe('whole');
  await expect.poll(async () => (await readMetrics(gateway.origin)).value('wasl_held_bytes')).toBe(0);
  const { value } = await readMetrics(gateway.origin);
  expect(value('process_resident_memory_bytes')).toBeLessThan(1_200 * megabyte);
});
