import { readFileSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import type { GatewayOptions } from '@wasl/gateway/pipeline/createGateway';
import type { ServerOptions } from '@wasl/gateway/server/startServer';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTcpProxy } from '../support/tcpProxy.ts';
import { withRules } from '../support/editSupergraph.ts';
import { startTestIssuer } from '../support/startTestIssuer.ts';
import { openEventStream, openRawSocket, openSocketClient, until } from './support/streamClients.ts';
import { startWardGateway, startWards, type WardGateway, type Wards } from './support/wardSubgraphs.ts';

const query = 'subscription { measured(ward: "A") { number } }';
const large = 'subscription { measured(ward: "A") { text(size: 200000) } }';
const code = (name: string) => ({ message: expect.any(String), extensions: expect.objectContaining({ code: name }) });

let wards: Wards;
let gateway: WardGateway;

beforeEach(async () => {
  wards = await startWards();
});

afterEach(async () => {
  await gateway.stop();
  await wards.stop();
});

async function start(limits: Partial<ServerOptions> = {}, options: Partial<GatewayOptions> = {}): Promise<void> {
  gateway = await startWardGateway([wards.monitor, wards.registry], options, limits);
}

const subscribers = (count: number) => until(() => wards.topic.subscribers() === count);

/** A client that asks, and then reads nothing. */
function openDeafClient(asked: string): Socket {
  const { port, pathname } = new URL(gateway.url);
  const socket = connect(Number(port), '127.0.0.1');
  const body = JSON.stringify({ query: asked });
  socket.write(
    `POST ${pathname} HTTP/1.1\r\nhost: gateway\r\naccept: text/event-stream\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  return socket.on('error', () => undefined).pause();
}

test('streams beyond the limit are refused at once over either protocol, and there is room again when one ends', async () => {
  await start({}, { maxStreams: 2 });
  const streams = [await openEventStream(gateway.url, query), await openEventStream(gateway.url, query)];
  await subscribers(2);
  expect((await openEventStream(gateway.url, query)).status).toBe(503);
  const client = openSocketClient(gateway.url);
  await expect(client.iterate({ query }).next()).rejects.toEqual([code('OVERLOADED')]);
  expect((await client.iterate({ query: '{ ping }' }).next()).value).toEqual({ data: { ping: null } });
  streams[0]?.close();
  await subscribers(1);
  expect((await openEventStream(gateway.url, query)).status).toBe(200);
  await client.dispose();
});

test('streams beyond the share of one caller are refused over either protocol, and those of others are not', async () => {
  const issuer = await startTestIssuer();
  await start({}, { shares: { streamsOfCaller: 1 }, tokens: { jwksUrl: issuer.jwksUrl } });
  const [one, other] = [await issuer.headersFor({ sub: 'one' }), await issuer.headersFor({ sub: 'other' })];
  const stream = await openEventStream(gateway.url, query, { headers: one });
  await subscribers(1);
  expect((await openEventStream(gateway.url, query, { headers: one })).status).toBe(429);
  const client = openSocketClient(gateway.url, one);
  await expect(client.iterate({ query }).next()).rejects.toEqual([code('RATE_LIMITED')]);
  expect((await client.iterate({ query: '{ ping }' }).next()).value).toEqual({ data: { ping: null } });
  expect((await openEventStream(gateway.url, query, { headers: other })).status).toBe(200);
  stream.close();
  await subscribers(1);
  expect((await openEventStream(gateway.url, query, { headers: one })).status).toBe(200);
  await client.dispose();
  issuer.stop();
});

test('sockets beyond the limit are refused', async () => {
  await start({ maxSockets: 1 });
  const first = await openRawSocket(gateway.url);
  const second = await openRawSocket(gateway.url);
  expect(await second.closed).toBe(1006);
  expect(first.socket.readyState).toBe(first.socket.OPEN);
});

test('one socket holds 100 operations, and refuses more while they last', async () => {
  await start();
  const { say, heard } = await openRawSocket(gateway.url);
  say({ type: 'connection_init' });
  await until(() => heard.length === 1);
  for (let id = 1; id <= 101; id += 1) say({ type: 'subscribe', id: String(id), payload: { query } });
  await until(() => heard.length === 2);
  expect(heard[1]).toEqual({ type: 'error', id: '101', payload: [code('OVERLOADED')] });
  await subscribers(100);
});

test('a socket that sends as fast as it can is read at a pace, and hears of all it sent', async () => {
  await start();
  const { say, heard } = await openRawSocket(gateway.url);
  const since = performance.now();
  const padding = 'x'.repeat(1_000);
  say({ type: 'connection_init' });
  for (let count = 1; count <= 1_200; count += 1) say({ type: 'ping', payload: { padding } });
  await until(() => heard.length === 1_201);
  expect(performance.now() - since).toBeGreaterThan(900);
});

test('a message in more than a thousand pieces ends its socket', async () => {
  await start();
  const { socket, say, heard, closed } = await openRawSocket(gateway.url);
  say({ type: 'connection_init' });
  await until(() => heard.length === 1);
  for (let piece = 0; piece <= 1_024; piece += 1) socket.send(' ', { fin: false });
  expect(await closed).toBe(1008);
});

test('a stream ends with its caller’s token', async () => {
  const issuer = await startTestIssuer();
  await start({}, { tokens: { jwksUrl: issuer.jwksUrl } });
  const stream = await openEventStream(gateway.url, query, { headers: await issuer.headersUntil('2s') });
  const { authorization = '' } = await issuer.headersUntil('2s');
  const client = openSocketClient(gateway.url, { authorization, 'Accept-Language': 'ar' });
  const overSocket = client.iterate({ query });
  const first = overSocket.next();
  await subscribers(2);
  wards.topic.publish({ number: 1 });
  expect(await stream.next()).toEqual({ event: 'next', data: { data: { measured: { number: 1 } } } });
  expect(await stream.next()).toEqual({ event: 'next', data: { errors: [code('UNAUTHENTICATED')] } });
  expect(await stream.next()).toEqual({ event: 'complete', data: undefined });
  await first;
  await expect(overSocket.next()).rejects.toEqual([
    {
      message: 'رمز الدخول مفقود أو منتهي الصلاحية أو غير صالح.',
      extensions: { code: 'UNAUTHENTICATED', reason: 'TOKEN_EXPIRED' },
    },
  ]);
  await subscribers(0);
  await client.dispose();
  issuer.stop();
});

test('a replaced supergraph lets its streams go on for a while, then completes them', async () => {
  await start({}, { outdatedAfterMs: 600 });
  const stream = await openEventStream(gateway.url, query);
  await subscribers(1);
  writeFileSync(gateway.supergraphFile, readFileSync(gateway.supergraphFile, 'utf8').replaceAll('alarm', 'alert'));
  await gateway.reload();
  wards.topic.publish({ number: 1 });
  expect(await stream.next()).toEqual({ event: 'next', data: { data: { measured: { number: 1 } } } });
  expect(await stream.next()).toEqual({ event: 'complete', data: undefined });
  await subscribers(0);
  const again = await openEventStream(gateway.url, query);
  await subscribers(1);
  wards.topic.publish({ number: 2 });
  expect(await again.next()).toEqual({ event: 'next', data: { data: { measured: { number: 2 } } } });
  again.close();
});

test('a replaced supergraph ends the streams at once that its rules would answer otherwise', async () => {
  await start();
  const ruled = await openEventStream(gateway.url, query);
  const open = await openEventStream(gateway.url, 'subscription { measured(ward: "A") { pulse } }');
  await subscribers(2);
  const sdl = readFileSync(gateway.supergraphFile, 'utf8');
  writeFileSync(gateway.supergraphFile, withRules({ 'Measurement.number': '@authenticated' })(sdl));
  await gateway.reload();
  wards.topic.publish({ number: 424242, pulse: 60 });
  expect(await ruled.next()).toEqual({ event: 'complete', data: undefined });
  expect(await open.next()).toEqual({ event: 'next', data: { data: { measured: { pulse: 60 } } } });
  open.close();
});

test.each(['ws', 'sse'] as const)(
  'a subgraph that dies ends its streams, over %s, after what it had sent',
  async (protocol) => {
    const { port, hostname } = new URL(wards.monitor.url);
    const proxy = await createTcpProxy({ host: hostname, port: Number(port) });
    await proxy.restore();
    const monitor = { ...wards.monitor, url: `http://127.0.0.1:${proxy.port}/graphql` };
    const subscriptions = { protocols: new Map([['monitor', protocol]]) };
    gateway = await startWardGateway([monitor, wards.registry], { subscriptions });
    const stream = await openEventStream(gateway.url, query);
    await subscribers(1);
    wards.topic.publish({ number: 1 });
    expect(await stream.next()).toEqual({ event: 'next', data: { data: { measured: { number: 1 } } } });
    await proxy.cut();
    const unavailable = { event: 'next', data: { errors: [code('SUBGRAPH_UNAVAILABLE')] } };
    expect(await stream.next()).toEqual(unavailable);
    expect(await stream.next()).toEqual({ event: 'complete', data: undefined });
    const refused = await openEventStream(gateway.url, query);
    expect(await refused.next()).toEqual(unavailable);
    expect(await refused.next()).toEqual({ event: 'complete', data: undefined });
  },
);

