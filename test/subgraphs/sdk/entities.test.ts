import { createSubgraph } from '@wasl/subgraph-sdk';
import { graphql } from 'graphql';
import { expect, it } from 'vitest';
import { testKeys } from '../../support/startTestSubgraph.ts';

const typeDefs = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
type Bed @key(fields: "id") { id: ID! }
type Ward { id: ID! }
type Query { bed: Bed ward: Ward }`;

const { schema } = createSubgraph({
  name: 'beds',
  typeDefs,
  resolvers: {
    Bed: {
      __resolveReference({ id }: { id: string }) {
        if (id === 'broken') throw new Error('before there is a promise');
        return id === 'gone' ? Promise.reject(new Error('later')) : { id };
      },
    },
  },
  gateway: { keys: testKeys },
});

it('answers each entity for itself: none of them fails the others', async () => {
  const bed = (id: string) => ({ __typename: 'Bed', id });
  const representations = [
    bed('1'),
    bed('broken'),
    { __typename: 'Nowhere', id: '1' },
    bed('gone'),
    'text',
    { id: '1' },
    { __typename: 'Ward', id: '1' },
    { __typename: 'Bed' },
    bed('2'),
  ];
  const source = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Bed { id } } }`;
  const { data, errors } = await graphql({ schema, source, variableValues: { representations } });
  expect(data?.['_entities']).toEqual([{ id: '1' }, null, null, null, null, null, null, null, { id: '2' }]);
  expect(errors?.map(({ path }) => path).sort()).toEqual([
    ['_entities', 1],
    ['_entities', 3],
  ]);
});
