import { deriveKey } from '@wasl/gateway/subgraphs/trust/deriveKey';
import { jwtVerify } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { startTestIssuer, type TestIssuer } from '../support/startTestIssuer.ts';
import { openEventStream, until } from './support/streamClients.ts';
import { startWardGateway, startWards, type WardGateway, type Wards } from './support/wardSubgraphs.ts';

const gatewaySecret = 'a secret that only the tests know, of enough length';
let begin = Date.parse('2026-11-26T08:00:00Z');

let issuer: TestIssuer;
let wards: Wards;
let gateway: WardGateway;

beforeAll(async () => {
  issuer = await startTestIssuer();
  wards = await startWards();
  gateway = await startWardGateway([wards.monitor, wards.registry], {
    gatewaySecret,
    tokens: { jwksUrl: issuer.jwksUrl },
  });
});

// Only the clock stands still: timers and sockets go on.
// Each test begins a day after the one before: time does not go back.
beforeEach(() => {
  begin += 86_400_000;
  vi.useFakeTimers({ toFake: ['Date'], now: begin });
});
afterEach(() => void vi.useRealTimers());

afterAll(async () => {
  await gateway?.stop();
  await wards?.stop();
  issuer?.stop();
});

const after = (seconds: number) => vi.setSystemTime(begin + seconds * 1_000);

/** Asks, and answers the header that a subgraph was sent, which it would take at this moment. */
async function headerSent(headers: Record<string, string>): Promise<string> {
  const before = wards.registry.asked.length;
  await fetch(gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query: '{ patient(id: "1") { name } }' }),
  });
  expect(wards.registry.asked.length).toBe(before + 1);
  return check(wards.registry.asked.at(-1)?.headers['x-wasl-caller']);
}

/** A header lives for a minute at most, and half of that is left whenever it is sent. */
async function check(sent: unknown): Promise<string> {
  const header = String(sent);
  const key = deriveKey(gatewaySecret, 'registry', 1);
  const { payload } = await jwtVerify(header, key, { audience: 'registry', currentDate: new Date() });
  const left = (payload.exp ?? Infinity) - Date.now() / 1_000;
  expect(left).toBeLessThanOrEqual(60);
  expect(left).toBeGreaterThanOrEqual(29);
  return header;
}

describe.each(['nobody', 'a caller with a token'])('the header that vouches for %s', (who) => {
  test('serves for half a minute, and is made anew then', async () => {
    const headers = await issuer.headersFor(who === 'nobody' ? null : { scope: 'notes', of: String(Math.random()) });
    const first = await headerSent(headers);
    after(1);
    expect(await headerSent(headers)).toBe(first);
    after(29.5);
    expect(await headerSent(headers)).toBe(first);
    after(30.5);
    const second = await headerSent(headers);
    expect(second).not.toBe(first);
    for (const seconds of [59, 90, 600, 1_500]) {
      after(seconds);
      await headerSent(headers);
    }
  });
});

test('a subscription that lasts asks for each event with a header that is fresh', async () => {
  const stream = await openEventStream(gateway.url, 'subscription { reading { number patient { name } } }');
  await until(() => wards.topic.subscribers() === 1);
  const sent: string[] = [];
  for (const seconds of [0, 31, 100, 3_600]) {
    after(seconds);
    wards.topic.publish({ number: seconds, pulse: 60, patient: { id: `p${seconds}` } });
    expect(await stream.next()).toMatchObject({ data: { data: { reading: { number: seconds } } } });
    sent.push(await check(wards.registry.asked.at(-1)?.headers['x-wasl-caller']));
  }
  stream.close();
  expect(new Set(sent).size).toBe(sent.length);
});
