import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FixtureSubgraph, startFixtureSubgraph } from './support/startFixtureSubgraph.ts';
import { startGateway, type StartedGateway } from './support/startGateway.ts';

const federation = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"])`;
const wardSdl = `${federation}
  scalar JSON
  type Query { bed(id: ID!): Bed any: Bed! echo(text: String, number: Float, ids: [ID!], deep: [[Int]], json: JSON): String }
  type Bed @key(fields: "id") { id: ID! next: Bed last: Bed }`;
const billsSdl = `${federation} type Bed @key(fields: "id") { id: ID! cost: Int! }`;

let gateway: StartedGateway;
let subgraphs: FixtureSubgraph[];

beforeAll(async () => {
  const bed = (id: string): object => ({ id, next: () => bed('N'), last: () => bed('L') });
  subgraphs = await Promise.all([
    startFixtureSubgraph('ward', wardSdl, {
      Query: { bed: (_, { id }) => bed(String(id)), any: () => bed('A'), echo: (_, given) => JSON.stringify(given) },
      Bed: { __resolveReference: ({ id }: { id: string }) => bed(id) },
    }),
    startFixtureSubgraph('bills', billsSdl, {
      Bed: { __resolveReference: (reference: object) => reference, cost: () => 7 },
    }),
  ]);
  gateway = await startGateway(subgraphs);
});

afterAll(async () => {
  await gateway?.stop();
  await Promise.all(subgraphs?.map(({ stop }) => stop()) ?? []);
});

const ordinary = { query: '{ bed(id: "B") { id cost } }' };
const ordinaryAnswer = { status: 200, body: { data: { bed: { id: 'B', cost: 7 } } } };

/** Asks while others ask too, all of whom must be answered as ever. */
async function askAmongOthers(body: unknown, headers?: Record<string, string>) {
  const hostile = gateway.ask(body, headers);
  const others = await Promise.all(Array.from({ length: 5 }, () => gateway.ask(ordinary)));
  for (const other of others) expect(other).toEqual(ordinaryAnswer);
  return hostile;
}

const list = (count: number, write: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => write(index)).join(' ');
const nest = (depth: number, open: string, close: string, inner = '1') =>
  open.repeat(depth) + inner + close.repeat(depth);
/** Fragments that each use the next one. */
const chain = (depth: number, type: string, write: (next: string) => string, last = '__typename') =>
  `${list(depth, (i) => `fragment F${i} on ${type} { ${write(`...F${i + 1}`)} }`)} fragment F${depth} on ${type} { ${last} }`;
const twice = (depth: number): string =>
  depth === 0 ? '{ id }' : `{ next ${twice(depth - 1)} next ${twice(depth - 1)} }`;
const aliased = (next: string) => `a: __typename ${next} b: __typename ${next}`;

