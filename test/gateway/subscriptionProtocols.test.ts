import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { readConfig } from '@wasl/gateway/cli/config';
import { createEventReader } from '@wasl/gateway/subgraphs/subscriptions/eventReader';
import { EventQueue } from '@wasl/gateway/subgraphs/subscriptions/eventQueue';
import { WaslError } from '@wasl/schema/errors.ts';
import { array, assert, nat, property } from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import { startBrokenSocketSubgraph } from './support/startEventSubgraph.ts';
import { openEventStream, openRawSocket, openSocketClient, until } from './support/streamClients.ts';
import { startWardGateway, startWards, type WardGateway, type Wards } from './support/wardSubgraphs.ts';

const query = 'subscription { measured(ward: "A") { number } }';
const reading = 'subscription { reading { number } }';
const failed = (code: string, ...path: string[]) => ({
  errors: [
    { message: expect.any(String), ...(path.length > 0 && { path }), extensions: expect.objectContaining({ code }) },
  ],
});
const next = (data: unknown) => ({ event: 'next', data });
const complete = { event: 'complete', data: undefined };

let wards: Wards;
let gateway: WardGateway;

beforeAll(async () => {
  wards = await startWards();
  gateway = await startWardGateway([wards.monitor, wards.registry]);
});

afterAll(async () => {
  await gateway?.stop();
  await wards?.stop();
});

describe('a client that breaks the protocol is told by the close code', () => {
  const init = { type: 'connection_init' };
  const subscribe = { type: 'subscribe', id: '1', payload: { query } };
  test.each([
    ['what is not JSON', ['{'], 4400],
    ['an unknown type of message', [{ type: 'start' }], 4400],
    ['a list', [[]], 4400],
    ['null', [null], 4400],
    ['a subscription without a query', [init, { type: 'subscribe', id: '1', payload: {} }], 4400],
    ['a subscription with variables in a list', [init, { ...subscribe, payload: { query, variables: [] } }], 4400],
    ['a subscription without an id', [init, { type: 'subscribe', payload: { query } }], 4400],
    ['what only a server sends', [init, { type: 'connection_ack' }], 4400],
    ['bytes', [Buffer.from('{"type":"ping"}')], 4400],
    ['a subscription before the first message', [subscribe], 4401],
    ['two first messages', [init, init], 4429],
    ['one id twice', [init, subscribe, subscribe], 4409],
    [
      'a name twice',
      [init, '{"type":"subscribe","id":"1","payload":{"query":"{ ping }","query":"{ __typename }"}}'],
      4400,
    ],
    ['nothing', [], 4408],
    ['a message over the limit', [' '.repeat(1024 * 1024 + 1)], 1009],
  ])('%s', async (_, messages, code) => {
    const { socket, say, heard, closed } = await openRawSocket(gateway.url);
    for (const message of messages) {
      if (typeof message === 'string' || Buffer.isBuffer(message)) socket.send(message);
      else say(message);
      if (message === init) await until(() => heard.length > 0 || socket.readyState !== socket.OPEN);
    }
    expect(await closed).toBe(code);
  });

  test('another sub-protocol', async () => {
    const { closed } = await openRawSocket(gateway.url, 'graphql-ws');
    expect([4406, 1006]).toContain(await closed);
  });

  test('another path', async () => {
    const { closed } = await openRawSocket(gateway.url.replace('/graphql', '/metrics'));
    expect(await closed).toBe(1006);
  });

  test('and the others are served on', async () => {
    const client = openSocketClient(gateway.url);
    expect((await client.iterate({ query: '{ ping }' }).next()).value).toEqual({ data: { ping: null } });
    await client.dispose();
  });
});

test('pings are answered, with what they carry', async () => {
  const { socket, say, heard } = await openRawSocket(gateway.url);
  const ponged = new Promise<string>((resolve) => socket.on('pong', (carried) => resolve(String(carried))));
  say({ type: 'ping', payload: { at: 1 } });
  socket.ping('there?');
  expect(await ponged).toBe('there?');
  await until(() => heard.length === 1);
  expect(heard).toEqual([{ type: 'pong', payload: { at: 1 } }]);
  socket.close();
});

test('names that every object has are no headers, and may be ids and keys', async () => {
  const { socket, say, heard } = await openRawSocket(gateway.url);
  socket.send('{"type":"connection_init","payload":{"__proto__":{"authorization":"Bearer x"},"constructor":"x"}}');
  await until(() => heard.length === 1);
  for (const id of ['__proto__', 'constructor']) {
    say({ type: 'complete', id });
    say({ type: 'subscribe', id, payload: { query: '{ toString: ping }' } });
  }
  await until(() => heard.length === 5);
  const byId = (id: string) => heard.filter((message) => message['id'] === id);
  for (const id of ['__proto__', 'constructor']) {
    const answer = { type: 'next', id, payload: { data: { toString: null } } };
    expect(byId(id)).toEqual([answer, { type: 'complete', id }]);
  }
  socket.close();
});