test('a subgraph that falls silent without closing is found out by its missing signs of life', async () => {
  const { port, hostname } = new URL(wards.monitor.url);
  const proxy = await createTcpProxy({ host: hostname, port: Number(port) });
  await proxy.restore();
  const monitor = { ...wards.monitor, url: `http://127.0.0.1:${proxy.port}/graphql` };
  gateway = await startWardGateway([monitor, wards.registry], { subscriptions: { heartbeatMs: 200 } });
  const stream = await openEventStream(gateway.url, query);
  await subscribers(1);
  proxy.stall();
  expect(await stream.next()).toEqual({ event: 'next', data: { errors: [code('SUBGRAPH_UNAVAILABLE')] } });
  await proxy.stop();
});

test('a subgraph that never accepts is a timeout', async () => {
  const { port, hostname } = new URL(wards.monitor.url);
  const proxy = await createTcpProxy({ host: hostname, port: Number(port) });
  await proxy.restore();
  proxy.stall();
  const monitor = { ...wards.monitor, url: `http://127.0.0.1:${proxy.port}/graphql` };
  gateway = await startWardGateway([monitor, wards.registry], { subscriptions: { connectDeadlineMs: 200 } });
  const stream = await openEventStream(gateway.url, query);
  expect(await stream.next()).toEqual({ event: 'next', data: { errors: [code('SUBGRAPH_TIMEOUT')] } });
  await proxy.stop();
});