describe('a document that would cost more than it may is refused:', () => {
  type Row = [name: string, query: string, limit?: Record<string, number>];
  const tokens = { maxTokens: 15_000 };
  const deep = { maxDepth: 50 };
  const pairs = { maxFieldPairs: 100_000 };
  const wide: Row[] = [
    ['50 000 aliases of a field', `{ ${list(50_000, (i) => `a${i}: any { id }`)} }`, tokens],
    ['50 000 aliases of __typename', `{ ${list(50_000, (i) => `a${i}: __typename`)} }`, tokens],
    ['4 000 aliases of __typename', `{ ${list(4_000, (i) => `a${i}: __typename`)} }`, { maxAliases: 1_000 }],
    ['4 000 aliases in an entity', `{ any { ${list(4_000, (i) => `a${i}: cost`)} } }`, { maxAliases: 1_000 }],
    [
      '11 questions about the schema',
      `{ ${list(11, (i) => `a${i}: __schema { types { name } }`)} }`,
      { maxIntrospections: 10 },
    ],
    [
      '11 aliases of a list in a question about the schema',
      `{ __schema { types { ...T } } } fragment T on __Type { ${list(11, (i) => `a${i}: fields { name }`)} }`,
      { maxIntrospections: 10 },
    ],
    ['101 aliases of one value', `{ any { ${list(101, (i) => `a${i}: cost`)} } }`, { maxNamesOfField: 100 }],
    ['6 directives on a field', `{ __typename ${'@x '.repeat(6)} }`, { maxDirectives: 5 }],
    ['900 objects', `{ ${list(900, (i) => `a${i}: bed(id: "${i}") { cost }`)} }`, { maxObjects: 500 }],
    [
      'objects that fragments double',
      `{ any { ...F0 } } ${chain(9, 'Bed', (next) => `next { ${next} } last { ${next} }`)}`,
      { maxObjects: 500 },
    ],
    ['fields that fragments double', `{ ...F0 } ${chain(30, 'Query', aliased)}`, { maxFields: 10_000 }],
    ['the same, used by nobody', `{ __typename } ${chain(30, 'Query', aliased)}`, { maxFields: 10_000 }],
    [
      'fragments put off by the hundred',
      `{ any { ${list(101, (i) => `... @defer(label: "${i}") { id }`)} } }`,
      { maxDefers: 100 },
    ],
    ['201 operations', list(201, (i) => `query Q${i} { __typename }`), { maxOperations: 200 }],
    ['10 000 operations', list(10_000, (i) => `query Q${i} { __typename }`), tokens],
    ['10 000 variables', `query (${list(10_000, (i) => `$v${i}: Int`)}) { __typename }`, tokens],
    ['10 000 directives on a field', `{ __typename ${'@x '.repeat(10_000)} }`, tokens],
    [
      '10 000 unused fragments',
      `{ __typename } ${list(10_000, (i) => `fragment F${i} on Query { __typename }`)}`,
      tokens,
    ],
    ['5 000 times one field', `{ ${'__typename '.repeat(5_000)} }`, pairs],
    [
      'one field in 500 inline fragments',
      `{ any { ${'... { id cost } '.repeat(330)} ${'... { id } '.repeat(170)} } }`,
      pairs,
    ],
    ['one object twice, ten steps down', `{ any ${twice(10)} }`, { maxObjects: 500 }],
    [
      '1 000 fragments in one place',
      `{ ${list(1_000, (i) => `...F${i}`)} } ${list(1_000, (i) => `fragment F${i} on Query { __typename }`)}`,
      pairs,
    ],
  ];
  const tall: Row[] = [
    ['60 fragments one within the other', `{ ...F0 } ${chain(60, 'Query', (next) => `${next} ${next}`)}`, deep],
    ['selections 3 000 deep', `{ any ${nest(3_000, '{ next ', '}', '{ id }')} }`, deep],
    [
      'selections 3 000 deep that nobody uses',
      `{ any { id } } fragment F on Bed ${nest(3_000, '{ next ', '}', '{ id }')}`,
      deep,
    ],
    ['selections too deep to be read', `{ any ${nest(7_000, '{ next ', '}', '{ id }')} }`],
    ['lists 60 deep', `{ echo(deep: ${nest(60, '[', ']')}) }`, deep],
    ['lists too deep to be read', `{ echo(deep: ${nest(7_000, '[', ']')}) }`],
    ['objects 60 deep', `{ echo(json: ${nest(60, '{ a: ', '}')}) }`, deep],
    ['a directive’s lists 60 deep', `{ __typename @skip(if: ${nest(60, '[', ']')}) }`, deep],
    ['a default value 60 deep', `query ($a: JSON = ${nest(60, '[', ']')}) { echo(json: $a) }`, deep],
    ['a type 60 deep', `query ($a: ${nest(60, '[', ']', 'Int')}) { echo(deep: $a) }`, deep],
    ['a type 6 000 deep', `query ($a: ${nest(6_000, '[', ']', 'Int')}) { echo(deep: $a) }`, deep],
  ];
  test.each([...wide, ...tall])('%s', async (_, query, limit) => {
    const before = subgraphs.map(({ received }) => received.length);
    const { status, body } = await gateway.ask({ query }, { 'accept-language': 'ar' });
    expect(status).toBe(400);
    const extensions = { ...limit, code: 'OPERATION_TOO_LARGE' };
    expect(body['errors']).toMatchObject([{ message: 'العملية أكبر مما تقبله هذه البوابة.', extensions }]);
    expect(body).not.toHaveProperty('data');
    expect(subgraphs.map(({ received }) => received.length)).toEqual(before);
  });

  test('none of them keeps others from being answered', async () => {
    const answers = await Promise.all([...wide, ...tall].map(([, query]) => askAmongOthers({ query: `${query} ` })));
    for (const { status } of answers) expect(status).toBe(400);
  });
});

