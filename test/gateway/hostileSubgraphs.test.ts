import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { copyJson, type JsonObject, mergeInto } from '@wasl/gateway/core/jsonObject';
import { createEventReader } from '@wasl/gateway/subgraphs/subscriptions/eventReader';
import { EventQueue } from '@wasl/gateway/subgraphs/subscriptions/eventQueue';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import { startBrokenSocketSubgraph } from './support/startEventSubgraph.ts';
import { type FixtureSubgraph, startFixtureSubgraph } from './support/startFixtureSubgraph.ts';
import { startGateway, type StartedGateway } from './support/startGateway.ts';
import { openEventStream, openRawSocket, until } from './support/streamClients.ts';

const federation = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"])`;
const wardSdl = `${federation}
  scalar JSON
  type Query { bed: Bed calm: Int }
  type Mutation { make: Bed }
  type Bed @key(fields: "id") { id: ID! json: JSON weight: Float notes: [String] wards: [String!] }`;
const billsSdl = `${federation} type Bed @key(fields: "id") { id: ID! cost: Int total: Float! }`;

let gateway: StartedGateway;
let ward: FixtureSubgraph;
let bills: FixtureSubgraph;

beforeAll(async () => {
  const bed = () => ({ id: 'B', json: { a: 1 }, weight: 1.5, notes: ['n'], wards: ['w'] });
  ward = await startFixtureSubgraph('ward', wardSdl, {
    Query: { bed, calm: () => 1 },
    Mutation: { make: bed },
    Bed: { __resolveReference: bed },
  });
  bills = await startFixtureSubgraph('bills', billsSdl, {
    Bed: { __resolveReference: (reference: object) => reference, cost: () => 7, total: () => 8.5 },
  });
  gateway = await startGateway([ward, bills], { WASL_SUBGRAPHS_BREAKER_PERCENT: '0' });
});

afterEach(() => {
  ward.answerWith(undefined);
  bills.answerWith(undefined);
});

afterAll(async () => {
  await gateway?.stop();
  await ward?.stop();
  await bills?.stop();
});

const chart = { query: '{ bed { id cost } }' };
const whole = { bed: { id: 'B', cost: 7 } };
const withoutCost = { bed: { id: 'B', cost: null } };
const entity = (fields: string, more = '') => `{"data":{"_entities":[{"__typename":"Bed",${fields}}]}${more}}`;
const fine = entity('"cost":7');
const nest = (depth: number, open: string, close: string) => `${open.repeat(depth)}1${close.repeat(depth)}`;
const failure = (code: string) => ({ extensions: expect.objectContaining({ code }) });
const send = (subgraph: FixtureSubgraph, text: string | Buffer, headers: Record<string, string> = {}, status = 200) =>
  subgraph.answerWith((response) => void response.writeHead(status, headers).end(text));
const answerBytes = (write: (socket: Socket) => void) =>
  bills.answerWith((response) => write(response.socket as Socket));

