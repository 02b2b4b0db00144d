import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Production, startProduction } from './support/startProduction.ts';

/** What graphql-cop (github.com/dolevf/graphql-cop) sends for each of its thirteen checks, and what it takes for a finding. */
let production: Production;
let url: string;

beforeAll(async () => {
  production = await startProduction();
  url = production.gateway.graphqlUrl;
});
afterAll(() => production?.stop());

const cop = { accept: '*/*', 'user-agent': 'graphql-cop/1.14', 'content-type': 'application/json' };

async function post(body: unknown): Promise<Record<string, unknown>> {
  const response = await fetch(url, { method: 'POST', headers: cop, body: JSON.stringify(body) });
  return (await response.json()) as Record<string, unknown>;
}
const ask = (query: string) => post({ query, operationName: 'cop' });
const list = (count: number, write: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => write(i)).join(' ');

interface Told {
  data?: Record<string, unknown> | null;
  errors?: { message: string; extensions: Record<string, unknown> }[];
}
const codesIn = ({ errors }: Told) => errors?.map(({ extensions }) => extensions['code']);

describe('graphql-cop finds', () => {
  test('no alias overloading', async () => {
    const told: Told = await ask(`query cop { ${list(101, (i) => `alias${i}: __typename`)} }`);
    expect([told.data, codesIn(told)]).toEqual([undefined, ['OPERATION_TOO_LARGE']]);
  });

  test('no batches', async () => {
    const told: Told = await post(Array.from({ length: 10 }, () => ({ query: 'query cop { __typename }' })));
    expect([Array.isArray(told), codesIn(told)]).toEqual([false, ['BAD_REQUEST']]);
  });

  test('no directive overloading', async () => {
    const told: Told = await ask(`query cop { __typename ${'@aa'.repeat(10)} }`);
    expect([told.errors?.length, codesIn(told)]).toEqual([1, ['OPERATION_TOO_LARGE']]);
  });

  test('no circular introspection', async () => {
    const told: Told = await ask(
      'query cop { __schema { types { fields { type { fields { type { fields { type { fields { type { name } } } } } } } } } } }',
    );
    expect([told.data, new Set(codesIn(told))]).toEqual([undefined, new Set(['GRAPHQL_VALIDATION_FAILED'])]);
  });

  test('no field duplication', async () => {
    const told: Told = await ask(`query cop { ${'__typename '.repeat(500)} }`);
    expect([told.data, codesIn(told)]).toEqual([undefined, ['OPERATION_TOO_LARGE']]);
  });

  test('no suggestions of names', async () => {
    const told: Told = await ask('query cop { __schema { directive } pin patien }');
    expect(told.data).toBeUndefined();
    expect(JSON.stringify(told)).not.toMatch(/did you mean/i);
  });

  test('no introspection', async () => {
    const told: Told = await ask('query cop { __schema { types { name fields { name } } } }');
    expect([told.data, JSON.stringify(told)]).toEqual([undefined, expect.stringContaining('has been disabled')]);
  });

  test('no page to ask from', async () => {
    const { origin } = production.gateway;
    for (const path of ['/', '/graphiql', '/playground', '/console', '/graphql', '/altair', '/explorer', '/voyager']) {
      const page = await fetch(origin + path, { headers: { accept: 'text/html' } });
      expect([page.headers.get('content-type')?.includes('text/html') ?? false, await page.text()]).toEqual([
        false,
        expect.not.stringMatching(/graphiql|playground|<html/i),
      ]);
    }
  });

  test('no mutation by GET', async () => {
    const response = await fetch(`${url}?query=${encodeURIComponent('mutation cop { ring }')}`, { headers: cop });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST, OPTIONS']);
    expect(production.subgraphs.asked).toEqual([]);
  });

  test('queries by GET alone, which change nothing, and no other page can read', async () => {
    const response = await fetch(`${url}?query=${encodeURIComponent('query cop { __typename }')}`, { headers: cop });
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([200, null]);
    expect(response.headers.get('cross-origin-resource-policy')).toBe('same-origin');
  });

  test.each([
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/plain',
    'application/graphql',
    '',
  ])('no forgery by a form of another site: %s', async (type) => {
    for (const query of ['query cop { __typename }', 'mutation cop { ring }']) {
      const body = Buffer.from(
        type === 'text/plain' ? JSON.stringify({ query }) : new URLSearchParams({ query }).toString(),
      );
      const headers = { ...cop, 'content-type': type };
      const response = await fetch(url, { method: 'POST', headers, body });
      expect([response.status, codesIn((await response.json()) as Told)]).toEqual([415, ['UNSUPPORTED_MEDIA_TYPE']]);
    }
    expect(production.subgraphs.asked).toEqual([]);
  });

  test('no tracing', async () => {
    const told = await ask('query cop { __typename }');
    expect(told).toEqual({ data: { __typename: 'Query' } });
  });

  test('no error that tells of the inside', async () => {
    const told: Told = await ask('qwerty cop { abc }');
    expect(codesIn(told)).toEqual(['GRAPHQL_PARSE_FAILED']);
    expect(JSON.stringify(told)).not.toMatch(/exception|stack|node_modules|\.ts|\.js/);
  });
});
