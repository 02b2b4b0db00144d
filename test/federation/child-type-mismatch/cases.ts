import type { Case } from '../support/behaviour.ts';

export const cases: Case[] = [
  {
    name: 'answers one response key of different types under types that exclude one another, by aliases',
    query: '{ all { __typename ... on User { id name tag } ... on Bot { id version number: tag } } }',
    expected: {
      data: {
        all: [
          { __typename: 'User', id: '1', name: 'Rana', tag: 'user tag' },
          { __typename: 'Bot', id: '2', version: 3, number: 7 },
        ],
      },
    },
  },
  {
    name: 'takes the weaker of two nullabilities: what is null in one subgraph may be null',
    query: '{ strict { name tag age } count users { id } }',
    expected: {
      data: { strict: [[{ name: null, tag: 'user tag', age: 40 }]], count: 2, users: [{ id: '1' }] },
    },
  },
  {
    name: 'answers a field that is an interface here and an object there',
    query: '{ node { __typename id ... on User { age } } }',
    expected: { data: { node: { __typename: 'User', id: '1', age: 40 } } },
  },
  {
    name: 'refuses one response key for fields that cannot be merged',
    query: '{ all { ... on User { tag } ... on Bot { tag } } }',
    expected: { errors: [{ code: 'GRAPHQL_VALIDATION_FAILED' }] },
  },
  {
    name: 'applies a fragment on the type that one subgraph declares where another declares the interface',
    query: '{ node { id ... on User { age number: id } } }',
    stock: 'It does not ask the subgraph which declares the type for the type.',
    expected: { data: { node: { id: '1', age: 40, number: '1' } } },
  },
  {
    name: 'tells an error under the client’s key where a subgraph is asked under another',
    query: '{ all { ... on User { note } ... on Bot { note } } users { id } }',
    expected: {
      data: { all: [{ note: 'user note' }, { note: null }], users: [{ id: '1' }] },
      errors: [{ path: ['all', 1, 'note'], code: 'NO_NOTE', message: 'NO_NOTE happened' }],
    },
  },
];
