import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startClinicAndPharmacy } from './support/clinicAndPharmacy.ts';
import { startGateway, type StartedGateway } from './support/startGateway.ts';

const seed = 1_763_856_000;
const numRuns = 2_500;

let subgraphs: Awaited<ReturnType<typeof startClinicAndPharmacy>>;
let gateway: StartedGateway;

beforeAll(async () => {
  subgraphs = await startClinicAndPharmacy();
  gateway = await startGateway(subgraphs.all);
});

afterAll(async () => {
  await gateway?.stop();
  await subgraphs?.stop();
});

/** Requests that are answered without an error: what is changed a little is more often nearly right than what is made up. */
const valid = [
  { query: '{ visits(first: 2) { id reason medicines cost follows { id medicines } } }' },
  { query: 'query Q($id: ID!) { visit(id: $id) { reason } }', variables: { id: 'V1' }, operationName: 'Q' },
  { query: 'query A { visit(id: "V1") { id } } query B { b: visit(id: "V2") { cost } }', operationName: 'B' },
  { query: 'mutation ($r: String! = "x") { recordVisit(reason: $r) { id cost } }', variables: { r: 'y' } },
  { query: '{ visit(id: "V1") { ...F ... on Visit @defer(label: "l") { cost } } } fragment F on Visit { id reason }' },
  { query: 'query ($s: Boolean!) { visits { id @skip(if: $s) cost @include(if: $s) } }', variables: { s: true } },
  { query: '{ __schema { queryType { name } } __type(name: "Visit") { fields { name } } a: __typename }' },
  { query: '{ echo(text: """block\n  text""") __proto__: echo(text: "\\u00e9 \\n") }', extensions: { a: [1] } },
].map((request) => JSON.stringify(request));

/** Pieces that mean something to a reader of JSON or GraphQL, or to JavaScript. */
const pieces = [
  String.raw`{ } [ ] ( ) " \" \"\"\" \ : , ... ! $ = @ | & # \n \u0000 \ud800 \udfff \u202e`,
  '@defer @x $id $s $r 1e400 -0 null true {} [[[[ ]]]] query mutation subscription ...F type extend id: a: cost w_id',
  '__proto__ constructor toString __typename __schema _entities _service then toJSON ن 😀 \0 \ufeff \u202e',
  '"query": "variables": "operationName": "__proto__": "extensions":',
]
  .flatMap((line) => line.split(' '))
  .concat(
    '... on Visit',
    '@skip(if: true)',
    '@include(if: $s)',
    'fragment F on Visit',
    'visit(id: "V1")',
    '9'.repeat(40),
  );

/** One change of a text, as bytes. */
type Edit = (bytes: Buffer) => Buffer;
const at = fc.nat(9_999).map((part) => part / 10_000);
const place = (bytes: Buffer, share: number) => Math.floor(bytes.length * share);
const insert = (bytes: Buffer, index: number, added: Uint8Array, removed = 0) =>
  Buffer.concat([bytes.subarray(0, index), added, bytes.subarray(index + removed)]);
const edit: fc.Arbitrary<Edit> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(at, fc.constantFrom(...pieces), fc.nat(4)).map(
      ([share, piece, removed]): Edit =>
        (bytes) =>
          insert(bytes, place(bytes, share), Buffer.from(piece), removed),
    ),
  },
  fc.tuple(at, fc.nat(7)).map(([share, bit]): Edit => (bytes) => {
    const flipped = Buffer.from(bytes);
    const index = place(bytes, share);
    if (flipped.length > 0) flipped[index] = (flipped[index] as number) ^ (1 << bit);
    return flipped;
  }),
  fc.tuple(at, fc.nat(20)).map(
    ([share, length]): Edit =>
      (bytes) =>
        insert(bytes, place(bytes, share), Buffer.alloc(0), length),
  ),
  fc.tuple(at, at, fc.nat(40)).map(([from, to, length]): Edit => (bytes) => {
    const start = place(bytes, from);
    return insert(bytes, place(bytes, to), bytes.subarray(start, start + length));
  }),
  fc.tuple(at, fc.uint8Array({ maxLength: 6 })).map(
    ([share, added]): Edit =>
      (bytes) =>
        insert(bytes, place(bytes, share), added),
  ),
  at.map(
    (share): Edit =>
      (bytes) =>
        bytes.subarray(0, place(bytes, share)),
  ),
);
const change = (text: string, edits: readonly Edit[]) =>
  edits.reduce<Buffer>((bytes, one) => one(bytes), Buffer.from(text));
