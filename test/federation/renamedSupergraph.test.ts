import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Federation, startFederation } from './support/startFederation.ts';
import { subgraphs } from './renamed-roots/subgraphs.ts';

/** What other composers may do: the supergraph keeps names of its own for the root types. */
const edit = (sdl: string) => sdl.replaceAll(/\bQuery\b/g, 'National').replaceAll(/\bMutation\b/g, 'Amend');

describe('a supergraph whose root types have other names', () => {
  let federation: Federation;
  beforeAll(async () => {
    federation = await startFederation(subgraphs, { edit });
  });
  afterAll(() => federation?.stop());

  const ask = async (query: string) => {
    federation.subgraphs.misasked.length = 0;
    const answer = await federation.ask({ query });
    expect(federation.subgraphs.misasked).toEqual([]);
    return answer;
  };

  test('shows these names to clients, at the root, below it and in questions about the schema', async () => {
    const query = '{ __typename __schema { queryType { name } mutationType { name } } self { __typename free } }';
    expect(await ask(query)).toEqual({
      data: {
        __typename: 'National',
        __schema: { queryType: { name: 'National' }, mutationType: { name: 'Amend' } },
        self: { __typename: 'National', free: 2 },
      },
    });
  });

  test('takes fragments on them', async () => {
    const query = `{ ...F nodes { __typename ... on National { open free } ... on Ward { beds } ... on Amend { id } } }
      fragment F on National { self { ... on National { taken } } }`;
    expect(await ask(query)).toEqual({
      data: {
        self: { taken: 3 },
        nodes: [
          { __typename: 'National', open: 1, free: 2 },
          { __typename: 'Ward', beds: 5 },
          { __typename: 'Amend', id: 'change' },
        ],
      },
    });
  });

  test('runs mutations and reads the root in their payloads', async () => {
    const query = 'mutation { __typename admit { query { __typename free } } self { __typename } }';
    expect(await ask(query)).toEqual({
      data: {
        __typename: 'Amend',
        admit: { query: { __typename: 'National', free: 2 } },
        self: { __typename: 'Amend' },
      },
    });
  });

  test('refuses the standard name, which it does not have', async () => {
    const { data, errors } = await ask('{ self { ... on Query { free } } }');
    expect(data).toBeUndefined();
    expect(errors?.[0]?.extensions?.['code']).toBe('GRAPHQL_VALIDATION_FAILED');
  });
});

test('refuses a supergraph in which another type has a root type’s standard name', async () => {
  const starting = startFederation(subgraphs, {
    edit: (sdl) => `${edit(sdl)}\ntype Query @join__type(graph: BEDS) { more: Int }\n`,
  });
  await expect(starting).rejects.toMatchObject({
    code: 'SUPERGRAPH_REFUSED',
    details: { reason: 'the type Query is not the root type of that name' },
  });
});

describe('what a subgraph calls its root types', () => {
  test('is asked once, and only of those that must be asked by name', async () => {
    const federation = await startFederation(subgraphs);
    const query = '{ node { __typename ... on Query { open free } } }';
    await federation.ask({ query });
    await federation.ask({ query: '{ nodes { ... on Query { open } } }' });
    await federation.ask({ query });
    const { asked } = federation.subgraphs;
    expect(asked.filter((one) => /^(?:mutation)?\{__typename\}$/.test(one.query)).map((one) => one.query)).toEqual([
      '{__typename}',
      'mutation{__typename}',
    ]);
    expect(asked.every(({ subgraph, query: text }) => subgraph === 'registry' || text === '{free}')).toBe(true);
    await federation.stop();
  });

  test('is asked again after a subgraph did not tell it', async () => {
    let isDown = true;
    const [registry, beds] = subgraphs as [(typeof subgraphs)[number], (typeof subgraphs)[number]];
    const respond = (answer: unknown) => (isDown ? 'nothing' : answer);
    const federation = await startFederation([{ ...registry, respond }, beds]);
    const query = '{ node { ... on Query { open free } } }';
    const { errors } = await federation.ask({ query });
    expect(errors?.map(({ extensions }) => extensions?.['code'])).toEqual(['SUBGRAPH_RESPONSE_INVALID']);
    isDown = false;
    expect(await federation.ask({ query })).toEqual({ data: { node: { open: 1, free: 2 } } });
    await federation.stop();
  });
});