test('a request that offers HTTP/2 is answered as if it had not, and so is the next one on its connection', async () => {
  const { port } = new URL(gateway.url);
  const socket = connect(Number(port), '127.0.0.1');
  let heard = '';
  socket.on('data', (chunk) => (heard += String(chunk)));
  const body = JSON.stringify({ query: '{ patient(id: "1") { name } }' });
  const head = `host: gateway\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n`;
  const offer = 'connection: Upgrade, HTTP2-Settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABkAAQBAAAAAAIAAAAA\r\n';
  const answers = () => heard.match(/\{"data":\{"patient":\{"name":"name of 1"\}\}\}/g)?.length ?? 0;
  socket.write(`POST /graphql HTTP/1.1\r\n${head}${offer}\r\n${body}`);
  await until(() => answers() === 1);
  socket.write(`POST /graphql HTTP/1.1\r\n${head}${offer}\r\n${body.slice(0, 5)}`);
  await new Promise(setImmediate);
  socket.write(body.slice(5));
  await until(() => answers() === 2);
  socket.write(`POST /graphql HTTP/1.1\r\n${head}\r\n${body}`);
  await until(() => answers() === 3);
  expect(heard.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(3);
  socket.destroy();
});

describe('a subgraph that breaks the WebSocket protocol', () => {
  const accept = (socket: WebSocket) => socket.send('{"type":"connection_ack"}');
  const event = (data: unknown) => JSON.stringify({ id: '1', type: 'next', payload: data });
  const invalid = next(failed('SUBGRAPH_RESPONSE_INVALID'));
  const good = event({ data: { reading: { number: 1 } } });
  const shown = next({ data: { reading: { number: 1 } } });

  test.each([
    ['what is not JSON ends the stream', ['{'], [invalid]],
    ['an unknown type of message ends it', ['{"type":"data","id":"1"}'], [invalid]],
    ['an event of another subscription ends it', [good.replace('"1"', '"2"')], [invalid]],
    ['a second acceptance ends it', [good, '{"type":"connection_ack"}'], [shown, invalid]],
    ['an event over the limit ends it', [event('x'.repeat(1024 * 1024))], [invalid]],
    [
      'an event that is no GraphQL response is an error of that event alone',
      [event({}), event({ data: [] }), event({ data: { reading: 'x' } }), good],
      [
        next({ data: { reading: null }, ...failed('SUBGRAPH_RESPONSE_INVALID', 'reading') }),
        next({ data: { reading: null }, ...failed('SUBGRAPH_RESPONSE_INVALID', 'reading') }),
        next({ data: { reading: null }, ...failed('SUBGRAPH_RESPONSE_INVALID', 'reading') }),
        shown,
      ],
    ],
    [
      'what was not asked for never reaches the client',
      [
        '{"id":"1","type":"next","payload":{"data":{"reading":{"number":1,"note":"SECRET","__proto__":{"a":1}},"x":1}}}',
      ],
      [shown],
    ],
    [
      'its refusal is the last event',
      [
        '{"id":"1","type":"error","payload":[{"message":"no such ward","extensions":{"code":"NO_WARD","forPeople":true}}]}',
      ],
      [
        next({ data: { reading: null }, errors: [{ message: 'no such ward', extensions: { code: 'NO_WARD' } }] }),
        complete,
      ],
    ],
    ['its completion is the end', [good, '{"id":"1","type":"complete"}'], [shown, complete]],
  ])('%s', async (_, messages, expected) => {
    const broken = await startBrokenSocketSubgraph((socket) => {
      socket.on('message', (text) => {
        if (String(text).includes('connection_init')) accept(socket);
        else if (String(text).includes('"subscribe"')) for (const message of messages) socket.send(message);
      });
    });
    const monitor = { ...wards.monitor, url: broken.url };
    const through = await startWardGateway([monitor, wards.registry]);
    const stream = await openEventStream(through.url, reading);
    for (const one of expected) expect(await stream.next()).toEqual(one);
    stream.close();
    await through.stop();
    await broken.stop();
  });
});

describe('a subgraph that breaks the protocol of server-sent events', () => {
  const good = 'event: next\ndata: {"data":{"reading":{"number":1}}}\n\n';
  const shown = next({ data: { reading: { number: 1 } } });
  test.each([
    [
      'what is not JSON ends the stream',
      200,
      'text/event-stream',
      `${good}event: next\ndata: {\n\n`,
      [shown, next(failed('SUBGRAPH_RESPONSE_INVALID'))],
    ],
    [
      'an end without completion is a loss',
      200,
      'text/event-stream',
      good,
      [shown, next(failed('SUBGRAPH_UNAVAILABLE'))],
    ],
    [
      'events of other names are passed over',
      200,
      'text/event-stream',
      `event: ping\ndata: x\n\n${good}event: complete\n\n`,
      [shown, complete],
    ],
    [
      'an event over the limit ends it',
      200,
      'text/event-stream',
      `data: ${'x'.repeat(1024 * 1024)}`,
      [next(failed('SUBGRAPH_RESPONSE_INVALID'))],
    ],
    ['HTML is no stream', 200, 'text/html', '<html>', [next(failed('SUBGRAPH_RESPONSE_INVALID'))]],
    ['a failing server is unavailable', 503, 'text/html', '<html>', [next(failed('SUBGRAPH_UNAVAILABLE'))]],
    [
      'its refusal in JSON is the last event',
      400,
      'application/json',
      '{"errors":[{"message":"no such ward","extensions":{"code":"NO_WARD","forPeople":true}}]}',
      [
        next({ data: { reading: null }, errors: [{ message: 'no such ward', extensions: { code: 'NO_WARD' } }] }),
        complete,
      ],
    ],
  ])('%s', async (_, status, type, body, expected) => {
    const server = createServer((__, response) => response.writeHead(status, { 'content-type': type }).end(body));
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
    const subscriptions = { protocols: new Map([['monitor', 'sse' as const]]) };
    const through = await startWardGateway([{ ...wards.monitor, url }, wards.registry], { subscriptions });
    const stream = await openEventStream(through.url, reading);
    for (const one of expected) expect(await stream.next()).toEqual(one);
    await through.stop();
    server.closeAllConnections();
    server.close();
  });
});

describe('server-sent events are read', () => {
  const read = (pieces: string[]) => {
    const reader = createEventReader(1_000);
    return pieces.flatMap((piece) => reader.read(piece));
  };

  test('with any ends of lines, comments, and several lines of data', () => {
    expect(read(['event: next\r\ndata: a\r\ndata:b\r\n\r\n: hm\n\nevent:complete\rdata:\r\rid: 1\n\n'])).toEqual([
      { name: 'next', text: 'a\nb' },
      { name: 'complete', text: '' },
    ]);
  });

  test('the same however they are cut into pieces', () => {
    const whole =
      'event: next\r\ndata: {"a":1}\r\n\r\n:\n\nevent: next\ndata: x\ndata: y\n\nevent: complete\rdata:\r\r';
    assert(
      property(array(nat(whole.length), { maxLength: 20 }), (cuts) => {
        const ends = [...cuts, whole.length].sort((a, b) => a - b);
        const pieces = ends.map((end, index) => whole.slice(ends[index - 1] ?? 0, end));
        expect(read(pieces)).toEqual(read([whole]));
      }),
    );
  });

  test('up to their limit, and comments without end', () => {
    expect(() => read(['data: ', 'x'.repeat(600), 'x'.repeat(600)])).toThrow(WaslError);
    expect(() => read([`data: ${'x'.repeat(600)}\n`, `data: ${'x'.repeat(600)}\n`])).toThrow(WaslError);
    expect(read(Array.from({ length: 10_000 }, () => ':\n'))).toEqual([]);
  });
});

describe('the queue between a source and its reader', () => {
  test('gives everything in order, then its end, then its failure once', async () => {
    const queue = new EventQueue<number>(100);
    const early = queue.next();
    for (const number of [1, 2, 3]) queue.push(number, 10);
    queue.finish(new WaslError('SUBGRAPH_UNAVAILABLE'));
    queue.push(4, 10);
    expect([await early, await queue.next(), await queue.next()].map(({ value }) => value as number)).toEqual([
      1, 2, 3,
    ]);
    await expect(queue.next()).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
    expect(await queue.next()).toEqual({ done: true, value: undefined });
  });

  test('drops what waits and closes when it is too much, but takes one event of any size', async () => {
    const queue = new EventQueue<number>(100);
    let closings = 0;
    queue.onClose(() => (closings += 1));
    queue.push(1, 1_000);
    expect(await queue.next()).toEqual({ done: false, value: 1 });
    queue.push(2, 60);
    queue.push(3, 60);
    await expect(queue.next()).rejects.toMatchObject({ code: 'OVERLOADED' });
    queue.cut();
    expect(closings).toBe(1);
  });
});

describe('the environment says how subgraphs are subscribed at', () => {
  test('by address and by protocol', () => {
    const config = readConfig({
      WASL_SUBGRAPH_HEALTH_ID_URL: 'http://one/graphql',
      WASL_SUBGRAPH_HEALTH_ID_WS_URL: 'wss://two/ws',
      WASL_SUBGRAPH_PHARMACY_SUBSCRIPTIONS: 'sse',
    });
    expect(config.subgraphUrls).toEqual(new Map([['HEALTH_ID', 'http://one/graphql']]));
    expect(config.subgraphSocketUrls).toEqual(new Map([['HEALTH_ID', 'wss://two/ws']]));
    expect(config.subgraphEventProtocols).toEqual(new Map([['PHARMACY', 'sse']]));
  });

  test.each([
    ['WASL_SUBGRAPH_CLINIC_WS_URL', 'http://one/graphql'],
    ['WASL_SUBGRAPH_CLINIC_SUBSCRIPTIONS', 'SSE'],
  ])('and %s is refused when it is %s', (variable, value) => {
    expect(() => readConfig({ [variable]: value })).toThrow(variable);
  });
});
