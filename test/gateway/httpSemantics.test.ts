import { gzipSync } from 'node:zlib';
import { acceptsEventStream, negotiate, prefersEventStream, takesParts } from '@wasl/gateway/server/negotiate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startEventSubgraph, createTopic, type EventSubgraph } from './support/startEventSubgraph.ts';
import { sendRaw } from './support/rawRequests.ts';
import { startGateway, type StartedGateway } from './support/startGateway.ts';

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"])`;
const wardSdl = `${link}
  type Query { bed: Bed } type Mutation { make: Int } type Subscription { reading: Int }
  type Bed @key(fields: "id") { id: ID! }`;
const billsSdl = `${link} type Bed @key(fields: "id") { id: ID! cost: Int }`;
const topic = createTopic();

let gateway: StartedGateway;
let ward: EventSubgraph;
let bills: EventSubgraph;
let host: string;

beforeAll(async () => {
  const reading = { subscribe: () => topic.subscribe() };
  ward = await startEventSubgraph('ward', wardSdl, {
    Query: { bed: () => ({ id: 'B' }) },
    Mutation: { make: () => 1 },
    Subscription: { reading },
  });
  bills = await startEventSubgraph('bills', billsSdl, {
    Bed: { __resolveReference: (bed: object) => bed, cost: () => 7 },
  });
  gateway = await startGateway([ward, bills]);
  host = new URL(gateway.origin).host;
});

afterAll(async () => {
  await gateway?.stop();
  await Promise.all([ward?.stop(), bills?.stop()]);
});

const query = '{ bed { id } }';
const answered = '{"data":{"bed":{"id":"B"}}}';
const got = `/graphql?query=${encodeURIComponent(query)}`;
const json = 'content-type: application/json';

const send = (requestLine: string, fields: string[] = [], body?: string) => {
  const length = body === undefined ? [] : [`content-length: ${Buffer.byteLength(body)}`];
  const hosts = fields.some((field) => field.startsWith('host:')) ? [] : [`host: ${host}`];
  const head = [`${requestLine} HTTP/1.1`, ...hosts, 'connection: close', ...length, ...fields, '', ''].join('\r\n');
  return sendRaw(gateway.origin, head + (body ?? ''));
};
const post = (fields: string[] = [], target = '/graphql', body = JSON.stringify({ query })) =>
  send(`POST ${target}`, [json, ...fields], body);