describe('an answer that cannot be used becomes an error of the fields that it was for:', () => {
  const json = { 'content-type': 'application/json' };
  const rows: [string, string | Buffer, Record<string, string>?, number?][] = [
    ['half of it', fine.slice(0, -5)],
    ['a redirect', '', { location: 'http://127.0.0.1:9/' }, 302],
    ['204 and no body', '', {}, 204],
    ['a byte order mark', `\ufeff${fine}`],
    ['bytes that are no UTF-8', Buffer.from(entity('"cost":7,"note":"\xff"'), 'latin1')],
    ['NaN', entity('"cost":NaN')],
    ['packed, though nobody asked for that', gzipSync(fine), { ...json, 'content-encoding': 'gzip' }],
    ['a gzip of 50 MB of nothing', gzipSync(Buffer.alloc(50_000_000)), { ...json, 'content-encoding': 'gzip' }],
    ['fewer entities than were asked for', '{"data":{"_entities":[]}}'],
    ['millions of empty errors', `{"data":null,"errors":[${'{},'.repeat(3_000_000)}{}]}`],
    ['millions of lists', `{"data":{"_entities":${nest(3_000_000, '[', ']')}}}`],
    ['a value of 100 000 levels', entity(`"cost":${nest(100_000, '[', ']')}`)],
  ];
  test.each(rows)('%s', async (_, text, headers, status) => {
    send(bills, text, headers, status);
    const { body } = await gateway.ask(chart);
    expect(body).toMatchObject({ data: withoutCost, errors: [failure('SUBGRAPH_RESPONSE_INVALID')] });
  });

  const values: [string, string, string, string][] = [
    ['a number as a text', 'cost', '"7"', 'cost'],
    ['a number that is no integer', 'cost', '7.5', 'cost'],
    ['1e400', 'cost', '1e400', 'cost'],
    ['an object', 'cost', '{"__proto__":{"a":1}}', 'cost'],
    ['a getter’s name', 'cost', '{"get":1}', 'cost'],
  ];
  test.each(values)('%s where a number belongs', async (_, key, value) => {
    send(bills, entity(`"${key}":${value}`));
    const { body } = await gateway.ask(chart);
    expect(body).toMatchObject({
      data: withoutCost,
      errors: [{ path: ['bed', 'cost'], ...failure('SUBGRAPH_RESPONSE_INVALID') }],
    });
  });

  test('1e400 for a Float, which is told and never written as null in silence', async () => {
    send(ward, '{"data":{"bed":{"__typename":"Bed","id":"B","weight":1e400}}}');
    const { body } = await gateway.ask({ query: '{ bed { weight } }' });
    expect(body).toMatchObject({ data: { bed: { weight: null } }, errors: [{ path: ['bed', 'weight'] }] });
    send(bills, entity('"total":1e400'));
    ward.answerWith(undefined);
    expect((await gateway.ask({ query: '{ bed { total } }' })).body).toMatchObject({ data: { bed: null } });
  });

  test.each([
    ['objects', '{"a":', '}'],
    ['lists', '[', ']'],
  ])('a scalar of 100 000 %s one within the other, which the gateway outlives', async (_, open, close) => {
    for (const depth of [300, 4_000, 100_000]) {
      send(ward, `{"data":{"bed":{"__typename":"Bed","id":"B","json":${nest(depth, open, close)}}}}`);
      const { body } = await gateway.ask({ query: '{ bed { json } calm }' });
      const errors = ['bed', 'calm'].map((field) => ({ path: [field], ...failure('SUBGRAPH_RESPONSE_INVALID') }));
      expect(body).toMatchObject({ data: { bed: null, calm: null }, errors });
    }
    const deep = nest(150, open, close);
    send(ward, `{"data":{"bed":{"json":${deep}}}}`);
    const { body } = await gateway.ask({ query: '{ bed { json } }' });
    expect(JSON.stringify(body)).toBe(`{"data":{"bed":{"json":${deep}}}}`);
  });
});

