import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type FixtureSubgraph, startFixtureSubgraph } from './support/startFixtureSubgraph.ts';
import { startGateway, type StartedGateway } from './support/startGateway.ts';
import { openEventStream, until } from './support/streamClients.ts';

const sdl = 'type Query { bed: Int bunk: Int } type Mutation { make: Int } type Subscription { reading: Int }';
const graphql = 'application/graphql-response+json';
const json = 'application/json';

let ward: FixtureSubgraph;
let gateway: StartedGateway;

beforeAll(async () => {
  ward = await startFixtureSubgraph('ward', sdl, { Query: { bed: () => 1 } });
  gateway = await startGateway([ward], {
    WASL_SUBGRAPH_WARD_SUBSCRIPTIONS: 'sse',
    WASL_SUBGRAPHS_BREAKER_PERCENT: '0',
  });
});

afterEach(() => ward.answerWith(undefined));

afterAll(async () => {
  await gateway?.stop();
  await ward?.stop();
});

const answerWith = (status: number, headers: Record<string, string | string[]>, body: string | Buffer) =>
  ward.answerWith((response) => void response.writeHead(status, headers).end(body));

const answered = '{"data":{"bed":7}}';
const refused = '{"errors":[{"message":"m","extensions":{"code":"NOT_FOUND"}}]}';
const notFound = { extensions: { code: 'NOT_FOUND' } };
const invalid = { extensions: { code: 'SUBGRAPH_RESPONSE_INVALID' } };

test('a subgraph is asked for both media types, the new one first, and for no encoding', async () => {
  for (const query of ['{ bed }', 'mutation { make }']) {
    await gateway.ask({ query }, { 'accept-encoding': 'gzip, br', accept: 'application/json' });
    expect(ward.received.at(-1)?.headers).toMatchObject({
      accept: 'application/graphql-response+json, application/json;q=0.9',
      'accept-encoding': 'identity',
      'content-type': 'application/json',
    });
  }
});

describe('an answer is read', () => {
  const rows: [string, number, string | undefined, string, unknown][] = [
    ['of the new type', 200, graphql, answered, { data: { bed: 7 } }],
    [
      'of the new type in capitals, with a charset',
      200,
      `${graphql.toUpperCase()} ; Charset="UTF-8"`,
      answered,
      { data: { bed: 7 } },
    ],
    ['of the old type with parameters', 200, `${json};charset=utf8;profile="a;b"`, answered, { data: { bed: 7 } }],
    ['of no type', 200, undefined, answered, { data: { bed: 7 } }],
    ['of the new type with 207', 207, graphql, answered, { data: { bed: 7 } }],
    ['of the new type with 500 and data', 500, graphql, answered, { data: { bed: 7 } }],
    ...[400, 401, 404, 422, 500, 502, 503].flatMap((status): [string, number, string, string, unknown][] => [
      [`of the new type with ${status}`, status, graphql, refused, { data: { bed: null }, errors: [notFound] }],
      [`of the old type with ${status}`, status, json, refused, { data: { bed: null }, errors: [notFound] }],
    ]),
    [
      'of the old type with 500, errors and data',
      500,
      json,
      refused.replace('{', '{"data":{"bed":7},'),
      { data: { bed: 7 }, errors: [notFound] },
    ],
  ];
  test.each(rows)('%s', async (_, status, type, body, expected) => {
    answerWith(status, type === undefined ? {} : { 'content-type': type }, body);
    expect((await gateway.ask({ query: '{ bed }' })).body).toMatchObject(expected as object);
  });
});