describe('a target in absolute form', () => {
  test.each([
    'http://HOST/graphql',
    'HTTP://HOST/graphql',
    'https://HOST/graphql',
    'http://elsewhere.example:81/graphql',
  ])('is answered as its path: %s', async (target) => {
    expect(await post([], target.replace('HOST', host))).toMatchObject({ status: 200, body: answered });
  });

  test('is answered on GET, HEAD, OPTIONS and on every other route', async () => {
    const base = `http://${host}`;
    expect(await send(`GET ${base}${got}`)).toMatchObject({ status: 200, body: answered });
    expect(await send(`HEAD ${base}${got}`)).toMatchObject({ status: 200, body: '' });
    expect(await send(`OPTIONS ${base}/graphql`)).toMatchObject({ status: 204 });
    for (const path of ['/health/live', '/health/ready', '/metrics'])
      expect(await send(`GET ${base}${path}`)).toMatchObject({ status: 200 });
    for (const target of [base, `${base}/`, `${base}?query=1`, `${base}/nowhere`])
      expect(await send(`GET ${target}`)).toMatchObject({ status: 404 });
  });

  test('is answered on upgrades to WebSockets', async () => {
    const fields = [
      'upgrade: websocket',
      'sec-websocket-version: 13',
      'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
      'sec-websocket-protocol: graphql-transport-ws',
    ];
    const upgrade = (target: string, more: string[] = []) =>
      sendRaw(
        gateway.origin,
        [`GET ${target} HTTP/1.1`, `host: ${host}`, 'connection: upgrade', ...fields, ...more, '', ''].join('\r\n'),
      );
    // The gateway closes a socket that says nothing.
    expect((await upgrade(`http://${host}/graphql`)).text).toMatch(/^HTTP\/1\.1 101 /);
    expect((await upgrade(`http://${host}/elsewhere`)).text).toMatch(/^HTTP\/1\.1 404 /);
    expect((await upgrade('/graphql', ['authorization: Bearer a', 'authorization: Bearer b'])).text).toMatch(
      /^HTTP\/1\.1 400 /,
    );
  });

  test('that offers a WebSocket by POST is answered: one begins with GET alone', async () => {
    const fields = [json, 'connection: upgrade', 'upgrade: websocket', 'sec-websocket-version: 13'];
    const body = JSON.stringify({ query });
    for (const target of ['/graphql', `http://${host}/graphql`]) {
      const head = [`POST ${target} HTTP/1.1`, `host: ${host}`, ...fields, `content-length: ${body.length}`, '', ''];
      const next = [`GET /health/live HTTP/1.1`, `host: ${host}`, 'connection: close', '', ''];
      const { text } = await sendRaw(gateway.origin, head.join('\r\n') + body + next.join('\r\n'));
      expect(text).toMatch(/^HTTP\/1\.1 200 OK/);
      expect(text).toContain(answered);
    }
  });

  test.each(['http://user:pass@HOST/graphql', 'ftp://HOST/graphql', 'http:///graphql', '//HOST/graphql', '/graphql#x'])(
    'that is no such target is not found: %s',
    async (target) => {
      const { status } = await post([], target.replace('HOST', host));
      expect([400, 404]).toContain(status);
    },
  );
});

describe('methods', () => {
  const graphqlMethods = 'GET, HEAD, POST, OPTIONS';

  test('that /graphql does not have are refused, with those that it has', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH', 'TRACE', 'PROPFIND']) {
      const { status, headers, body } = await send(`${method} /graphql`, ['accept-language: ar']);
      expect({ method, status, allow: headers['allow'] }).toEqual({ method, status: 405, allow: graphqlMethods });
      expect(JSON.parse(body)).toEqual({
        errors: [{ message: 'هذه الطريقة غير مسموحة هنا.', extensions: { code: 'METHOD_NOT_ALLOWED' } }],
      });
    }
  });

  test('of a mutation are POST, and OPTIONS as ever', async () => {
    for (const method of ['GET', 'HEAD']) {
      const { status, headers } = await send(`${method} /graphql?query=${encodeURIComponent('mutation { make }')}`);
      expect({ status, allow: headers['allow'] }).toEqual({ status: 405, allow: 'POST, OPTIONS' });
    }
  });

  test('are told by OPTIONS, of each route and of the server', async () => {
    const rows = [
      ['/graphql', graphqlMethods],
      [got, graphqlMethods],
      ['/metrics', 'GET, HEAD, OPTIONS'],
      ['/health/live', 'GET, HEAD, OPTIONS'],
      ['/health/ready?x=1', 'GET, HEAD, OPTIONS'],
      ['*', graphqlMethods],
    ];
    for (const [target, allow] of rows) {
      const { status, headers, body } = await send(`OPTIONS ${target}`);
      expect({ target, status, allow: headers['allow'], body }).toEqual({ target, status: 204, allow, body: '' });
    }
    expect(await send('OPTIONS /nowhere')).toMatchObject({ status: 404 });
    expect((await send('OPTIONS /graphql', [], '{"a":1}')).status).toBe(204);
  });

  test('that another route does not have are refused, with those that it has', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'TRACE', 'PROPFIND']) {
      for (const path of ['/health/live', '/metrics']) {
        const body = method === 'POST' ? '<a/>' : undefined;
        const { status, headers } = await send(`${method} ${path}`, ['content-type: text/xml'], body);
        expect({ method, status, allow: headers['allow'] }).toEqual({
          method,
          status: 405,
          allow: 'GET, HEAD, OPTIONS',
        });
      }
    }
    expect(await send('POST /nowhere', [json], '{}')).toMatchObject({ status: 404 });
  });

  test('do not include CONNECT, which is answered and ended', async () => {
    expect((await send(`CONNECT ${host}`)).text).toMatch(/^HTTP\/1\.1 501 /);
  });
});

