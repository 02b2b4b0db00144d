import type { IncomingMessage } from 'node:http';
import { createTokenBuckets } from '@wasl/kit/tokenBuckets';
import { readConfig } from '@wasl/gateway/cli/config';
import { clientAddress } from '@wasl/gateway/server/clientAddress';
import type { RateOptions } from '@wasl/gateway/pipeline/rateLimits';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startTokenIssuer, type TokenIssuer } from '../../support/startTokenIssuer.ts';
import { startTestGateway, type TestGateway } from '../../support/startTestGateway.ts';
import { openSocketClient } from '../support/streamClients.ts';

const ward = { name: 'ward', sdl: 'type Query { bed: String }', resolvers: { Query: { bed: () => 'B' } } };
/** Two in a day: no test waits for more. */
const two = { count: 2, seconds: 86_400 };
let issuer: TokenIssuer;
let gateway: TestGateway | undefined;

beforeAll(async () => {
  issuer = await startTokenIssuer();
});
afterEach(async () => {
  await gateway?.stop();
  gateway = undefined;
});
afterAll(() => issuer?.stop());

async function start(rates: RateOptions, proxyHops = 0): Promise<TestGateway> {
  const tokens = { jwksUrl: issuer.jwksUrl };
  return (gateway = await startTestGateway([ward], { rates, tokens }, undefined, { proxyHops }));
}

async function ask(
  { url }: TestGateway,
  claims: Record<string, unknown> | null = null,
  more: Record<string, string> = {},
) {
  const token: Record<string, string> = claims === null ? {} : { authorization: `Bearer ${await issuer.sign(claims)}` };
  const headers = { 'content-type': 'application/json', ...token, ...more };
  const response = await fetch(url, { method: 'POST', headers, body: '{"query":"{ bed }"}' });
  return { status: response.status, retryAfter: response.headers.get('retry-after'), body: await response.json() };
}
const statusesOf = async (count: number, sent: () => Promise<{ status: number }>) => {
  const statuses: number[] = [];
  for (let index = 0; index < count; index += 1) statuses.push((await sent()).status);
  return statuses;
};

describe('operations beyond a rate', () => {
  test('of one person are refused, and those of others are not', async () => {
    const started = await start({ caller: two });
    const physician = { iss: 'a', sub: 'u-1' };
    expect(await statusesOf(3, () => ask(started, physician))).toEqual([200, 200, 429]);
    const refused = await ask(started, physician);
    expect(refused.body).toEqual({
      errors: [
        {
          message: 'Too many requests in a short time: wait, then try again.',
          extensions: { code: 'RATE_LIMITED', limit: 'caller', retryAfterSeconds: Number(refused.retryAfter) },
        },
      ],
    });
    expect(Number(refused.retryAfter)).toBeGreaterThan(40_000);
    expect(started.subgraphs.asked).toHaveLength(2);
    expect((await ask(started, { iss: 'a', sub: 'u-2' })).status).toBe(200);
    expect((await ask(started, { iss: 'b', sub: 'u-1' })).status).toBe(200);
    expect(await statusesOf(4, () => ask(started))).toEqual([200, 200, 200, 200]);
  });

  test.each(['client_id', 'azp'])('of one application are refused, whoever uses it: by %s', async (claim) => {
    const started = await start({ client: two });
    let person = 0;
    expect(await statusesOf(3, () => ask(started, { [claim]: 'portal', sub: `u-${(person += 1)}` }))).toEqual([
      200, 200, 429,
    ]);
    expect((await ask(started, { [claim]: 'other', sub: 'u-1' })).status).toBe(200);
  });

  test('of one address are refused before its token is looked at, whatever it says of its origin', async () => {
    const started = await start({ address: two });
    let said = 0;
    const sent = () =>
      ask(started, null, { authorization: 'Bearer nonsense', 'x-forwarded-for': `10.0.0.${(said += 1)}` });
    expect(await statusesOf(3, sent)).toEqual([401, 401, 429]);
  });

  test('of one address behind a proxy of ours are refused, and those of others are not', async () => {
    const started = await start({ address: two }, 1);
    const from = (address: string) => () => ask(started, null, { 'x-forwarded-for': `1.2.3.4, ${address}` });
    expect(await statusesOf(3, from('10.0.0.1'))).toEqual([200, 200, 429]);
    expect((await from('10.0.0.2')()).status).toBe(200);
  });

  test('are refused over WebSockets and by GET too', async () => {
    const started = await start({ address: two });
    const client = openSocketClient(started.url, {});
    const bed = { query: '{ bed }' };
    expect((await client.iterate(bed).next()).value).toEqual({ data: { bed: 'B' } });
    expect((await client.iterate(bed).next()).value).toEqual({ data: { bed: 'B' } });
    await expect(client.iterate(bed).next()).rejects.toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
    expect((await fetch(`${started.url}?query={bed}`)).status).toBe(429);
  });
});

test('a bucket fills with time, up to its count', () => {
  let now = 0;
  const buckets = createTokenBuckets({ count: 2, seconds: 10 }, () => now);
  const take = () => buckets.take('a');
  expect([take(), take(), take()]).toEqual([0, 0, 5]);
  now = 4_000;
  expect([take(), buckets.wait('b')]).toEqual([1, 0]);
  now = 5_000;
  expect([take(), take()]).toEqual([0, 5]);
  now = 100_000;
  expect([take(), take(), take()]).toEqual([0, 0, 5]);
});

test.each([
  ['10.0.0.1', undefined, 0, '10.0.0.1'],
  ['::ffff:10.0.0.1', undefined, 0, '10.0.0.1'],
  ['10.0.0.1', '9.9.9.9', 0, '10.0.0.1'],
  ['10.0.0.1', '9.9.9.9, 8.8.8.8', 1, '8.8.8.8'],
  ['10.0.0.1', '9.9.9.9, 8.8.8.8', 2, '9.9.9.9'],
  ['10.0.0.1', '9.9.9.9', 2, '10.0.0.1'],
  ['10.0.0.1', undefined, 1, '10.0.0.1'],
  ['2001:db8:1:2:3:4:5:6', undefined, 0, '2001:db8:1:2::/64'],
  ['2001:db8::1', undefined, 0, '2001:db8:0:0::/64'],
  ['::1', undefined, 0, '0:0:0:0::/64'],
])('%s with x-forwarded-for %s and %i proxies is %s', (remoteAddress, forwarded, hops, expected) => {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  expect(clientAddress({ socket: { remoteAddress }, headers } as unknown as IncomingMessage, hops)).toBe(expected);
});

test('the settings say how many in how many seconds', () => {
  expect(readConfig({ WASL_RATE_LIMIT_CALLER: '600/60' }).edge.rates.caller).toEqual({ count: 600, seconds: 60 });
  for (const text of ['600', '0/60', '600/0', '-1/60', 'many'])
    expect(() => readConfig({ WASL_RATE_LIMIT_CALLER: text })).toThrow('WASL_RATE_LIMIT_CALLER must say');
});