test.each(['ws', 'sse'] as const)(
  'a client that does not read is dropped, with subgraphs over %s; others go on',
  async (protocol) => {
    const subscriptions = { maxWaitingSize: 1_000_000, protocols: new Map([['monitor', protocol]]) };
    await start({ slowClientMs: 300 }, { maxStreams: 2, subscriptions });
    const deaf = openDeafClient(large);
    await subscribers(1);
    const reader = await openEventStream(gateway.url, query);
    await subscribers(2);
    for (let number = 1; number <= 100; number += 1) wards.topic.publish({ number });
    for (let number = 1; number <= 100; number += 1) {
      expect(await reader.next()).toEqual({ event: 'next', data: { data: { measured: { number } } } });
    }
    await subscribers(1);
    let another = await openEventStream(gateway.url, query);
    while (another.status !== 200) another = await openEventStream(gateway.url, query);
    await subscribers(2);
    wards.topic.publish({ number: 101 });
    for (const stream of [reader, another]) {
      expect(await stream.next()).toEqual({ event: 'next', data: { data: { measured: { number: 101 } } } });
    }
    deaf.destroy();
  },
);

test('a socket that does not read is dropped, pings or not', async () => {
  await start({ slowClientMs: 300, maxSockets: 1 }, { subscriptions: { maxWaitingSize: 1_000_000 } });
  const { socket, say, heard } = await openRawSocket(gateway.url);
  say({ type: 'connection_init' });
  await until(() => heard.length === 1);
  say({ type: 'subscribe', id: '1', payload: { query: large } });
  await subscribers(1);
  socket.pause();
  for (let number = 1; number <= 100; number += 1) wards.topic.publish({ number });
  for (let count = 1; count <= 100; count += 1) say({ type: 'ping' });
  await subscribers(0);
  let another = await openRawSocket(gateway.url);
  while (another.socket.readyState !== another.socket.OPEN) another = await openRawSocket(gateway.url);
  socket.terminate();
});