describe('what is large and still within the limits is answered right:', () => {
  test('100 aliases of an entity’s field', async () => {
    const { body } = await askAmongOthers({ query: `{ any { ${list(100, (i) => `a${i}: cost`)} } }` });
    const { any } = body['data'] as { any: Record<string, number> };
    expect(Object.entries(any)).toEqual(Array.from({ length: 100 }, (_, i) => [`a${i}`, 7]));
  });

  test('200 operations, of which the one that is named runs', async () => {
    const query = list(200, (i) => `query Q${i} { a${i}: any { id } }`);
    expect((await gateway.ask({ query, operationName: 'Q117' })).body).toEqual({ data: { a117: { id: 'A' } } });
  });

  test('selections and fragments 40 deep', async () => {
    const { body } = await gateway.ask({ query: `{ any ${nest(40, '{ next ', '}', '{ cost }')} }` });
    expect(JSON.stringify(body)).toBe(`{"data":{"any":${nest(40, '{"next":', '}', '{"cost":7}')}}}`);
    const spread = await gateway.ask({ query: `{ ...F0 } ${chain(40, 'Query', (next) => next)}` });
    expect(spread.body).toEqual({ data: { __typename: 'Query' } });
  });

  test('one field in 400 places', async () => {
    const { body } = await gateway.ask({ query: `{ any { ${'... { cost } '.repeat(400)} } }` });
    expect(body).toEqual({ data: { any: { cost: 7 } } });
  });

  test('ten conditions, whatever their values', async () => {
    const names = Array.from({ length: 10 }, (_, i) => `v${i}`);
    const query = `query (${names.map((name) => `$${name}: Boolean!`).join(' ')}) {
      any { ${names.map((name) => `${name}: cost @include(if: $${name})`).join(' ')} }
    }`;
    for (const chosen of [0, 1, 341, 1_023]) {
      const isSet = (index: number) => ((chosen >> index) & 1) === 1;
      const variables = Object.fromEntries(names.map((name, index) => [name, isSet(index)]));
      const any = Object.fromEntries(names.filter((_, index) => isSet(index)).map((name) => [name, 7]));
      expect((await gateway.ask({ query, variables })).body).toEqual({ data: { any } });
    }
  });

  test('a text of 400 000 letters, as a literal, as a block and as a variable', async () => {
    const text = 'نص'.repeat(200_000);
    const query = 'query ($text: String) { echo(text: $text) }';
    for (const sent of [
      { query, variables: { text } },
      { query: `{ echo(text: "${text}") }` },
      { query: `{ echo(text: """${text}""") }` },
    ]) {
      const { body } = await askAmongOthers(sent);
      // As one text each: a difference of this length would be printed as a whole.
      expect(JSON.stringify(body) === JSON.stringify({ data: { echo: JSON.stringify({ text }) } })).toBe(true);
    }
  });

  test('90 000 values in a variable', async () => {
    const ids = Array.from({ length: 90_000 }, () => '1');
    const query = 'query ($ids: [ID!]) { echo(ids: $ids) }';
    expect((await askAmongOthers({ query, variables: { ids } })).body).toEqual({
      data: { echo: JSON.stringify({ ids }) },
    });
  });
});

describe('variables', () => {
  const query = 'query ($json: JSON) { echo(json: $json) }';
  const asText = (json: string) => `{"query":${JSON.stringify(query)},"variables":{"json":${json}}}`;
  const refused: [string, string, object][] = [
    ['100 000 objects deep', asText(nest(100_000, '{"a":', '}')), { maxVariableDepth: 100 }],
    ['100 000 lists deep', asText(nest(100_000, '[', ']')), { maxVariableDepth: 100 }],
    ['200 deep', asText(nest(200, '[', ']')), { maxVariableDepth: 100 }],
    ['of 300 000 values', asText(`[${'1,'.repeat(300_000)}1]`), { maxVariableValues: 100_000 }],
    ['of 100 000 objects', asText(`[${'{},'.repeat(100_000)}1]`), { maxVariableValues: 100_000 }],
  ];
  test.each(refused)('%s are refused', async (_, text, limit) => {
    const { status, body } = await askAmongOthers(text);
    expect({ status, body }).toMatchObject({
      status: 400,
      body: { errors: [{ extensions: { ...limit, code: 'OPERATION_TOO_LARGE' } }] },
    });
  });

  test('90 deep are passed on as they came', async () => {
    const json = nest(45, '[{"__proto__":', '}]');
    expect((await gateway.ask(asText(json))).body).toEqual({ data: { echo: `{"json":${json}}` } });
  });
});