describe('an answer is refused, and operators are told why,', () => {
  type Row = [
    name: string,
    status: number,
    headers: Record<string, string | string[]>,
    body: string | Buffer,
    reason: string,
  ];
  const type = (value: string) => ({ 'content-type': value });
  const noGraphQL = (what: string) => `The answer is ${what}, not GraphQL.`;
  const another = noGraphQL('of another media type, or in another charset');
  const packed = 'The answer has a content encoding, and none was asked for.';
  const noResponse = 'The answer is not a GraphQL response.';
  const rows: Row[] = [
    ['of HTML with 200', 200, type('text/html'), '<html>internal-host-7</html>', noGraphQL('text/html')],
    ['of HTML that holds JSON', 200, type('text/html; charset=utf-8'), answered, noGraphQL('text/html')],
    ['of HTML with 502', 502, type('text/html'), '<html>internal-host-7</html>', noGraphQL('text/html')],
    ['of HTML with 504', 504, type('text/html'), '<html>internal-host-7</html>', noGraphQL('text/html')],
    ['of HTML with 500', 500, type('text/html'), '<html>internal-host-7</html>', noGraphQL('text/html')],
    ['of plain text', 501, type('text/plain'), 'no healthy upstream', noGraphQL('text/plain')],
    ['of a problem', 500, type('application/problem+json'), refused, noGraphQL('application/problem+json')],
    ['of a type of its own', 201, type('application/internal-host-7'), answered, another],
    ['of no real type', 202, type('json'), answered, another],
    ['of an empty type', 203, type(''), answered, another],
    ['in another charset', 206, type(`${json}; charset=iso-8859-1`), answered, another],
    ['of two types', 207, { 'content-type': [json, 'text/html'] }, answered, another],
    ['packed with gzip', 200, { ...type(json), 'content-encoding': 'gzip' }, gzipSync(answered), packed],
    ['packed with br', 201, { ...type(json), 'content-encoding': 'br' }, brotliCompressSync(answered), packed],
    ['packed with deflate', 202, { ...type(json), 'content-encoding': 'deflate' }, deflateSync(answered), packed],
    ['packed twice', 203, { ...type(json), 'content-encoding': 'identity, gzip' }, gzipSync(answered), packed],
    ['that only says that it is packed', 207, { ...type(graphql), 'content-encoding': 'x' }, answered, packed],
    ['of the old type with 500 and no errors', 500, type(json), answered, noResponse],
    ['of the old type with 404 and something else', 404, type(json), '{"message":"Not Found"}', noResponse],
    ['of the old type with 502 and errors that are none', 502, type(json), '{"errors":["Bad Gateway"]}', noResponse],
    ['of the old type with 302', 302, { ...type(json), location: 'http://127.0.0.1:9/' }, answered, noResponse],
    ['of half a JSON text', 200, type(graphql), answered.slice(0, 9), noResponse],
    ['without data and errors', 422, type(graphql), '{"data":null}', noResponse],
  ];
  test.each<[string, number, string, string]>([
    ['of plain text with 503', 503, 'text/plain', 'no healthy upstream'],
    ['of HTML with 429', 429, 'text/html', '<html>internal-host-7</html>'],
  ])('%s, as one of a system that does not answer', async (_, status, contentType, body) => {
    answerWith(status, type(contentType), body);
    const { body: told } = await gateway.ask({ query: '{ bed }' });
    expect(told).toMatchObject({ data: { bed: null }, errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }] });
    expect(JSON.stringify(told)).not.toMatch(/internal-host|html|upstream/);
    const reason = 'It is busy, or what stands before it does not reach it.';
    const line = JSON.stringify({ subgraph: 'ward', reason, status }).slice(1, -1);
    await until(() => gateway.output().includes(line));
  });
  test.each(rows)('%s', async (_, status, headers, body, reason) => {
    answerWith(status, headers, body);
    const { body: told } = await gateway.ask({ query: '{ bed }' });
    expect(told).toMatchObject({ data: { bed: null }, errors: [invalid] });
    expect(JSON.stringify(told)).not.toMatch(/internal-host|html|Bad Gateway/);
    const line = JSON.stringify({ subgraph: 'ward', reason, status }).slice(1, -1);
    await until(() => gateway.output().includes(line));
    expect(gateway.output()).not.toContain('internal-host-7');
  });

  test('packed a thousandfold, without being unpacked', async () => {
    answerWith(200, { 'content-type': json, 'content-encoding': 'gzip' }, gzipSync(Buffer.alloc(200_000_000)));
    const startedAt = performance.now();
    expect((await gateway.ask({ query: '{ bed }' })).body).toMatchObject({ errors: [invalid] });
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});

describe('a subscription by server-sent events', () => {
  const subscribe = async () => {
    const stream = await openEventStream(gateway.graphqlUrl, 'subscription { reading }');
    const event = await stream.next();
    stream.close();
    return event?.data;
  };
  const stream = 'event: next\ndata: {"data":{"reading":7}}\n\nevent: complete\n\n';

  test('asks for events, then for both media types, and for no encoding', async () => {
    answerWith(200, { 'content-type': 'text/event-stream' }, stream);
    expect(await subscribe()).toEqual({ data: { reading: 7 } });
    expect(ward.received.at(-1)?.headers).toMatchObject({
      accept: 'text/event-stream, application/graphql-response+json;q=0.9, application/json;q=0.5',
      'accept-encoding': 'identity',
      'content-type': 'application/json',
    });
  });

  test.each([
    ['the new type', 401, graphql],
    ['the new type', 200, graphql],
    ['the old type', 400, json],
  ])('that is refused in %s with %i tells the errors', async (_, status, type) => {
    answerWith(status, { 'content-type': type }, refused);
    expect(await subscribe()).toMatchObject({ errors: [notFound] });
  });

  test.each<[string, number, Record<string, string>, string | Buffer, string, string]>([
    ['HTML', 200, { 'content-type': 'text/html' }, '<html>', 'SUBGRAPH_RESPONSE_INVALID', 'text/html'],
    [
      'HTML',
      404,
      { 'content-type': 'text/html' },
      '<html>',
      'SUBGRAPH_RESPONSE_INVALID',
      'The subscription was refused',
    ],
    ['HTML', 503, { 'content-type': 'text/html' }, '<html>', 'SUBGRAPH_UNAVAILABLE', 'The subscription was refused'],
    ['nothing', 404, {}, '', 'SUBGRAPH_RESPONSE_INVALID', 'The subscription was refused'],
    [
      'packed events',
      200,
      { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' },
      gzipSync(stream),
      'SUBGRAPH_RESPONSE_INVALID',
      'content encoding',
    ],
    [
      'another’s JSON',
      404,
      { 'content-type': json },
      '{"message":"x"}',
      'SUBGRAPH_RESPONSE_INVALID',
      'not a GraphQL response',
    ],
  ])(
    'that is answered with %s and %i fails, and operators are told why',
    async (_, status, headers, body, code, reason) => {
      answerWith(status, headers, body);
      expect(await subscribe()).toMatchObject({ errors: [{ extensions: { code } }] });
      const lines = () =>
        gateway
          .output()
          .split('\n')
          .filter((line) => line.includes(`"status":${status}`));
      await until(() => lines().some((line) => line.includes(reason)));
    },
  );
});