test('a client that lags behind for a moment is told why its stream ended', async () => {
  await start({}, { subscriptions: { maxWaitingSize: 1_000_000 } });
  const deaf = openDeafClient(large);
  await subscribers(1);
  for (let number = 1; number <= 100; number += 1) wards.topic.publish({ number });
  await subscribers(0);
  let text = '';
  deaf.on('data', (chunk) => (text = (text + String(chunk)).slice(-2_000)));
  deaf.resume();
  await until(() => text.includes('event: complete'));
  expect(text).toContain('"code":"OVERLOADED"');
  deaf.destroy();
});

test('a socket whose other end gives no sign of life is closed, one that does is kept', async () => {
  await start({ heartbeatMs: 150 });
  const alive = await openRawSocket(gateway.url);
  const dead = await openRawSocket(gateway.url);
  for (const { say } of [alive, dead]) say({ type: 'connection_init' });
  await until(() => alive.heard.length + dead.heard.length === 2);
  dead.socket.pause();
  let pings = 0;
  alive.socket.on('ping', () => (pings += 1));
  await until(() => pings === 4);
  dead.socket.resume();
  expect(await dead.closed).toBe(1006);
  expect(alive.socket.readyState).toBe(alive.socket.OPEN);
});

test('an event stream carries signs of life while nothing happens', async () => {
  await start({ heartbeatMs: 50 });
  const stream = await openEventStream(gateway.url, query);
  await subscribers(1);
  const next = stream.next();
  await until(() => stream.heartbeats() >= 3);
  stream.close();
  await expect(next).rejects.toThrow();
});

test('a server that stops completes every stream and closes every socket', async () => {
  await start();
  const stream = await openEventStream(gateway.url, query);
  const { say, heard, closed } = await openRawSocket(gateway.url);
  say({ type: 'connection_init' });
  await until(() => heard.length === 1);
  say({ type: 'subscribe', id: '1', payload: { query } });
  await subscribers(2);
  const { url } = gateway;
  await gateway.stop();
  expect(await stream.next()).toEqual({ event: 'complete', data: undefined });
  expect(heard.slice(1)).toEqual([{ id: '1', type: 'complete' }]);
  expect(await closed).toBe(1001);
  await subscribers(0);
  await expect(fetch(url)).rejects.toThrow();
  gateway = await startWardGateway([wards.monitor, wards.registry]);
});

test('a connection on which nothing was asked does not hold up the stop', async () => {
  await start();
  const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
  const closed = new Promise((resolve) => socket.on('close', resolve));
  await new Promise((resolve) => socket.on('connect', resolve));
  expect((await openEventStream(gateway.url, '{ ping }')).status).toBe(200);
  await gateway.stop();
  await closed;
  gateway = await startWardGateway([wards.monitor, wards.registry]);
});