describe('what cannot be meant is refused in plain words:', () => {
  const infinite = 'query ($number: Float) { echo(number: $number) }';
  const rows: [string, unknown, string, RegExp][] = [
    ['1e400 in a document', { query: '{ echo(number: 1e400) }' }, 'GRAPHQL_VALIDATION_FAILED', /number is too large/],
    [
      'a number of 100 000 digits',
      { query: `{ echo(number: ${'9'.repeat(100_000)}) }` },
      'GRAPHQL_VALIDATION_FAILED',
      /number is too large/,
    ],
    [
      '1e400 in a variable',
      `{"query":"${infinite}","variables":{"number":1e400}}`,
      'GRAPHQL_VALIDATION_FAILED',
      /Infinity/,
    ],
    [
      'a circle of fragments',
      { query: '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }' },
      'GRAPHQL_VALIDATION_FAILED',
      /Cannot spread fragment "A" within itself via "B"/,
    ],
    [
      'a circle that nobody uses, and doubles',
      {
        query:
          '{ any { id } } fragment A on Bed { next { ...A } last { ...A } a: next { ...B } } fragment B on Bed { ...A }',
      },
      'GRAPHQL_VALIDATION_FAILED',
      /within itself/,
    ],
    ['half of a character', { query: '{ echo(text: "\\uD800") }' }, 'GRAPHQL_PARSE_FAILED', /Invalid Unicode/],
    ['a NUL between tokens', { query: '{\0__typename}' }, 'GRAPHQL_PARSE_FAILED', /Unexpected character: U\+0000/],
    ['a list of requests', [ordinary], 'BAD_REQUEST', /not a GraphQL request/],
    ['a query below __proto__', '{"__proto__":{"query":"{__typename}"}}', 'BAD_REQUEST', /not a GraphQL request/],
    ['500 000 lists', '['.repeat(500_000), 'BAD_REQUEST', /not a GraphQL request/],
    [
      'an operation name of 900 000 characters',
      { query: '{ __typename }', operationName: 'x'.repeat(900_000) },
      'OPERATION_RESOLUTION_FAILURE',
      /Name the operation/,
    ],
    [
      'an operation named __proto__',
      { ...ordinary, operationName: '__proto__' },
      'OPERATION_RESOLUTION_FAILURE',
      /Name/,
    ],
  ];
  test.each(rows)('%s', async (_, sent, code, words) => {
    const { status, body } = await askAmongOthers(sent);
    expect(status).toBe(400);
    const [first] = body['errors'] as unknown[];
    expect(first).toMatchObject({ message: expect.stringMatching(words), extensions: { code } });
    expect(body).not.toHaveProperty('data');
  });

  test('an error quotes no more than the beginning of a name of 300 000 characters', async () => {
    const name = 'x'.repeat(300_000);
    const sent = [
      { query: `{ ${name} }` },
      { query: `query ($${name}: [Int]) { __typename }`, variables: { [name]: Array.from({ length: 30 }, () => '') } },
    ];
    for (const one of sent) {
      const { status, body } = await gateway.ask(one);
      expect(status).toBe(400);
      for (const { message } of body['errors'] as { message: string }[])
        expect(message.length).toBeLessThanOrEqual(1_001);
    }
  });
});

test('values that look like trouble and are none come through as they were sent', async () => {
  const query = 'query ($text: String, $json: JSON) { echo(text: $text, json: $json) }';
  const names = ['__proto__', 'constructor', 'prototype', 'toString', 'then', 'toJSON', '__defineGetter__'];
  const json = `{${names.map((name) => `"${name}":{"polluted":true}`).join()}}`;
  const text = '\u0000\ufeff\ud800 \u202e';
  const sent = `{"query":"${query}","variables":{"text":${JSON.stringify(text)},"json":${json}},"toString":1,"then":2}`;
  const { body } = await gateway.ask(sent);
  expect(JSON.stringify(body)).toBe(
    JSON.stringify({ data: { echo: `{"text":${JSON.stringify(text)},"json":${json}}` } }),
  );
});

