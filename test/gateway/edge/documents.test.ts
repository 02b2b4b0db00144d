import { createHash } from 'node:crypto';
import { cacheExchange, createClient, fetchExchange, gql } from '@urql/core';
import { persistedExchange } from '@urql/exchange-persisted';
import type { DocumentsOptions } from '@wasl/gateway/documents/documents';
import { GraphQLClient } from 'graphql-request';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Claims, startTestIssuer, type TestIssuer } from '../../support/startTestIssuer.ts';
import { startTestGateway, type TestGateway } from '../../support/startTestGateway.ts';

const sdl = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@requiresScopes"])
  type Query { bed(id: ID): String ping: String patient(id: ID!): Patient }
  type Mutation { make: String }
  type Patient { id: ID name: String @requiresScopes(scopes: [["names"]]) }`;
const ward = {
  name: 'ward',
  sdl,
  resolvers: {
    Query: {
      bed: (_: unknown, { id }: { id?: string }) => `bed ${id}`,
      ping: () => 'pong',
      patient: (_: unknown, { id }: { id: string }) => ({ id, name: 'ليلى' }),
    },
    Mutation: { make: () => 'made' },
  },
};

const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const idOf = (text: string) => ({ persistedQuery: { version: 1, sha256Hash: hash(text) } });
const graphqlType = 'application/graphql-response+json';

let issuer: TestIssuer;
const running: TestGateway[] = [];

beforeAll(async () => {
  issuer = await startTestIssuer();
});
afterEach(async () => {
  for (const gateway of running.splice(0)) await gateway.stop();
});
afterAll(() => issuer?.stop());

async function start(documents: Omit<DocumentsOptions, 'onDocument'> = {}): Promise<TestGateway> {
  const gateway = await startTestGateway([ward], { documents, tokens: { jwksUrl: issuer.jwksUrl } });
  running.push(gateway);
  return gateway;
}

async function post({ url }: TestGateway, body: object, headers: Record<string, string> = {}) {
  const all = { 'content-type': 'application/json', accept: graphqlType, ...headers };
  const response = await fetch(url, { method: 'POST', headers: all, body: JSON.stringify(body) });
  return { status: response.status, body: (await response.json()) as Answered };
}

async function get({ url }: TestGateway, parameters: Record<string, unknown>, claims: Claims | null = null) {
  const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  const query = new URLSearchParams(Object.entries(parameters).map(([name, value]) => [name, text(value)]));
  const headers = { accept: graphqlType, ...(await issuer.headersFor(claims)) };
  const response = await fetch(`${url}?${query}`, { headers });
  return { status: response.status, body: (await response.json()) as Answered };
}

interface Answered {
  data?: unknown;
  errors?: { message: string; extensions: { code: string } }[];
}

const refusal = (code: string, message: unknown = expect.any(String)) => ({
  errors: [{ message, extensions: { code } }],
});
const notFound = { status: 200, body: refusal('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound') };

describe('an operation that is named by its hash', () => {
  const query = '{ ping }';

  test('is asked for once, and known from then on', async () => {
    const gateway = await start();
    const arabic = { 'accept-language': 'ar' };
    expect(await post(gateway, { extensions: idOf(query) }, arabic)).toEqual(notFound);
    const answered = { status: 200, body: { data: { ping: 'pong' } } };
    expect(await post(gateway, { query, extensions: idOf(query) })).toEqual(answered);
    expect(await post(gateway, { extensions: idOf(query) })).toEqual(answered);
    expect(await post(gateway, { query: null, extensions: idOf(query) })).toEqual(answered);
    expect(await get(gateway, { extensions: idOf(query) })).toEqual(answered);
  });

  test.each([
    ['of another text', { query, extensions: idOf('{ bed }') }],
    ['that is none', { extensions: { persistedQuery: { version: 1, sha256Hash: 'abc' } } }],
    ['of another version', { extensions: { persistedQuery: { version: 2, sha256Hash: hash(query) } } }],
    ['in another form', { query, extensions: { persistedQuery: hash(query) } }],
  ])('is refused under a hash %s', async (_, body) => {
    const gateway = await start();
    const { status, body: told } = await post(gateway, body);
    expect([status, told.errors?.[0]?.extensions]).toEqual([
      400,
      { code: 'BAD_REQUEST', parameter: 'extensions.persistedQuery' },
    ]);
    expect(await post(gateway, { extensions: idOf(query) })).toEqual(notFound);
  });

  test('is not kept when it was refused', async () => {
    const gateway = await start();
    const wrong = '{ nothing }';
    expect((await post(gateway, { query: wrong, extensions: idOf(wrong) })).status).toBe(400);
    expect(await post(gateway, { extensions: idOf(wrong) })).toEqual(notFound);
  });

  test('makes room for others', async () => {
    const gateway = await start({ maxRegistered: 1_000 });
    const many = Array.from({ length: 10 }, (_, index) => `query Q${index} { ping }`);
    for (const text of many) await post(gateway, { query: text, extensions: idOf(text) });
    expect(await post(gateway, { extensions: idOf(many[0] as string) })).toEqual(notFound);
    expect((await post(gateway, { extensions: idOf(many[9] as string) })).body).toEqual({ data: { ping: 'pong' } });
  });

  test('is not supported where that is switched off, and its text still runs', async () => {
    const gateway = await start({ registers: false });
    const told = await post(gateway, { extensions: idOf(query) });
    expect(told).toEqual({
      status: 200,
      body: refusal('PERSISTED_QUERY_NOT_SUPPORTED', 'PersistedQueryNotSupported'),
    });
    expect((await post(gateway, { query, extensions: idOf(query) })).body).toEqual({ data: { ping: 'pong' } });
    expect(await post(gateway, { extensions: idOf(query) })).toEqual(told);
  });

  test('does no mutation by GET', async () => {
    const gateway = await start();
    const mutation = 'mutation { make }';
    await post(gateway, { query: mutation, extensions: idOf(mutation) });
    expect((await get(gateway, { extensions: idOf(mutation) })).status).toBe(405);
  });
});

describe('a client with its defaults', () => {
  const document = gql`
    query Beds($id: ID) {
      bed(id: $id)
    }
  `;

  test('urql sends hashes, and the text where it has to', async () => {
    const gateway = await start();
    const sent: boolean[] = [];
    const spied: typeof fetch = (input, init) => {
      sent.push(/query( |\+|%20)Beds/.test(`${input as string} ${init?.body as string}`));
      return fetch(input, init);
    };
    const client = createClient({
      url: gateway.url,
      fetch: spied,
      exchanges: [cacheExchange, persistedExchange({}), fetchExchange],
    });
    for (const id of ['1', '2']) {
      const { data, error } = await client.query(document, { id }).toPromise();
      expect([error, data]).toEqual([undefined, { bed: `bed ${id}` }]);
    }
    expect(sent).toEqual([false, true, false]);
  });

  test('graphql-request sends text', async () => {
    const gateway = await start();
    expect(await new GraphQLClient(gateway.url).request(document, { id: '3' })).toEqual({ bed: 'bed 3' });
  });
});

describe('personal data by GET', () => {
  const query = 'query Patient($id: ID!) { patient(id: $id) { id name } }';
  const claims = { scope: 'names' };
  const refused = { status: 400, body: refusal('PERSONAL_DATA_IN_ADDRESS') };

  test('are refused with values in the address, whoever asks', async () => {
    const gateway = await start();
    const written = '{ patient(id: "482910573846") { name } }';
    expect(await get(gateway, { query, variables: { id: '1' } }, claims)).toEqual(refused);
    expect(await get(gateway, { query, variables: { id: '1' } })).toEqual(refused);
    expect(await get(gateway, { query: written }, claims)).toEqual(refused);
    expect(gateway.subgraphs.asked).toEqual([]);
  });

  test('are refused by hash too', async () => {
    const gateway = await start();
    await post(gateway, { query, variables: { id: '1' }, extensions: idOf(query) });
    expect(await get(gateway, { extensions: idOf(query), variables: { id: '1' } }, claims)).toEqual(refused);
  });

  test('are given by POST, and by GET where the address holds no value', async () => {
    const gateway = await start();
    const found = { data: { patient: { id: '1', name: 'ليلى' } } };
    const headers = await issuer.headersFor(claims);
    expect((await post(gateway, { query, variables: { id: '1' } }, headers)).body).toEqual(found);
    const built = '{ patient(id: "1") { id name } }';
    await post(gateway, { query: built, extensions: idOf(built) }, headers);
    expect((await get(gateway, { extensions: idOf(built) }, claims)).body).toEqual(found);
  });

  test('are another thing than what everybody may read', async () => {
    const gateway = await start();
    const open = 'query ($id: ID) { bed(id: $id) }';
    expect((await get(gateway, { query: open, variables: { id: '1' } })).body).toEqual({ data: { bed: 'bed 1' } });
  });
});