const edits = fc.array(edit, { minLength: 1, maxLength: 5 });
const parsed = valid.map((request) => JSON.parse(request) as { query: string });
const tokensOf = (query: string) => query.match(/\.\.\.|"(?:[^"\\]|\\.)*"|[\w$@]+|\S/g) ?? [];
const token = fc.constantFrom(...new Set(parsed.flatMap(({ query }) => tokensOf(query))));
const swap = fc.tuple(at, fc.array(token, { maxLength: 1 }), fc.nat(1));
/** Changed as bytes; as bytes within the document, which leaves it JSON; and by tokens, which often leaves it GraphQL. */
const body = fc.oneof(
  fc.tuple(fc.constantFrom(...valid), edits).map(([request, made]) => change(request, made)),
  fc.tuple(fc.constantFrom(...parsed), edits).map(([request, made]) => {
    return Buffer.from(JSON.stringify({ ...request, query: change(request.query, made).toString() }));
  }),
  fc.tuple(fc.constantFrom(...parsed), fc.array(swap, { minLength: 1, maxLength: 2 })).map(([request, swaps]) => {
    const tokens = tokensOf(request.query);
    for (const [share, added, removed] of swaps) tokens.splice(Math.floor(tokens.length * share), removed, ...added);
    return Buffer.from(JSON.stringify({ ...request, query: tokens.join(' ') }));
  }),
);
const accept = fc.constantFrom(
  'application/graphql-response+json',
  'application/graphql-response+json',
  'application/json',
  // The parts come first: an answer that has none is plain JSON.
  'multipart/mixed, application/json',
);

test.each(valid)('is answered before it is changed: %s', async (request) => {
  const answer = await gateway.ask(request);
  expect(answer).toEqual({ status: 200, body: { data: expect.any(Object) } });
});

test(`whatever bytes are sent, the answer is a well-formed one that blames its sender (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(body, accept, async (bytes, accepted) => {
      const headers = { 'content-type': 'application/json', accept: accepted };
      const response = await fetch(gateway.graphqlUrl, { method: 'POST', headers, body: new Uint8Array(bytes) });
      expectWellFormed(response, await response.text(), accepted);
    }),
    { seed, numRuns },
  );
  expect(gateway.process.exitCode).toBeNull();
  expect(gateway.output()).not.toMatch(/error id/);
}, 120_000);

test(`so it is for whatever comes in an address (seed ${seed})`, async () => {
  const names = fc.constantFrom('query', 'variables', 'operationName', 'extensions', '__proto__', 'x');
  const parameters = fc.array(fc.tuple(names, fc.oneof(body.map(String), fc.constantFrom(...pieces, '{__typename}'))), {
    maxLength: 4,
  });
  await fc.assert(
    fc.asyncProperty(parameters, async (pairs) => {
      const response = await fetch(`${gateway.graphqlUrl}?${new URLSearchParams(pairs).toString()}`);
      expectWellFormed(response, await response.text(), 'application/json');
    }),
    { seed, numRuns: 300 },
  );
  expect(gateway.output()).not.toMatch(/error id/);
});

function expectWellFormed({ status, headers }: Response, text: string, accepted: string): void {
  const type = headers.get('content-type') ?? '';
  if (type.startsWith('multipart/mixed')) {
    expect(accepted).toContain('multipart/mixed');
    expect(text.endsWith('\r\n-----\r\n')).toBe(true);
    return;
  }
  expect(type).toBe(`${accepted.split(', ').at(-1)}; charset=utf-8`);
  const answer = JSON.parse(text) as { data?: unknown; errors?: { message: unknown; extensions: { code: unknown } }[] };
  if (status === 200 && type.startsWith('application/graphql-response+json')) expect(answer).toHaveProperty('data');
  if (status !== 200) expect(status === 400 || status === 405).toBe(true);
  if (status !== 200) expect(answer).not.toHaveProperty('data');
  if (!('data' in answer)) expect(answer.errors?.length).toBeGreaterThan(0);
  for (const { message, extensions } of answer.errors ?? []) {
    expect(message).toEqual(expect.any(String));
    expect(extensions.code).toMatch(/^[A-Z_]+$/);
    expect(['INTERNAL_SERVER_ERROR', 'PLANNING_FAILED', 'SUBGRAPH_RESPONSE_INVALID']).not.toContain(extensions.code);
  }
}