test.each([
  ['query', '{"query":"{ no }","query":"{ __typename }"}'],
  ['query', '{"query":"{ no }", "\\u0071uery" : "{ __typename }"}'],
  ['variables', '{"variables":{},"query":"{ __typename }","variables":{"variables":1}}'],
  ['extensions', '\ufeff{"extensions":{"x":["}","\\\\"]},"query":"{ __typename }","extensions":{}}'],
  ['variables.id', '{"query":"{ __typename }","variables":{"id":"a", "id" :"b"}}'],
  ['variables.a.b', '{"query":"{ __typename }","variables":{"a":[1,{"c":{"b":1},"b":{"b":[]},"\\u0062":2}]}}'],
  ['variables', '{"query":"{ __typename }","variables":{"7601 secret":1,"x":2,"7601 secret":3}}'],
])('a body that has %s twice is refused: what stands before the gateway may take the other one', async (name, sent) => {
  const { status, body } = await gateway.ask(sent);
  expect([status, body['errors']]).toEqual([
    400,
    [expect.objectContaining({ extensions: { code: 'BAD_REQUEST', parameter: name } })],
  ]);
});

test('variables in an address that have a name twice are refused too', async () => {
  const sent = new URLSearchParams({ query: '{ __typename }', variables: '{"id":"a","id":"b"}' });
  const response = await fetch(`${gateway.graphqlUrl}?${sent}`, { headers: { 'accept-language': 'ar' } });
  expect([response.status, await response.json()]).toMatchObject([
    400,
    { errors: [{ message: expect.stringContaining('يتكرر اسم'), extensions: { parameter: 'variables.id' } }] },
  ]);
});

test('a parameter’s name is no parameter where it stands in a value', async () => {
  const query = 'query ($json: JSON) { echo(json: $json) }';
  const json = { query: ['"query"', { query: '\\"query":', variables: '}' }], variables: {}, ' ': 'ق' };
  const { body } = await gateway.ask(JSON.stringify({ query, variables: { json } }).replace('ق', '\\u0642'));
  expect(body).toEqual({ data: { echo: JSON.stringify({ json }) } });
});

