import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Federation, startFederation } from './support/startFederation.ts';
import { subgraphs } from './schema-questions/subgraphs.ts';

describe('questions about the schema below the root', () => {
  let open: Federation;
  let closed: Federation;
  beforeAll(async () => {
    open = await startFederation(subgraphs);
    closed = await startFederation(subgraphs, { gateway: { introspection: false } });
  });
  afterAll(async () => {
    await open?.stop();
    await closed?.stop();
  });

  const selected = getIntrospectionQuery({ descriptions: false });
  const below = (field: string) =>
    selected.replace('__schema', `${field} { __schema`).replace(/\}\s*fragment FullType/, '} } fragment FullType');

  test('are answered as at the root', async () => {
    const { data } = (await open.ask({ query: selected })) as { data: { __schema: { types: unknown[] } } };
    expect(data.__schema.types.length).toBeGreaterThan(10);
    expect(await open.ask({ query: below('must') })).toEqual({ data: { must: data } });
  });

  test.each([
    '{ self { __schema { queryType { name } } } }',
    'mutation { go { query { __type(name: "Kind") { name } } } }',
  ])('are refused where introspection is off, and nobody is asked: %s', async (query) => {
    const { data, errors } = await closed.ask({ query });
    expect(data).toBeUndefined();
    expect(errors?.map(({ extensions }) => extensions?.['code'])).toContain('GRAPHQL_VALIDATION_FAILED');
    expect(closed.subgraphs.asked).toEqual([]);
  });

  test('still tell the type of an object where introspection is off', async () => {
    expect(await closed.ask({ query: '{ self { __typename open } }' })).toEqual({
      data: { self: { __typename: 'Query', open: 1 } },
    });
  });

  test('count as those at the root do', async () => {
    const questions = (count: number) =>
      Array.from({ length: count }, (_, index) => `a${index}: __type(name: "Kind") { name }`).join(' ');
    expect(await open.ask({ query: `{ self { ${questions(10)} } }` })).toHaveProperty('data.self.a9.name', 'Kind');
    for (const query of [
      `{ self { ${questions(11)} } }`,
      `{ ${questions(6)} self { self { ...F } } } fragment F on Query { ${questions(5).replaceAll('a', 'b')} }`,
      `mutation { go { query { ${questions(11)} } } }`,
    ]) {
      const { data, errors } = await open.ask({ query });
      expect([data, errors?.[0]?.extensions]).toEqual([
        undefined,
        { code: 'OPERATION_TOO_LARGE', maxIntrospections: 10 },
      ]);
    }
  });

  test('are repeated by the objects of a list only up to a bound', async () => {
    const response = await open.ask({ query: below('selves(count: 2000)') });
    // The answer about the schema may not be null, and neither may the list.
    expect(response.data).toBeNull();
    expect(response.errors?.[0]).toMatchObject({ extensions: { code: 'OPERATION_TOO_LARGE' } });
    expect(await open.ask({ query: below('selves(count: 3)') })).toHaveProperty('data.selves.2.__schema.types');
  });
});
