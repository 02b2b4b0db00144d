import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { portal, type Production, startProduction } from './support/startProduction.ts';

// Some wait until the gateway gives a client up.
vi.setConfig({ testTimeout: 120_000 });

/** The OWASP cheat sheet on GraphQL, point by point, on a gateway as a ministry runs it. */
let production: Production;

beforeAll(async () => {
  production = await startProduction({
    WASL_RATE_LIMIT_CLIENT: '5/600',
    WASL_MAX_COST: '1000',
    WASL_REQUEST_TIMEOUT_MS: '2000',
  });
});
afterAll(() => production?.stop());

interface Told {
  data?: Record<string, unknown> | null;
  errors?: { message: string; extensions: Record<string, unknown> }[];
}
async function ask(body: unknown, headers: Record<string, string> = {}): Promise<{ status: number } & Told> {
  const { status, body: told } = await production.gateway.ask(body, headers);
  return { status, ...(told as Told) };
}
const codesIn = ({ errors }: Told) => errors?.map(({ extensions }) => extensions['code']);
const ping = { query: '{ ping }' };
const list = (count: number, write: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => write(i)).join(' ');

describe('input', () => {
  test.each([
    ['of another type', { id: { or: 1 } }],
    ['as a list', { id: [['1'], ['2']] }],
    ['that is missing', {}],
  ])('%s is refused before anybody is asked', async (_, variables) => {
    const query = 'query ($id: ID!) { patient(id: $id) { name } }';
    const told = await ask({ query, variables }, production.trusted);
    expect([told.status, told.data, codesIn(told)]).toEqual([400, undefined, [expect.any(String)]]);
    expect(production.subgraphs.asked).toEqual([]);
  });

  test.each(["' OR 1=1 --", '{"$gt":""}', '`id`', '../../etc/passwd', '<script>', '\u0000', 'http://169.254.169.254/'])(
    'that means something to a database, a shell or a page travels as a value: %s',
    async (id) => {
      const query = 'query ($id: ID!) { patient(id: $id) { id } }';
      expect(await ask({ query, variables: { id } }, production.trusted)).toMatchObject({ data: { patient: { id } } });
      expect(production.subgraphs.asked.at(-1)?.query).not.toContain(id);
    },
  );
});

