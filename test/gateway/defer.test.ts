import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/startTestGateway.ts';
import { startTestIssuer, type TestIssuer } from '../support/startTestIssuer.ts';
import type { PlainSubgraph } from '../support/startTestSubgraphs.ts';
import { askInParts as askGatewayInParts } from './support/askInParts.ts';

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.8",
  import: ["@key", "@requiresScopes", "@external", "@requires"])`;

let releaseSlow: () => void = () => undefined;
let slow: Promise<void> = Promise.resolve();

/** A registry that answers at once, and records that wait until they are let go. */
const subgraphs: PlainSubgraph[] = [
  {
    name: 'registry',
    sdl: `${link}
      type Query { patient: Patient patients: [Patient!]! nobody: Patient must: Patient! }
      type Mutation { rename(name: String!): Patient }
      type Patient @key(fields: "id") { id: ID! name: String! address: Address }
      type Address { city: String! }`,
    resolvers: {
      Query: {
        patient: () => ({ id: '1', name: 'Rana', address: { city: 'Homs' } }),
        patients: () => [
          { id: '1', name: 'Rana' },
          { id: '2', name: 'Sami' },
        ],
        nobody: () => null,
        must: () => null,
      },
      Mutation: { rename: (_: unknown, { name }: { name: string }) => ({ id: '1', name }) },
    },
  },
  {
    name: 'records',
    sdl: `${link}
      type Patient @key(fields: "id") { id: ID! visits(first: Int): [Visit!]! mood: String risk: Int! sealed: String @requiresScopes(scopes: [["s"]]) }
      type Visit @key(fields: "id") { id: ID! reason: String }`,
    resolvers: {
      Patient: {
        __resolveReference: async (patient: { id: string }) => {
          await slow;
          return patient;
        },
        visits: ({ id }: { id: string }) => [{ id: `${id}-1`, reason: 'Cough' }],
        mood: () => {
          throw new Error('no mood');
        },
        risk: ({ id }: { id: string }) => (id === '2' ? null : 3),
        sealed: () => 'SEALED',
      },
      Visit: { __resolveReference: (visit: { id: string }) => visit },
    },
  },
  {
    name: 'notes',
    sdl: `${link} type Visit @key(fields: "id") { id: ID! note: String }`,
    resolvers: {
      Visit: { __resolveReference: (visit: { id: string }) => visit, note: ({ id }: { id: string }) => `note ${id}` },
    },
  },
];

let issuer: TestIssuer;
let gateway: TestGateway;

beforeAll(async () => {
  issuer = await startTestIssuer();
  gateway = await startTestGateway(subgraphs, { tokens: { jwksUrl: issuer.jwksUrl } });
});

beforeEach(() => {
  slow = Promise.resolve();
});

afterAll(async () => {
  await gateway.stop();
  issuer.stop();
});

const askInParts = (query: string, variables = {}, onPart?: (part: unknown) => void) =>
  askGatewayInParts(gateway.url, query, variables, onPart);

const visitsOf = (id: string) => [{ reason: 'Cough', id: `${id}-1` }];

test('what is put off follows the answer, while its subgraph takes its time', async () => {
  slow = new Promise((resolve) => {
    releaseSlow = resolve;
  });
  const { type, parts } = await askInParts(
    '{ __typename patient { name ... @defer(label: "visits") { seen: visits(first: 1) { reason id } } } }',
    {},
    (part) => {
      if ((part as { data?: unknown }).data) releaseSlow();
    },
  );
  expect(type).toBe('multipart/mixed; boundary="-"; deferSpec=20220824');
  expect(parts).toEqual([
    { data: { __typename: 'Query', patient: { name: 'Rana' } }, hasNext: true },
    { incremental: [{ data: { seen: visitsOf('1') }, path: ['patient'], label: 'visits' }], hasNext: true },
    { hasNext: false },
  ]);
});

test('every item of a list is completed at its own path', async () => {
  const { parts } = await askInParts('{ all: patients { id ... on Patient @defer { visits { reason id } } } }');
  expect(parts).toEqual([
    { data: { all: [{ id: '1' }, { id: '2' }] }, hasNext: true },
    {
      incremental: [
        { data: { visits: visitsOf('1') }, path: ['all', 0] },
        { data: { visits: visitsOf('2') }, path: ['all', 1] },
      ],
      hasNext: true,
    },
    { hasNext: false },
  ]);
});

test('what is put off within what is put off comes after it', async () => {
  const { parts } = await askInParts(
    '{ patient { name ...Visits @defer(label: "outer") } } fragment Visits on Patient { visits { id ... @defer(label: "inner") { note } } }',
  );
  expect(parts).toEqual([
    { data: { patient: { name: 'Rana' } }, hasNext: true },
    { incremental: [{ data: { visits: [{ id: '1-1' }] }, path: ['patient'], label: 'outer' }], hasNext: true },
    { incremental: [{ data: { note: 'note 1-1' }, path: ['patient', 'visits', 0], label: 'inner' }], hasNext: true },
    { hasNext: false },
  ]);
});

test('a part within one that brings nothing of its own waits for the object that it completes', async () => {
  const { parts } = await askInParts(
    '{ patient { visits { id ... @defer(label: "outer") { ... @defer(label: "inner") { note } } } } }',
  );
  expect(parts).toEqual([
    { data: { patient: { visits: [{ id: '1-1' }] } }, hasNext: true },
    { incremental: [{ data: { note: 'note 1-1' }, path: ['patient', 'visits', 0], label: 'inner' }], hasNext: true },
    { hasNext: false },
  ]);
});

test('a part holds what is selected in it, __typename under its alias, and nothing else', async () => {
  const { parts } = await askInParts('{ patient { name ... @defer { kind: __typename visits { of: __typename } } } }');
  expect((parts[1] as { incremental: unknown[] }).incremental).toEqual([
    { data: { kind: 'Patient', visits: [{ of: 'Visit' }] }, path: ['patient'] },
  ]);
});

test('one fragment that is put off in two places completes both', async () => {
  const { parts } = await askInParts(
    `{ patient { ...Later } patients { ...Later } }
     fragment Later on Patient { name ... @defer(label: "later") { visits { id } } }`,
  );
  const found = parts.flatMap((part) => (part as { incremental?: unknown[] }).incremental ?? []);
  expect(found).toHaveLength(3);
  expect(found).toEqual(
    expect.arrayContaining([
      { data: { visits: [{ id: '1-1' }] }, path: ['patient'], label: 'later' },
      { data: { visits: [{ id: '1-1' }] }, path: ['patients', 0], label: 'later' },
      { data: { visits: [{ id: '2-1' }] }, path: ['patients', 1], label: 'later' },
    ]),
  );
});

test('errors go with the part that they are in', async () => {
  const { parts } = await askInParts('{ patients { name ... @defer { mood risk } } }');
  expect(parts).toMatchObject([
    { data: { patients: [{ name: 'Rana' }, { name: 'Sami' }] }, hasNext: true },
    {
      incremental: [
        { data: { mood: null, risk: 3 }, path: ['patients', 0], errors: [{ path: ['patients', 0, 'mood'] }] },
        {
          data: null,
          path: ['patients', 1],
          errors: expect.arrayContaining([expect.objectContaining({ path: ['patients', 1, 'risk'] })]),
        },
      ],
      hasNext: true,
    },
    { hasNext: false },
  ]);
});

test.each([
  ['nothing stands to be completed', '{ nobody { name ... @defer { mood } } }', { nobody: null }],
  [
    'a condition says that nothing is put off',
    '{ patient { name ... @defer(if: false) { visits { reason id } } } }',
    { patient: { name: 'Rana', visits: visitsOf('1') } },
  ],
  ['the operation has no @defer', '{ patient { name } }', { patient: { name: 'Rana' } }],
])('when %s, no data follow', async (_, query, data) => {
  const { parts } = await askInParts(query);
  expect(parts[0]).toMatchObject({ data });
  expect(parts.slice(1).filter((part) => 'incremental' in (part as object))).toEqual([]);
});

test('a variable decides whether a part is put off', async () => {
  const query = 'query ($later: Boolean! = true) { patient { name ... @defer(if: $later) { visits { reason id } } } }';
  expect((await askInParts(query)).parts).toHaveLength(3);
  const { parts } = await askInParts(query, { later: false });
  expect(parts[0]).toMatchObject({ data: { patient: { name: 'Rana', visits: visitsOf('1') } } });
});

test('a client that takes no parts gets the whole answer', async () => {
  expect(await gateway.ask('{ patient { name ... @defer { visits { reason id } } } }')).toEqual({
    data: { patient: { name: 'Rana', visits: visitsOf('1') } },
  });
});

test('where a rule takes something away, the answer comes in one piece, with its errors', async () => {
  const { type, parts } = await askInParts('{ patient { name ... @defer { sealed } } }');
  expect(type).toMatch(/^application\/json/);
  expect(parts).toMatchObject([
    {
      data: { patient: { name: 'Rana', sealed: null } },
      errors: [{ path: ['patient', 'sealed'], extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } }],
    },
  ]);
  expect(JSON.stringify(gateway.subgraphs.asked)).not.toContain('sealed');
});

test('a mutation puts off what hangs on it', async () => {
  const { parts } = await askInParts('mutation { rename(name: "Lina") { name ... @defer { visits { reason id } } } }');
  expect(parts).toEqual([
    { data: { rename: { name: 'Lina' } }, hasNext: true },
    { incremental: [{ data: { visits: visitsOf('1') }, path: ['rename'] }], hasNext: true },
    { hasNext: false },
  ]);
});

test('@stream is refused, and said to be unknown', async () => {
  expect(await gateway.ask('{ patients @stream(initialCount: 1) { name } }')).toMatchObject({
    errors: [{ message: 'Unknown directive "@stream".', extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }],
  });
});

describe('a condition that a variable gives', () => {
  const query = 'query ($x: Boolean) { patient { name ... @defer(if: $x) { visits { id } } } }';
  const later = [
    { data: { patient: { name: 'Rana' } }, hasNext: true },
    { incremental: [{ data: { visits: [{ id: '1-1' }] }, path: ['patient'] }], hasNext: true },
    { hasNext: false },
  ];
  const whole = { data: { patient: { name: 'Rana', visits: [{ id: '1-1' }] } } };
  const refused = {
    data: { patient: null },
    errors: [
      {
        message: 'Argument "if" of non-null type "Boolean!" must not be null.',
        path: ['patient'],
        locations: [{ line: 1, column: 53 }],
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ],
  };

  test('is true where it is left out, as the directive has it', async () => {
    expect((await askInParts(query)).parts).toEqual(later);
    expect((await askInParts(query, { x: true })).parts).toEqual(later);
  });

  test('is obeyed where it is false', async () => {
    expect((await askInParts(query, { x: false })).parts).toEqual([whole]);
  });

  test('makes the object null where it is null, for whoever takes parts or does not', async () => {
    expect((await askInParts(query, { x: null })).parts).toEqual([refused]);
    expect(await gateway.ask(query, { variables: { x: null } })).toEqual(refused);
  });

  test('refuses what @include leaves open within what is put off', async () => {
    const { parts } = await askInParts(
      'query ($x: Boolean = true) { patient { name ... @defer { visits { id reason @include(if: $x) } } } }',
      { x: null },
    );
    expect(parts).toEqual([
      {
        data: { patient: null },
        errors: [expect.objectContaining({ path: ['patient', 'visits', 0] })],
      },
    ]);
  });
});

describe('questions about the schema', () => {
  test('are answered with what is put off beside them', async () => {
    const { parts } = await askInParts(
      '{ patient { name } ... @defer { __type(name: "Visit") { name } patients { visits { id } } } }',
    );
    expect(parts).toEqual([
      { data: { patient: { name: 'Rana' } }, hasNext: true },
      {
        incremental: [
          {
            data: { __type: { name: 'Visit' }, patients: [{ visits: [{ id: '1-1' }] }, { visits: [{ id: '2-1' }] }] },
            path: [],
          },
        ],
        hasNext: true,
      },
      { hasNext: false },
    ]);
  });

  test('are answered at once where they are all that is put off', async () => {
    const { parts } = await askInParts('{ patient { name } ... @defer { __schema { queryType { name } } } }');
    expect(parts).toEqual([{ data: { patient: { name: 'Rana' }, __schema: { queryType: { name: 'Query' } } } }]);
  });
});