describe('HEAD', () => {
  test('is answered as GET, with the same length and no body', async () => {
    const targets = [got, '/graphql', `/graphql?query=${encodeURIComponent('{ no }')}`, '/health/live', '/nowhere'];
    for (const target of targets) {
      const { status, headers } = await send(`GET ${target}`);
      const head = await send(`HEAD ${target}`);
      const told = (of: Record<string, string>) => ({ type: of['content-type'], length: of['content-length'] });
      expect({ target, status: head.status, ...told(head.headers) }).toEqual({ target, status, ...told(headers) });
      expect(head.body).toBe('');
    }
    expect(await send('HEAD /metrics')).toMatchObject({ status: 200, body: '' });
  });

  test('is answered with the head of parts and of events, and subscribes to nothing', async () => {
    const deferred = encodeURIComponent('{ bed { id ... @defer { cost } } }');
    const parts = await send(`HEAD /graphql?query=${deferred}`, ['accept: multipart/mixed']);
    expect(parts).toMatchObject({ status: 200, body: '' });
    expect(parts.headers['content-type']).toMatch(/^multipart\/mixed;/);
    const before = ward.asked.length;
    const subscription = encodeURIComponent('subscription { reading }');
    const events = await send(`HEAD /graphql?query=${subscription}`, ['accept: text/event-stream']);
    expect(events).toMatchObject({ status: 200, body: '' });
    expect(events.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    expect(ward.asked.length).toBe(before);
  });
});

describe('Accept', () => {
  const plain = 'application/json';
  const newer = 'application/graphql-response+json';
  const rows: [accept: string | undefined, type: string | undefined][] = [
    [undefined, plain],
    ['', plain],
    ['*/*', plain],
    ['application/*', newer],
    [plain, plain],
    [newer, newer],
    [`${newer}, ${plain}`, newer],
    [`${plain}, ${newer}`, plain],
    [`${newer};q=0.9, ${plain}`, plain],
    [`${plain};q=0.5, ${newer};q=0.8`, newer],
    ['*/*;q=0', undefined],
    [`${plain};q=0`, undefined],
    [`${plain};q=0, */*`, newer],
    [`*/*, ${plain};q=0`, newer],
    [`${newer};q=0, application/*`, plain],
    [`${plain};q=0, ${newer};q=0, */*`, undefined],
    [`${plain};q=0.000, */*;q=0.001`, newer],
    ['application/*;q=0, */*', undefined],
    [`application/*;q=0, ${plain}`, plain],
    [`*/*, ${newer};q=0.1`, plain],
    [`text/html, ${plain};q=0.9, */*;q=0.8`, plain],
    [`text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8`, plain],
    [`${plain};q=0.1, */*`, newer],
    ['text/csv', undefined],
    ['text/csv, text/html;q=0.1', undefined],
    [`${plain.toUpperCase()} ; Q=1.000`, plain],
    [`${plain};charset=utf-8`, plain],
    [`${plain};charset="UTF-8";q=0.3, ${newer};q=0.2`, plain],
    [`${plain};charset=utf-16`, undefined],
    [`${plain};charset=utf-16, */*;q=0.1`, plain],
    [`${plain};charset=utf-8;q=0, ${plain}`, undefined],
    [`${plain};profile="a, b;q=0"`, plain],
    [`${plain};profile="a\\", ${newer};q=0"`, plain],
    [`${plain};q=2, ${newer};q=0.1`, newer],
    [`${plain};q=-1`, undefined],
    [`${plain};q=x`, undefined],
    [`${plain};q=1;q=0`, undefined],
    [`,, ,${newer},`, newer],
    ['application', undefined],
    ['*', undefined],
    ['*/json', undefined],
    ['multipart/mixed', plain],
    ['multipart/mixed;q=0', undefined],
    [`multipart/mixed, ${plain};q=0`, undefined],
    ['__proto__, constructor/toString', undefined],
  ];
  test.each(rows)('%j is answered with %s', async (accept, type) => {
    expect(negotiate(accept)).toBe(type);
    const { status, headers, body } = await post(accept === undefined ? [] : [`accept: ${accept}`]);
    if (type === undefined) {
      expect(status).toBe(406);
      expect(JSON.parse(body)).toMatchObject({ errors: [{ extensions: { code: 'NOT_ACCEPTABLE' } }] });
    } else expect({ status, type: headers['content-type'] }).toEqual({ status: 200, type: `${type}; charset=utf-8` });
  });

  test('that comes in two lines counts as one', async () => {
    const { headers } = await post([`accept: ${plain};q=0`, `accept: ${newer}`]);
    expect(headers['content-type']).toBe(`${newer}; charset=utf-8`);
  });

  test.each<[string, boolean, boolean]>([
    ['text/event-stream', true, true],
    ['text/*', true, true],
    ['text/event-stream;q=0', false, false],
    ['text/event-stream;q=0, */*', false, false],
    ['text/event-stream;q=0, text/*', false, false],
    ['text/*;q=0, text/event-stream', true, true],
    ['*/*', false, false],
    [`text/event-stream, ${plain}`, true, false],
    [`text/event-stream;q=0.9, ${plain}`, true, false],
    [`text/event-stream, ${plain};q=0.9`, true, true],
    [`text/event-stream, */*;q=0.1`, true, true],
    [`${plain};q=0, text/event-stream;q=0.1`, true, true],
    ['text/event-stream;charset=utf-8', true, true],
    ['x/y;a="text/event-stream"', false, false],
  ])('%s: events are accepted %s, preferred %s', async (accept, isAccepted, isPreferred) => {
    expect([acceptsEventStream(accept), prefersEventStream(accept)]).toEqual([isAccepted, isPreferred]);
    const { status, headers } = await post([`accept: ${accept}`]);
    const type = isPreferred ? /^text\/event-stream/ : /^application\//;
    expect(headers['content-type']).toMatch(type);
    expect(status).toBe(isAccepted || negotiate(accept) ? 200 : 406);
  });

  test.each<[string, boolean]>([
    ['multipart/mixed', true],
    ['multipart/mixed; deferSpec=20220824, application/json', true],
    ['multipart/mixed;deferspec="20220824"', true],
    ['multipart/*, application/json', true],
    [`multipart/mixed, ${newer}, ${plain}, text/event-stream`, true],
    ['multipart/mixed; deferSpec=20230621, application/json', false],
    ['multipart/mixed;boundary=graphql;subscriptionSpec=1.0, application/json', false],
    ['multipart/mixed;q=0, application/json', false],
    ['multipart/mixed;q=0.5, application/json', false],
    ['multipart/mixed, application/json;q=0.5', true],
    ['*/*', false],
    ['x/y;a="multipart/mixed", application/json', false],
    ['application/json', false],
  ])('%s: parts are taken %s', async (accept, takes) => {
    expect(takesParts(accept)).toBe(takes);
    const body = JSON.stringify({ query: '{ bed { id ... @defer { cost } } }' });
    const { headers } = await post([`accept: ${accept}`], '/graphql', body);
    expect(headers['content-type']?.startsWith('multipart/mixed') ?? false).toBe(takes);
  });
});

describe('a body', () => {
  test('of 100-continue is asked for, unless its head is refused already', async () => {
    const expecting = 'expect: 100-continue';
    expect((await post([expecting])).text).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/);
    const head = (fields: string[]) =>
      sendRaw(
        gateway.origin,
        ['POST /graphql HTTP/1.1', `host: ${host}`, 'connection: close', expecting, ...fields, '', ''].join('\r\n'),
      );
    for (const [fields, status] of [
      [[json, 'content-length: 1099511627776'], 413],
      [['content-type: text/plain', 'content-length: 9'], 415],
      [[json, 'content-encoding: gzip', 'content-length: 9'], 415],
      [[json, 'accept: text/csv', 'content-length: 9'], 406],
    ] as const)
      expect((await head([...fields])).text).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    const old = `POST /graphql HTTP/1.0\r\n${json}\r\n${expecting}\r\ncontent-length: 26\r\n\r\n{"query":"{ __typename }"}`;
    expect((await sendRaw(gateway.origin, old)).text).toMatch(/^HTTP\/1\.1 200 OK/);
    expect((await post(['expect: a-miracle'])).text).toMatch(/^HTTP\/1\.1 417 /);
    expect(await send('GET /health/live', [expecting], 'x')).toMatchObject({ status: 200 });
  });

  test.each(['gzip', 'br', 'deflate', 'GZIP', 'identity, gzip', 'x-unknown'])(
    'in the encoding %s is refused, and the answer says what is read',
    async (encoding) => {
      const packed = gzipSync(JSON.stringify({ query })).toString('latin1');
      const { status, headers, body } = await post([`content-encoding: ${encoding}`], '/graphql', packed);
      expect({ status, read: headers['accept-encoding'] }).toEqual({ status: 415, read: 'identity' });
      expect(JSON.parse(body)).toEqual({
        errors: [
          {
            message: 'Send application/json in UTF-8, not compressed.',
            extensions: { code: 'UNSUPPORTED_MEDIA_TYPE', header: 'content-encoding' },
          },
        ],
      });
    },
  );

  test('as it is may say so', async () => {
    for (const encoding of ['identity', 'Identity', ''])
      expect(await post([`content-encoding: ${encoding}`])).toMatchObject({ status: 200, body: answered });
  });

  test.each<[string, boolean]>([
    ['application/json', true],
    ['Application/JSON;charset=utf-8', true],
    ['application/json; Charset="UTF-8"', true],
    ['application/json;charset=utf8', true],
    ['application/json;', true],
    ['application/json;profile="charset=latin1"', true],
    ['application/json;charset=utf-16', false],
    ['application/json;charset=', false],
    ['application/json;charset=utf-8;charset=utf-16', false],
    ['application/json, text/plain', false],
    ['application/graphql', false],
    ['application/jsonp', false],
    ['text/plain;application/json', false],
  ])('of the type %s is read: %s', async (type, isRead) => {
    const { status, headers } = await send('POST /graphql', [`content-type: ${type}`], JSON.stringify({ query }));
    expect(status).toBe(isRead ? 200 : 415);
    expect(headers['accept']).toBe(isRead ? undefined : 'application/json');
    expect(headers['accept-encoding']).toBeUndefined();
  });
});

test.each([
  ['content-type', [json, 'Content-Type: text/plain']],
  ['authorization', [json, 'authorization: Bearer a', 'AUTHORIZATION: Bearer b']],
  ['host', [json, 'host: a', 'host: b']],
])('a second %s is refused', async (header, fields) => {
  const { status, body } = await send('POST /graphql', fields, JSON.stringify({ query }));
  expect(status).toBe(400);
  expect(JSON.parse(body)).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST', header } }] });
  expect(await send('GET /health/live', ['host: a', 'host: b'])).toMatchObject({ status: 400 });
});

test('one resource has one address: with a slash more there is nothing', async () => {
  for (const target of ['/graphql/', '/metrics/', '/health/live/', '//graphql', '/GraphQL'])
    expect(await post([], target)).toMatchObject({ status: 404 });
});
