import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../../support/startTestGateway.ts';
import type { PlainSubgraph } from '../../support/startTestSubgraphs.ts';

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12",
  import: ["@key", "@shareable", "@cost", "@listSize"])`;

/** A registry that gives as many as it likes, whatever `first` says, and a ward that knows of each. */
const registry: PlainSubgraph = {
  name: 'registry',
  sdl: `${link}
    type Query {
      patients(first: Int, count: Int!, text: Int = 0): [Patient!]! @listSize(slicingArguments: ["first"])
      shared(count: Int!): [Patient!] @listSize(assumedSize: 1)
      me: Patient
    }
    type Mutation { admit(count: Int!): [Patient!] }
    type Patient @key(fields: "id") { id: ID! name: String guardians: [Patient!]! dependants: [Patient!]! }`,
  resolvers: {
    Query: {
      patients: (_: unknown, { count, text }: { count: number; text: number }) =>
        Array.from({ length: count }, (__, id) => ({ id: String(id), name: 'x'.repeat(text) })),
      shared: (_: unknown, { count }: { count: number }) => Array.from({ length: count }, () => ({ id: '1' })),
      me: () => ({ id: '1', name: 'Rana' }),
    },
    Mutation: {
      admit: (_: unknown, { count }: { count: number }) => Array.from({ length: count }, (__, id) => ({ id })),
    },
    Patient: { guardians: () => [{ id: '2' }], dependants: () => [{ id: '3' }, { id: '4' }] },
  },
};
const ward: PlainSubgraph = {
  name: 'ward',
  sdl: `${link} type Patient @key(fields: "id") { id: ID! bed: String readings: [Reading!] } type Reading { pulse: Int }`,
  resolvers: {
    Patient: {
      __resolveReference: (patient: { id: string }) => patient,
      bed: ({ id }: { id: string }) => `bed ${id}`,
      readings: () => Array.from({ length: 100 }, (_, pulse) => ({ pulse })),
    },
  },
};

interface Body {
  data?: Record<string, unknown> | null;
  errors?: { path?: unknown[]; extensions: Record<string, unknown> }[];
}

let gateway: TestGateway;
const ask = async (query: string, variables: object = {}) => (await gateway.ask(query, { variables })) as Body;
const tooLarge = (limit: string, most: number) => ({
  errors: [{ message: expect.any(String), extensions: { code: 'ANSWER_TOO_LARGE', [limit]: most } }],
});

describe('while an operation runs', () => {
  beforeAll(async () => {
    gateway = await startTestGateway([registry, ward], {
      maxEntities: 1_000,
      maxReceivedBytes: 500_000,
      transport: { maxResponseBytes: 1_000_000 },
      maxAnswerBytes: 200_000,
      maxCopiedValues: 50_000,
    });
  });
  afterAll(() => gateway?.stop());
  beforeEach(() => void (gateway.subgraphs.asked.length = 0));

  test('a subgraph that gives more than was asked for does not make the gateway ask about all of it', async () => {
    const query = 'query($count:Int!){patients(first:10,count:$count){id bed}}';
    expect((await ask(query, { count: 1_000 })).data?.['patients']).toHaveLength(1_000);
    gateway.subgraphs.asked.length = 0;
    expect(await ask(query, { count: 1_001 })).toEqual(tooLarge('maxEntities', 1_000));
    expect(gateway.subgraphs.asked.map(({ subgraph }) => subgraph)).toEqual(['registry']);
  });

  test('what subgraphs send is counted together', async () => {
    const one = (text: number) => `patients(first: 1, count: 10, text: ${text}) { id }`;
    expect((await ask(`{ a: ${one(100)} b: ${one(100)} }`)).errors).toBeUndefined();
    const large = '{ patients(first: 1, count: 10, text: 60000) { name } }';
    expect(await ask(large)).toEqual(tooLarge('maxReceivedBytes', 500_000));
  });

  test('an answer has a size of its own, and is refused with its status', async () => {
    const query = (text: number) => `{ patients(first: 1, count: 10, text: ${text}) { name } }`;
    expect((await ask(query(19_000))).errors).toBeUndefined();
    expect(await ask(query(20_100))).toEqual(tooLarge('maxAnswerBytes', 200_000));
    // A text is written with room for three bytes each: that is no reason to refuse it.
    expect((await ask('{ patients(first: 1, count: 1, text: 190000) { name } }')).errors).toBeUndefined();
    const response = await fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
      body: JSON.stringify({ query: query(20_100) }),
    });
    expect(response.status).toBe(413);
  });

  test('one entity that stands in many places is not copied without end', async () => {
    const query = '{ shared(count: 900) { id readings { pulse } } }';
    expect(await ask(query)).toEqual(tooLarge('maxCopiedValues', 50_000));
    expect((await ask('{ shared(count: 100) { id readings { pulse } } }')).data?.['shared']).toHaveLength(100);
  });

  test('the gateway answers the next one as before', async () => {
    for (let round = 0; round < 3; round += 1) {
      await ask('{ patients(first: 10, count: 5000) { id bed } }');
      expect(await ask('{ patients(first: 1, count: 1) { id bed } }')).toEqual({
        data: { patients: [{ id: '0', bed: 'bed 0' }] },
      });
    }
  });

  test('a part that would be too large is refused by itself', async () => {
    const query = '{ me { name } ... @defer(label: "all") { patients(first: 10, count: 5000) { id bed } } }';
    const response = await fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'multipart/mixed;deferSpec=20220824' },
      body: JSON.stringify({ query }),
    });
    const parts = [...(await response.text()).matchAll(/^\{.*\}$/gm)].map(([text]) => JSON.parse(text) as object);
    expect(parts[0]).toMatchObject({ data: { me: { name: 'Rana' } } });
    expect(JSON.stringify(parts.slice(1))).toContain('"code":"ANSWER_TOO_LARGE"');
    expect(JSON.stringify(parts)).not.toContain('bed 1');
    expect(gateway.subgraphs.asked.filter(({ subgraph }) => subgraph === 'ward')).toEqual([]);
  });
});

describe('on a supergraph that does not say what costs', () => {
  const plain = registry.sdl.replaceAll(/ @listSize\([^)]*\)/g, '');

  beforeAll(async () => {
    gateway = await startTestGateway([
      { ...registry, sdl: plain },
      { ...ward, sdl: ward.sdl },
    ]);
  });
  afterAll(() => gateway?.stop());
  beforeEach(() => void (gateway.subgraphs.asked.length = 0));

  const family = (levels: number): string =>
    levels === 0 ? '{id}' : `{${levels % 2 ? 'dependants' : 'guardians'}${family(levels - 1)}}`;

  test.each([7, 8, 13, 40])('a family %i steps deep is refused, and nobody is asked', async (levels) => {
    const { errors } = await ask(`{me${family(levels)}}`);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'OPERATION_TOO_COSTLY', cost: { most: 1_000_000 } });
    expect(gateway.subgraphs.asked).toEqual([]);
  });

  test.each([1, 3, 5])('one %i steps deep is answered', async (levels) => {
    const { data, errors } = await ask(`{me${family(levels)}}`);
    expect(errors).toBeUndefined();
    expect(data?.['me']).toBeTruthy();
  });
});