describe('denial of service', () => {
  test.each([
    ['depth', `{ patient(id: "1") ${'{ friend '.repeat(60)}{ id }${'}'.repeat(60)} }`],
    ['breadth', `{ ${list(600, (i) => `a${i}: patient(id: "${i}") { id }`)} }`],
    ['length', `{ ping ${' ping'.repeat(16_000)} }`],
    [
      'fragments that double',
      `{ ...F0 } ${list(30, (i) => `fragment F${i} on Query { a: ping ...F${i + 1} b: ping ...F${i + 1} }`)} fragment F30 on Query { ping }`,
    ],
  ])('by %s is refused before anybody is asked', async (_, query) => {
    const before = production.subgraphs.asked.length;
    const told = await ask({ query }, production.trusted);
    expect([told.status, codesIn(told)]).toEqual([400, ['OPERATION_TOO_LARGE']]);
    expect(production.subgraphs.asked.length).toBe(before);
  });

  test('by cost is refused before anybody is asked', async () => {
    const query = `{ ${list(400, (i) => `a${i}: patient(id: "${i}") { friend { friend { friend { id } } } }`)} }`;
    const told = await ask({ query }, production.trusted);
    expect([told.status, codesIn(told)]).toEqual([400, [expect.stringMatching(/OPERATION_TOO_(COSTLY|LARGE)/)]]);
  });

  test('by batches is refused', async () => {
    expect((await ask([ping, ping])).status).toBe(400);
    expect((await ask([])).status).toBe(400);
  });

  test('by a body of many megabytes is refused', async () => {
    const told = await ask({ query: '{ ping }', variables: { x: 'x'.repeat(2_000_000) } });
    expect([told.status, codesIn(told)]).toEqual([413, ['PAYLOAD_TOO_LARGE']]);
  });

  test('by asking too often is refused', async () => {
    const headers = await production.issuer.headersFor({ client_id: 'harvester' });
    const statuses: number[] = [];
    for (let time = 0; time < 6; time += 1) statuses.push((await ask(ping, headers)).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
  });
});

describe('access', () => {
  test('to what has a rule is refused to who has no token, a forged one, or too few scopes', async () => {
    const before = production.subgraphs.asked.length;
    const query = '{ patient(id: "1") { name } }';
    const denied = {
      status: 200,
      data: { patient: null },
      errors: [{ extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } }],
    };
    expect(await ask({ query })).toMatchObject(denied);
    expect(await ask({ query }, await production.issuer.headersFor({ scope: 'other' }))).toMatchObject(denied);
    const [head = '', claims = ''] = (production.trusted['authorization'] ?? '').split('.');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    for (const token of [`${head}.${claims}.`, `Bearer ${none}.${claims}.`, 'Bearer x', 'Basic YTpi'])
      expect(await ask({ query }, { authorization: token })).toMatchObject({ status: 401 });
    expect(production.subgraphs.asked.length).toBe(before);
  });

  test('by another way than the field itself is refused too', async () => {
    const before = production.subgraphs.asked.length;
    const entities = '{ _entities(representations: [{ __typename: "Patient", id: "1" }]) { ... on Patient { name } } }';
    expect((await ask({ query: entities })).status).toBe(400);
    expect((await ask({ query: '{ _service { sdl } }' })).status).toBe(400);
    expect(await ask({ query: 'mutation { rename(id: "1", name: "x") { __typename } }' })).toMatchObject({
      data: { rename: null },
    });
    expect(production.subgraphs.asked.length).toBe(before);
  });

  test('by headers that only the gateway may send changes nothing', async () => {
    const forged = {
      'x-wasl-caller': 'admin',
      'x-forwarded-user': 'admin',
      'signature-input': 'sig=()',
      signature: 'x',
    };
    expect(await ask({ query: '{ patient(id: "1") { name } }' }, forged)).toMatchObject({ data: { patient: null } });
    await ask(ping, forged);
    expect(production.subgraphs.asked.at(-1)?.headers['x-wasl-caller']).not.toBe('admin');
  });
});

