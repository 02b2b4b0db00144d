import { connect } from 'node:net';
import { readConfig } from '@wasl/gateway/cli/config';
import type { ShareOptions } from '@wasl/gateway/pipeline/shares';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../../support/startTestGateway.ts';
import { startTokenIssuer, type TokenIssuer } from '../../support/startTokenIssuer.ts';
import { openRawSocket, openSocketClient } from '../support/streamClients.ts';

let issuer: TokenIssuer;
let gateway: TestGateway | undefined;
/** Lets the questions that wait be answered. */
let goOn: () => void;
let mayGoOn: Promise<void>;

const ward = {
  name: 'ward',
  sdl: 'type Query { bed: String slow: String }',
  resolvers: { Query: { bed: () => 'B', slow: () => mayGoOn.then(() => 'S') } },
};

beforeAll(async () => {
  issuer = await startTokenIssuer();
});
afterEach(async () => {
  goOn();
  await gateway?.stop();
  gateway = undefined;
});
afterAll(() => issuer?.stop());

async function start(shares: ShareOptions, proxyHops = 0): Promise<TestGateway> {
  mayGoOn = new Promise((resolve) => (goOn = resolve));
  const tokens = { jwksUrl: issuer.jwksUrl };
  return (gateway = await startTestGateway([ward], { shares, tokens }, undefined, { proxyHops }));
}

const tokenOf = async (sub: string) => ({ authorization: `Bearer ${await issuer.sign({ iss: 'a', sub })}` });

async function ask({ url }: TestGateway, query: string, headers: Record<string, string> = {}) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  return { status: response.status, retryAfter: response.headers.get('retry-after'), body: await response.json() };
}

/** Waits until so many questions have reached the subgraph. */
const reached = (started: TestGateway, count: number) => expect.poll(() => started.subgraphs.asked.length).toBe(count);

describe('requests at once', () => {
  test('of one caller beyond their share are refused, and those of others are not', async () => {
    const started = await start({ requestsOfCaller: 2 });
    const [one, other] = [await tokenOf('u-1'), await tokenOf('u-2')];
    const slow = [ask(started, '{ slow }', one), ask(started, '{ slow }', one)];
    await reached(started, 2);
    expect(await ask(started, '{ bed }', one)).toEqual({
      status: 429,
      retryAfter: '1',
      body: {
        errors: [
          {
            message: 'Too many requests in a short time: wait, then try again.',
            extensions: { code: 'RATE_LIMITED', limit: 'requestsOfCaller', retryAfterSeconds: 1 },
          },
        ],
      },
    });
    expect((await ask(started, '{ bed }', other)).status).toBe(200);
    expect((await ask(started, '{ bed }')).status).toBe(200);
    goOn();
    for (const { status } of await Promise.all(slow)) expect(status).toBe(200);
    expect((await ask(started, '{ bed }', one)).status).toBe(200);
  });

  test('of one address are refused, whoever asks and by whatever transport; behind a proxy of ours, of the client', async () => {
    const started = await start({ requestsOfAddress: 1 }, 1);
    const from = (address: string) => ({ 'x-forwarded-for': `1.2.3.4, ${address}` });
    const slow = ask(started, '{ slow }', from('10.0.0.1'));
    await reached(started, 1);
    expect((await ask(started, '{ bed }', { ...from('10.0.0.1'), ...(await tokenOf('u-1')) })).status).toBe(429);
    const socket = openSocketClient(started.url, {}, from('10.0.0.1'));
    await expect(socket.iterate({ query: '{ bed }' }).next()).rejects.toMatchObject([
      { extensions: { code: 'RATE_LIMITED', limit: 'requestsOfAddress' } },
    ]);
    expect((await ask(started, '{ bed }', from('10.0.0.2'))).status).toBe(200);
    goOn();
    await slow;
  });
});

describe('sockets', () => {
  test('of one address beyond its share are refused before they are opened', async () => {
    const started = await start({ socketsOfAddress: 1 });
    const first = await openRawSocket(started.url);
    const second = await openRawSocket(started.url);
    expect([first.socket.readyState, second.socket.readyState]).toEqual([1, 3]);
    first.socket.close();
    await first.closed;
    const third = await openRawSocket(started.url);
    expect(third.socket.readyState).toBe(1);
    third.socket.close();
  });

  test('of one caller beyond their share are told to come again later', async () => {
    const started = await start({ socketsOfCaller: 1 });
    const open = async (sub: string) => {
      const socket = await openRawSocket(started.url);
      socket.say({ type: 'connection_init', payload: await tokenOf(sub) });
      return socket;
    };
    const first = await open('u-1');
    await expect.poll(() => first.heard).toEqual([{ type: 'connection_ack' }]);
    expect(await (await open('u-1')).closed).toBe(1013);
    const other = await open('u-2');
    await expect.poll(() => other.heard).toEqual([{ type: 'connection_ack' }]);
    for (const { socket } of [first, other]) socket.close();
  });
});

test('connections of one address beyond its share are refused', async () => {
  const started = await start({ connectionsOfAddress: 1 });
  const { hostname, port } = new URL(started.url);
  const open = () => connect(Number(port), hostname).on('error', () => undefined);
  const kept = open();
  await new Promise((resolve) => kept.once('connect', resolve));
  const second = open();
  const heard = await new Promise((resolve) => second.once('data', (text) => resolve(String(text))));
  expect(heard).toMatch(/^HTTP\/1\.1 503 .*"OVERLOADED"/s);
  kept.destroy();
  await expect.poll(() => ask(started, '{ bed }').then(({ status }) => status)).toBe(200);
});

test('what cannot be a share is refused at start', () => {
  expect(readConfig({}).shares).toEqual({ requestsOfCaller: 200, streamsOfCaller: 100, socketsOfCaller: 100 });
  expect(readConfig({ WASL_IN_FLIGHT_PER_CALLER: '0', WASL_SOCKETS_PER_ADDRESS: '9' }).shares).toMatchObject({
    socketsOfAddress: 9,
  });
  expect(() => readConfig({ WASL_STREAMS_PER_CALLER: '-1' })).toThrow('WASL_STREAMS_PER_CALLER');
});