describe('on the wire', () => {
  const body = JSON.stringify({ query: '{ __typename }' });
  const post = (sent: string | Buffer, ...headers: string[]) =>
    Buffer.concat([
      Buffer.from(
        ['POST /graphql HTTP/1.1', 'host: x', 'content-type: application/json', ...headers, '', ''].join('\r\n'),
      ),
      Buffer.from(sent),
    ]);
  const sized = (sent: string | Buffer, ...headers: string[]) =>
    post(sent, `content-length: ${Buffer.byteLength(sent)}`, ...headers);

  /** Writes bytes and answers all that has come back once `isEnough`, or once the gateway has hung up. */
  function exchange(bytes: Buffer | string, isEnough: (text: string) => boolean): Promise<string> {
    const { hostname, port } = new URL(gateway.origin);
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    let text = '';
    return new Promise((resolve) => {
      const end = () => {
        socket.destroy();
        resolve(text);
      };
      socket.on('data', (chunk: Buffer) => {
        text += chunk.toString('utf8');
        if (isEnough(text)) end();
      });
      socket.on('error', end).on('close', end);
    });
  }
  const hasBody = (text: string) => text.endsWith('}');

  const refused: [string, Buffer, number, string][] = [
    ['a body packed with gzip', sized(gzipSync(body), 'content-encoding: gzip'), 415, 'UNSUPPORTED_MEDIA_TYPE'],
    [
      'a gzip of 50 MB of nothing',
      sized(gzipSync(Buffer.alloc(50_000_000)), 'content-encoding: gzip'),
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    ['bytes that are no UTF-8', sized(Buffer.from([0x22, 0xff, 0xfe, 0x22])), 400, 'BAD_REQUEST'],
    ['a length of 1 TB', post(body, 'content-length: 1099511627776'), 413, 'PAYLOAD_TOO_LARGE'],
    [
      'a body without an end',
      post(`200000\r\n${'x'.repeat(0x200000)}\r\n`, 'transfer-encoding: chunked'),
      413,
      'PAYLOAD_TOO_LARGE',
    ],
    ['an endless Accept', sized(body, `accept: ${'a/b;q=0.1,'.repeat(1_000)}`), 406, 'NOT_ACCEPTABLE'],
    ['a token of blanks', sized(body, `authorization: Bearer${' '.repeat(10_000)}x y`), 401, 'UNAUTHENTICATED'],
  ];
  test.each(refused)('%s is refused', async (_, bytes, status, code) => {
    const text = await exchange(bytes, hasBody);
    expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(text).toContain(`"code":"${code}"`);
  });

  test.each<[string, string, string]>([
    ['shorter than the body', 'content-length: 10', body],
    ['of less than nothing', 'content-length: -1', body],
    ['beside chunks', 'content-length: 4\r\ntransfer-encoding: chunked', '0\r\n\r\n'],
    ['in chunks that are none', 'transfer-encoding: chunked', `zz\r\n${body}`],
  ])('a length %s ends the connection, and what follows is never run', async (_, header, sent) => {
    const before = subgraphs.map(({ received }) => received.length);
    const smuggled = sized(JSON.stringify(ordinary)).toString();
    const text = await exchange(post(sent + smuggled, header), () => false);
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
    expect(subgraphs.map(({ received }) => received.length)).toEqual(before);
  });

  test.each<[string, number, string, string]>([
    ['in chunks from HTTP/1.0', 400, 'HTTP/1.0', 'chunked'],
    ['packed on its way', 501, 'HTTP/1.1', 'gzip, chunked'],
    ['coded as nothing', 501, 'HTTP/1.1', 'identity, chunked'],
  ])('a body %s ends the connection, and what follows is never run', async (_, status, version, coding) => {
    const before = subgraphs.map(({ received }) => received.length);
    const chunked = post(`${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`, `transfer-encoding: ${coding}`);
    const asked = chunked
      .toString()
      .replace('HTTP/1.1', version)
      .replace('host: x', 'host: x\r\nconnection: keep-alive');
    const text = await exchange(asked + sized(JSON.stringify(ordinary)).toString(), () => false);
    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual([`HTTP/1.1 ${status}`]);
    expect(subgraphs.map(({ received }) => received.length)).toEqual(before);
  });

  test('a header behind thousands of others is read like the first', async () => {
    const others = Array.from({ length: 2_100 }, () => 'a:');
    expect(await exchange(sized(body, ...others, 'authorization: Bearer x'), hasBody)).toMatch(/^HTTP\/1\.1 401 /);
    const doubled = ['authorization: Bearer x', ...others, 'authorization: Bearer y'];
    expect(await exchange(sized(body, ...doubled), hasBody)).toContain('"header":"authorization"');
  });

  test('an address of 1 MB and 20 kB of headers are refused', async () => {
    for (const bytes of [
      `GET /graphql?query=${'x'.repeat(1_000_000)} HTTP/1.1\r\n\r\n`,
      sized(body, `h: ${'x'.repeat(20_000)}`),
    ])
      expect(await exchange(bytes, hasBody)).toMatch(/^HTTP\/1\.1 431 /);
  });

  test('a byte order mark and names of what objects inherit change nothing', async () => {
    const headers = ['__proto__: a', 'constructor: b', 'toString: c', `accept-language: ${'__proto__,'.repeat(900)}`];
    expect(await exchange(sized(`\ufeff${body}`, ...headers), hasBody)).toContain('{"data":{"__typename":"Query"}}');
  });

  test('fifty requests on one connection are answered in their order', async () => {
    const requests = Array.from({ length: 50 }, (_, i) => sized(JSON.stringify({ query: `{ a${i}: any { id } }` })));
    const text = await exchange(Buffer.concat(requests), (soFar) => soFar.includes('"a49"') && soFar.endsWith('}'));
    expect([...text.matchAll(/"a(\d+)"/g)].map(([, index]) => Number(index))).toEqual([...requests.keys()]);
  });

  test('others are served while fifty clients send a byte now and then', async () => {
    const { hostname, port } = new URL(gateway.origin);
    const slow = Array.from({ length: 50 }, () => connect(Number(port), hostname));
    const whole = sized(body);
    for (const socket of slow) socket.on('error', () => undefined).write(whole.subarray(0, -10));
    const heard = slow.map(
      (socket) => new Promise<string>((resolve) => socket.once('data', (text) => resolve(String(text)))),
    );
    for (let turn = 10; turn > 1; turn -= 1) {
      expect(await gateway.ask(ordinary)).toEqual(ordinaryAnswer);
      for (const socket of slow) socket.write(whole.subarray(-turn, -turn + 1));
    }
    for (const socket of slow) socket.write(whole.subarray(-1));
    for (const text of await Promise.all(heard)) expect(text).toContain('{"data":{"__typename":"Query"}}');
    for (const socket of slow) socket.destroy();
  });
});

test('none of all this was a fault of the gateway’s', () => {
  expect(gateway.output()).not.toMatch(/error id/);
  expect(gateway.process.exitCode).toBeNull();
});
