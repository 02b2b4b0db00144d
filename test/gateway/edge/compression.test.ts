import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../../support/startTestGateway.ts';

/** About as long as a chart, and of its kind. */
const notes = Array.from({ length: 40 }, (_, index) => `ملاحظة ${index}: ضغط الدم 120/80, pulse ${60 + index}`);
const sdl = 'type Query { notes: [String!] ping: String } type Mutation { make: [String!] }';
const ward = { name: 'ward', sdl, resolvers: { Query: { notes: () => notes, ping: () => 'pong' } } };
const answered = { data: { notes } };

let gateway: TestGateway;
let plain: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway([ward]);
  plain = await startTestGateway([ward], {}, undefined, { compresses: false });
});
afterAll(async () => {
  await gateway?.stop();
  await plain?.stop();
});

interface Told {
  headers: IncomingHttpHeaders;
  bytes: Buffer;
}

function send(url: string, headers: Record<string, string>, method = 'POST', query = '{ notes }'): Promise<Told> {
  return new Promise((resolve, reject) => {
    const target = method === 'POST' ? url : `${url}?query=${encodeURIComponent(query)}`;
    const all = { 'content-type': 'application/json', ...headers };
    const sent = request(target, { method, headers: all }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('end', () => resolve({ headers: response.headers, bytes: Buffer.concat(chunks) }));
    });
    sent.once('error', reject).end(method === 'POST' ? JSON.stringify({ query }) : undefined);
  });
}

const ask = (accepted: string, more: Record<string, string> = {}) =>
  send(gateway.url, { 'accept-encoding': accepted, ...more });
const decoders = { br: brotliDecompressSync, gzip: gunzipSync };

describe('an answer', () => {
  test.each([
    ['br', 'br'],
    ['gzip', 'gzip'],
    ['gzip, deflate, br, zstd', 'br'],
    ['br;q=0.5, gzip', 'gzip'],
    ['br;q=0.5, gzip;q=0.5', 'br'],
    ['x-gzip', 'gzip'],
    ['*', 'br'],
    ['br;q=0, *', 'gzip'],
    ['GZIP;q=0.001', 'gzip'],
  ] as const)('is compressed for who accepts %s: as %s', async (accepted, coding) => {
    const { headers, bytes } = await ask(accepted);
    expect(headers).toMatchObject({
      'content-encoding': coding,
      'content-length': String(bytes.length),
      vary: 'accept-encoding',
    });
    expect(JSON.parse(decoders[coding](bytes).toString())).toEqual(answered);
    expect(bytes.length).toBeLessThan(JSON.stringify(answered).length / 3);
  });

  test.each(['identity', 'deflate', 'br;q=0', 'gzip;q=2', '*;q=0', 'identity, br;q=0.9', ''])(
    'is sent as it is for who accepts %s',
    async (accepted) => {
      const { headers, bytes } = await ask(accepted);
      expect(headers).not.toHaveProperty('content-encoding');
      expect(headers).toMatchObject({ vary: 'accept-encoding' });
      expect(JSON.parse(bytes.toString())).toEqual(answered);
    },
  );

  test('is sent as it is for who says nothing', async () => {
    const { headers, bytes } = await send(gateway.url, {});
    expect(headers).not.toHaveProperty('content-encoding');
    expect(JSON.parse(bytes.toString())).toEqual(answered);
  });

  test('is sent as it is when it is small', async () => {
    const { headers, bytes } = await send(gateway.url, { 'accept-encoding': 'br' }, 'POST', '{ ping }');
    expect(headers).not.toHaveProperty('content-encoding');
    expect(bytes.toString()).toBe('{"data":{"ping":"pong"}}');
  });

  test('to HEAD has the headers of the one to GET, and no body', async () => {
    const accepted = { 'accept-encoding': 'br' };
    const [got, head] = [await send(gateway.url, accepted, 'GET'), await send(gateway.url, accepted, 'HEAD')];
    expect(head.bytes.length).toBe(0);
    expect(head.headers['content-length']).toBe(got.headers['content-length']);
    expect(head.headers['content-encoding']).toBe('br');
  });

  test('is never compressed where that is switched off', async () => {
    const { headers } = await send(plain.url, { 'accept-encoding': 'br' });
    expect(headers).not.toHaveProperty('content-encoding');
    expect(headers).not.toHaveProperty('vary');
  });
});

test('events are sent as they are: each has to arrive at once', async () => {
  const { headers, bytes } = await ask('br, gzip', { accept: 'text/event-stream' });
  expect(headers).not.toHaveProperty('content-encoding');
  expect(bytes.toString()).toContain('event: next');
});

test('a page cannot be made of an answer', async () => {
  for (const url of [gateway.url, gateway.url.replace('/graphql', '/health/live')])
    expect((await send(url, {}, 'GET', '{ ping }')).headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
    });
});