describe('what is told', () => {
  test('of a fault in a subgraph is a sentence and an id', async () => {
    const told = await ask({ query: '{ fails }' });
    expect(codesIn(told)).toEqual(['DOWNSTREAM_SERVICE_ERROR']);
    expect(JSON.stringify(told)).not.toMatch(/hunter2|TypeError|\.ts|127\.0\.0\.1/);
  });

  test('of the schema is nothing', async () => {
    for (const query of [
      '{ __schema { types { name } } }',
      '{ __type(name: "Patient") { fields { name } } }',
      '{ pingg }',
    ])
      expect(JSON.stringify(await ask({ query }))).not.toMatch(/"Patient"|did you mean|rename/i);
  });

  test('of the server is nothing, and browsers are told to run, frame and keep nothing', async () => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(production.gateway.graphqlUrl, {
      method: 'POST',
      headers,
      body: JSON.stringify(ping),
    });
    expect([response.headers.get('server'), response.headers.get('x-powered-by')]).toEqual([null, null]);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test('to pages of other origins is nothing', async () => {
    const headers = { 'content-type': 'application/json', origin: 'https://evil.example' };
    const asked = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' };
    const preflight = await fetch(production.gateway.graphqlUrl, {
      method: 'OPTIONS',
      headers: { ...headers, ...asked },
    });
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('a slow client', () => {
  const open: Socket[] = [];
  afterAll(() => open.forEach((socket) => socket.destroy()));

  function begin(bytes: string): Socket {
    const { hostname, port } = new URL(production.gateway.origin);
    const socket = connect(Number(port), hostname, () => socket.write(bytes)).on('error', () => undefined);
    open.push(socket);
    return socket;
  }
  const closed = (socket: Socket) =>
    new Promise<string>((resolve) => {
      let text = '';
      socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
      socket.once('close', () => resolve(text));
    });

  test('that never ends its headers or its body is let go, while others are served', async () => {
    const head = 'POST /graphql HTTP/1.1\r\nhost: gateway\r\ncontent-type: application/json\r\n';
    const slow = [
      ...Array.from({ length: 100 }, () => begin(head)),
      ...Array.from({ length: 100 }, () => begin(`${head}content-length: 99\r\n\r\n{`)),
    ];
    const ended = Promise.all(slow.map(closed));
    for (let time = 0; time < 10; time += 1) expect((await ask(ping)).status).toBe(200);
    for (const text of await ended) expect(text).toMatch(/^(HTTP\/1\.1 408 .*|)/);
    expect((await ask(ping)).status).toBe(200);
  });

  test('that asks thousands of times and reads no answer keeps nobody from being served', async () => {
    const body = JSON.stringify({ query: `{ ${list(90, (i) => `a${i}: __typename`)} }` });
    const one = `POST /graphql HTTP/1.1\r\nhost: gateway\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
    for (let index = 0; index < 10; index += 1) begin(one.repeat(500)).pause();
    for (let time = 0; time < 10; time += 1) expect((await ask(ping)).status).toBe(200);
  });
});

describe('a WebSocket', () => {
  function socketTo(options: object = {}): WebSocket {
    return new WebSocket(production.gateway.graphqlUrl.replace('http', 'ws'), 'graphql-transport-ws', options).on(
      'error',
      () => undefined,
    );
  }
  const codeOf = (socket: WebSocket) => new Promise<number>((resolve) => socket.once('close', (code) => resolve(code)));
  const say = (socket: WebSocket, message: object | string) =>
    socket.once('open', () => socket.send(typeof message === 'string' ? message : JSON.stringify(message)));

  test('without an init is closed, one that begins with anything else too', async () => {
    const silent = socketTo();
    const eager = socketTo();
    say(eager, { id: '1', type: 'subscribe', payload: { query: 'subscription { rung }' } });
    const odd = socketTo();
    say(odd, '{"type":"exploit"}');
    expect(await Promise.all([codeOf(silent), codeOf(eager), codeOf(odd)])).toEqual([4408, 4401, 4400]);
  });

  test('of a page of another origin is not opened, of the portal it is', async () => {
    const evil = socketTo({ origin: 'https://evil.example' });
    expect(
      await new Promise((resolve) => evil.once('unexpected-response', (_, { statusCode }) => resolve(statusCode))),
    ).toBe(403);
    const good = socketTo({ origin: portal });
    await new Promise((resolve) => good.once('open', resolve));
    good.terminate();
  });

  test('asks under the same rules and limits', async () => {
    const socket = socketTo();
    const heard: { type: string; payload?: unknown }[] = [];
    socket.on('message', (text) => heard.push(JSON.parse(String(text)) as (typeof heard)[0]));
    say(socket, { type: 'connection_init' });
    await vi.waitUntil(() => heard.length === 1, 60_000);
    const subscribe = (id: string, query: string) =>
      socket.send(JSON.stringify({ id, type: 'subscribe', payload: { query } }));
    subscribe('1', '{ patient(id: "1") { name } }');
    subscribe('2', `{ ${list(101, (i) => `a${i}: ping`)} }`);
    subscribe('3', '{ __schema { types { name } } }');
    await vi.waitUntil(() => heard.filter(({ type }) => type === 'next' || type === 'error').length === 3, 60_000);
    const told = JSON.stringify(heard);
    for (const word of ['UNAUTHORIZED_FIELD_OR_TYPE', 'OPERATION_TOO_LARGE', 'has been disabled'])
      expect(told).toContain(word);
    socket.terminate();
  });
});

test('none of all this was a fault of the gateway', () => {
  expect(production.gateway.output()).not.toMatch(/request failed, error id/);
  expect(production.gateway.process.exitCode).toBeNull();
});