describe('on the wire', () => {
  const response = `HTTP/1.1 200 OK\r\ncontent-length: ${fine.length}\r\n\r\n${fine}`;
  // The subgraph's own HTTP knows nothing of what is written beside it, so its connection cannot serve on.
  const last = response.replace('\r\n', '\r\nconnection: close\r\n');
  test.each<[string, (socket: Socket) => void]>([
    ['an HTTP/1.0 answer that ends with its connection', (socket) => socket.end(`HTTP/1.0 200 OK\r\n\r\n${fine}`)],
    ['early hints before the answer', (socket) => socket.write(`HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n${last}`)],
    ['an answer in single bytes', (socket) => void [...last].forEach((byte) => socket.write(byte))],
    ['an answer after which the connection ends', (socket) => socket.end(response)],
  ])('%s is taken', async (_, write) => {
    answerBytes(write);
    expect((await gateway.ask(chart)).body).toEqual({ data: whole });
  });

  test.each<[string, (socket: Socket) => void, string]>([
    [
      'another protocol',
      (socket) => socket.write('HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
      'SUBGRAPH_UNAVAILABLE',
    ],
    ['what is no HTTP', (socket) => socket.write('A'.repeat(1_000)), 'SUBGRAPH_UNAVAILABLE'],
    [
      '200 kB of headers',
      (socket) => socket.write(response.replace('\r\n', `\r\nx: ${'y'.repeat(200_000)}\r\n`)),
      'SUBGRAPH_UNAVAILABLE',
    ],
    [
      'half an HTTP/1.0 answer',
      (socket) => socket.end(`HTTP/1.0 200 OK\r\n\r\n${fine.slice(0, 20)}`),
      'SUBGRAPH_RESPONSE_INVALID',
    ],
    [
      'an answer that breaks off',
      (socket) => socket.write(response.slice(0, -9), () => socket.resetAndDestroy()),
      'SUBGRAPH_UNAVAILABLE',
    ],
    ['an answer without an end', endless, 'SUBGRAPH_RESPONSE_INVALID'],
  ])('%s is an error, and others are served meanwhile', async (_, write, code) => {
    answerBytes(write);
    const hostile = gateway.ask(chart);
    for (let turn = 0; turn < 5; turn += 1)
      expect(await gateway.ask({ query: '{ calm }' })).toEqual({ status: 200, body: { data: { calm: 1 } } });
    expect((await hostile).body).toMatchObject({ data: withoutCost, errors: [failure(code)] });
  });

  test('a second answer that nobody asked for is not taken for the next question’s', async () => {
    answerBytes((socket) => socket.write(response + response.replace('"cost":7', '"cost":6')));
    expect((await gateway.ask(chart)).body).toEqual({ data: whole });
    bills.answerWith(undefined);
    for (let turn = 0; turn < 5; turn += 1) expect((await gateway.ask(chart)).body).toEqual({ data: whole });
  });

  /** Writes until the gateway has had enough. */
  function endless(socket: Socket): void {
    const chunk = Buffer.alloc(1024 * 1024, ' ');
    const write = (): void => void (socket.destroyed || socket.write(chunk, write));
    socket.on('error', () => undefined).write('HTTP/1.1 200 OK\r\n\r\n', write);
  }
});

describe('a connection that ends before anything of an answer has come', () => {
  const hangUpOnce = (subgraph: FixtureSubgraph) =>
    subgraph.answerWith((response) => {
      subgraph.answerWith(undefined);
      response.destroy();
    });

  test('is no error of a query, which is sent once more', async () => {
    for (const subgraph of [ward, bills]) {
      const before = subgraph.received.length;
      hangUpOnce(subgraph);
      expect((await gateway.ask(chart)).body).toEqual({ data: whole });
      expect(subgraph.received.length).toBe(before + 2);
    }
  });

  test('is told when it happens again and again: at once on a new connection, and twice after a pause', async () => {
    const before = bills.received.length;
    bills.answerWith((response) => response.destroy());
    expect((await gateway.ask(chart)).body).toMatchObject({ errors: [failure('SUBGRAPH_UNAVAILABLE')] });
    expect(bills.received.length).toBe(before + 4);
  });

  test('is told at once of a mutation, whose other questions may still be sent again', async () => {
    const before = ward.received.length;
    hangUpOnce(ward);
    const mutation = { query: 'mutation { make { id cost } }' };
    expect((await gateway.ask(mutation)).body).toMatchObject({
      data: { make: null },
      errors: [failure('SUBGRAPH_UNAVAILABLE')],
    });
    expect(ward.received.length).toBe(before + 1);
    hangUpOnce(bills);
    expect((await gateway.ask(mutation)).body).toEqual({ data: { make: whole.bed } });
    expect(ward.received.length).toBe(before + 2);
  });

  test('is told once a part of an answer has come', async () => {
    const before = bills.received.length;
    bills.answerWith((response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write(fine.slice(0, 10), () => (response.socket as Socket).resetAndDestroy());
    });
    expect((await gateway.ask(chart)).body).toMatchObject({ errors: [failure('SUBGRAPH_UNAVAILABLE')] });
    expect(bills.received.length).toBe(before + 1);
  });
});

describe('errors of a subgraph', () => {
  const errorsOf = async (subgraph: FixtureSubgraph, answer: string): Promise<Record<string, unknown>[]> => {
    send(subgraph, answer);
    const { body } = await gateway.ask(chart);
    return (body['errors'] ?? []) as Record<string, unknown>[];
  };

  const marked = '"extensions":{"code":"NO_BED","forPeople":true}';

  test('are told up to a thousand, each with a message that can be read', async () => {
    const many = Array.from(
      { length: 2_000 },
      (_, i) => `{"message":"${i} ${'x'.repeat(1_200)}","path":["bed"],${marked}}`,
    );
    const errors = await errorsOf(ward, `{"data":{"bed":null},"errors":[${many.join()}]}`);
    expect(errors).toHaveLength(1_000);
    for (const { message } of errors) expect((message as string).length).toBe(501);
    const ofEntity = many.map((error) => error.replace('"bed"', '"_entities",0,"cost"'));
    expect(await errorsOf(bills, entity('"cost":null', `,"errors":[${ofEntity.join()}]`))).toHaveLength(1_000);
  });

  test('so are values that do not fit their type', async () => {
    const numbers = `[${'1,'.repeat(20_000)}1]`;
    send(ward, `{"data":{"bed":{"notes":${numbers}}}}`);
    const { body } = await gateway.ask({ query: '{ bed { notes } }' });
    expect(body['errors']).toHaveLength(1_000);
    expect(body['data']).toEqual({ bed: { notes: Array.from({ length: 20_001 }, () => null) } });
  });

  const paths = [
    '["__proto__"]',
    '["bed",-1]',
    '["bed",1e300]',
    '["bed",0.5]',
    '[{}]',
    '"bed"',
    '{"length":1}',
    `[${'1,'.repeat(999)}1]`,
  ];
  test.each(paths)('keep their message and lose a path that leads nowhere: %s', async (path) => {
    const errors = await errorsOf(ward, `{"data":{"bed":null},"errors":[{"message":"m","path":${path},${marked}}]}`);
    expect(errors).toEqual([{ message: 'm', extensions: { code: 'NO_BED' } }]);
  });

  test.each([
    '["_entities",-1]',
    '["_entities",1e9,"cost"]',
    '["_entities","0"]',
    '["_entities",0,"__proto__","x"]',
    '["constructor"]',
  ])('stand at the entities’ place where their path leads to none of them: %s', async (path) => {
    const errors = await errorsOf(bills, entity('"cost":7', `,"errors":[{"message":"m","path":${path},${marked}}]`));
    for (const error of errors) expect(error).toEqual({ message: 'm', path: ['bed'], extensions: { code: 'NO_BED' } });
    // One that names an entity that was not asked for is nobody's.
    expect(errors.length).toBe(path.includes('1e9') ? 0 : 1);
  });

  test('are one generic error where they are none, whatever their form', async () => {
    const deep = `{"message":"m","extensions":{"code":"X","forPeople":true,"details":${nest(100_000, '[', ']')}}}`;
    const forms = `null,7,{"message":{"a":1}},{"message":"m","extensions":[1]},${deep}`;
    const errors = await errorsOf(ward, `{"data":{"bed":null},"errors":[${forms}]}`);
    const generic = {
      message: 'One of the health systems reported an error. Quote the error id to the help desk.',
      extensions: { code: 'DOWNSTREAM_SERVICE_ERROR', errorId: expect.any(String) },
    };
    expect(errors).toEqual([generic, generic]);
  });

  test('fill the log with no more than a few lines', async () => {
    const linesBefore = gateway.output().split('\n').length;
    const many = Array.from({ length: 500 }, (_, i) => `{"message":"SECRET ${i}","path":["bed"]}`);
    const errors = await errorsOf(ward, `{"data":{"bed":null},"errors":[${many.join()}]}`);
    const ids = new Set(errors.map(({ extensions }) => (extensions as { errorId: string }).errorId));
    expect(errors).toHaveLength(500);
    expect(ids.size).toBe(21);
    await until(() => [...ids].every((id) => gateway.output().includes(id)));
    expect(gateway.output().split('\n').length - linesBefore).toBe(21);
    expect(gateway.output()).not.toContain('SECRET');
  });
});

test('what two answers say of one object is merged without touching what all objects inherit', () => {
  const target: JsonObject = { json: { a: 1 } };
  const hostile =
    '{"__proto__":{"polluted":1},"json":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}}';
  mergeInto(target, JSON.parse(hostile) as JsonObject, () => true);
  mergeInto(target, copyJson(JSON.parse(hostile)) as JsonObject, () => true);
  expect(({} as JsonObject)['polluted']).toBeUndefined();
  expect((Object as unknown as JsonObject)['polluted']).toBeUndefined();
  expect(Object.keys(Object.prototype)).toEqual([]);
});

describe('over WebSockets', () => {
  const monitorSdl = `${federation} type Query { calm: Int } type Subscription { reading: Reading }
    scalar JSON type Reading { number: Int json: JSON }`;
  const isAlive = async (through: StartedGateway) =>
    expect((await through.ask({ query: '{ __typename }' })).body).toEqual({ data: { __typename: 'Query' } });

  /** A gateway over a subgraph that says what it likes to whoever has subscribed. */
  async function subscribeTo(onSubscribed: (socket: WebSocket) => void, query = 'subscription { reading { number } }') {
    const broken = await startBrokenSocketSubgraph((socket) => {
      socket.on('message', (text) => {
        if (String(text).includes('connection_init')) socket.send('{"type":"connection_ack"}');
        else if (String(text).includes('"subscribe"')) onSubscribed(socket);
      });
    });
    const through = await startGateway([{ name: 'monitor', sdl: monitorSdl, url: broken.url }]);
    const stream = await openEventStream(through.graphqlUrl, query);
    return {
      through,
      stream,
      async stop() {
        stream.close();
        await through.stop();
        await broken.stop();
      },
    };
  }

  test('an event whose values nest 100 000 deep is an error of that event, and the stream goes on', async () => {
    const event = (json: string) => `{"id":"1","type":"next","payload":{"data":{"reading":{"json":${json}}}}}`;
    const { stream, through, stop } = await subscribeTo((socket) => {
      socket.send(event(nest(100_000, '[', ']')));
      socket.send(event('{"__proto__":{"polluted":true}}'));
    }, 'subscription { reading { json } }');
    expect(await stream.next()).toMatchObject({
      data: { data: { reading: null }, errors: [failure('SUBGRAPH_RESPONSE_INVALID')] },
    });
    expect(JSON.stringify(await stream.next())).toContain(
      '{"data":{"reading":{"json":{"__proto__":{"polluted":true}}}}}',
    );
    await isAlive(through);
    await stop();
  });

  test('a flood of events and pings, whose sender never reads, ends the stream; the gateway serves on', async () => {
    const flood = Array.from(
      { length: 20_000 },
      (_, number) => `{"id":"1","type":"next","payload":{"data":{"reading":{"number":${number}}}}}`,
    );
    const { stream, through, stop } = await subscribeTo((socket) => {
      socket.pause();
      for (const event of flood) {
        socket.ping('x'.repeat(100));
        socket.send('{"type":"ping","payload":{"a":"x"}}');
        socket.send(event);
      }
      socket.send('{"id":"1","type":"complete"}');
    });
    await isAlive(through);
    let count = 0;
    let event = await stream.next();
    for (; event?.event === 'next' && 'data' in (event.data as object); event = await stream.next()) {
      expect(event.data).toEqual({ data: { reading: { number: count } } });
      count += 1;
    }
    // Either the client kept up to the end, or it is told that it did not.
    if (count < flood.length) expect(event).toMatchObject({ data: { errors: [failure('OVERLOADED')] } });
    await isAlive(through);
    await stop();
  });

  test('a client’s ping that nests too deep to be answered closes its socket alone', async () => {
    const { socket, heard, closed, say } = await openRawSocket(gateway.graphqlUrl);
    say({ type: 'connection_init' });
    await until(() => heard.length === 1);
    socket.send(`{"type":"ping","payload":{"a":${nest(100_000, '[', ']')}}}`);
    expect(await closed).toBe(4400);
    expect((await gateway.ask(chart)).body).toEqual({ data: whole });
  });
});

describe('what waits for a reader is bounded', () => {
  test('in size, where lines of data are empty', () => {
    const reader = createEventReader(1_000);
    expect(() => reader.read('data:\n'.repeat(1_001))).toThrow('cannot be used');
    expect(createEventReader(1_000).read(`${'data:\n'.repeat(900)}\n`)).toHaveLength(1);
  });

  test('in number, where events are empty', async () => {
    const queue = new EventQueue<number>(1_000_000);
    for (let index = 0; index < 10_000; index += 1) queue.push(index, 0);
    expect(await queue.next()).toEqual({ done: false, value: 0 });
    queue.push(10_000, 0);
    queue.push(10_001, 0);
    await expect(queue.next()).rejects.toMatchObject({ code: 'OVERLOADED' });
  });
});

test('none of all this was a fault of the gateway’s', () => {
  expect(gateway.output()).not.toMatch(/error id/);
  expect(gateway.process.exitCode).toBeNull();
});
