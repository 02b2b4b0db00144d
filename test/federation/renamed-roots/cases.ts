import { expect } from 'vitest';
import type { Case } from '../support/behaviour.ts';

export const cases: Case[] = [
  {
    name: 'names the root types as the supergraph does, wherever they are',
    query:
      '{ __typename self { __typename self { t: __typename } } selves { __typename } ward { root { __typename } } }',
    expected: {
      data: {
        __typename: 'Query',
        self: { __typename: 'Query', self: { t: 'Query' } },
        selves: [{ __typename: 'Query' }, { __typename: 'Query' }],
        ward: { root: { __typename: 'Query' } },
      },
    },
  },
  {
    name: 'fetches the root fields of other subgraphs below a reference to the root',
    query: '{ self { open free self { taken open } } ward { root { free beds: taken } } selves { open free } }',
    expected: {
      data: {
        self: { open: 1, free: 2, self: { taken: 3, open: 1 } },
        ward: { root: { free: 2, beds: 3 } },
        selves: [
          { open: 1, free: 2 },
          { open: 1, free: 2 },
        ],
      },
    },
  },
  {
    name: 'answers fragments on the root type, at the root and below, and what they nest',
    query: `{ ... on Query { open } ...Beds self { ... on Query { free } ...Beds } }
      fragment Beds on Query { taken self { ...Part } }
      fragment Part on Openable { id ... on Query { free } }`,
    expected: {
      data: {
        open: 1,
        taken: 3,
        self: { id: 'root', free: 2, taken: 3, self: { id: 'root', free: 2 } },
      },
    },
  },
  {
    name: 'answers a root type through an interface that it implements',
    query:
      '{ node { __typename id ... on Openable { open } ... on Query { free self { taken } } ... on Ward { beds } } }',
    expected: { data: { node: { __typename: 'Query', id: 'root', open: 1, free: 2, self: { taken: 3 } } } },
  },
  {
    name: 'answers another type through the same interface',
    query: '{ node(root: false) { __typename id ... on Query { free } ... on Ward { beds root { open } } } }',
    expected: { data: { node: { __typename: 'Ward', id: '1', beds: 5, root: { open: 1 } } } },
  },
  {
    name: 'tells objects of an interface apart by type where nothing but the type is asked',
    query: '{ nodes { __typename } }',
    expected: { data: { nodes: [{ __typename: 'Query' }, { __typename: 'Ward' }, { __typename: 'Mutation' }] } },
  },
  {
    name: 'answers lists of an interface with both root types in them',
    query: `{ nodes { id ... on Query { open taken } ... on Ward { name beds } ... on Mutation { self { id } } } }`,
    expected: {
      data: {
        nodes: [
          { id: 'root', open: 1, taken: 3 },
          { id: '1', name: 'north', beds: 5 },
          { id: 'change', self: { id: 'change' } },
        ],
      },
    },
  },
  {
    name: 'answers a union that holds a root type',
    query: '{ any { __typename ... on Query { open free } ... on Ward { beds } ... on Node { id } } }',
    expected: {
      data: {
        any: [
          { __typename: 'Query', open: 1, free: 2, id: 'root' },
          { __typename: 'Ward', beds: 5, id: '1' },
        ],
      },
    },
  },
  {
    name: 'gives other objects of a list nothing of the root, not even its type',
    query:
      '{ any { __typename ... on Query { y: __typename free ... on Node { id } } } nodes { id ... on Query { y: __typename taken } } }',
    expected: {
      data: {
        any: [{ __typename: 'Query', y: 'Query', free: 2, id: 'root' }, { __typename: 'Ward' }],
        nodes: [{ id: 'root', y: 'Query', taken: 3 }, { id: '1' }, { id: 'change' }],
      },
    },
  },
  {
    name: 'reads the root in a mutation’s payload, from every subgraph',
    query: `mutation {
      __typename id
      admit { ok query { __typename open free self { taken } node { ... on Query { taken } } } }
      self { __typename id self { __typename } }
    }`,
    expected: {
      data: {
        __typename: 'Mutation',
        id: 'change',
        admit: {
          ok: true,
          query: { __typename: 'Query', open: 1, free: 2, self: { taken: 3 }, node: { taken: 3 } },
        },
        self: { __typename: 'Mutation', id: 'change', self: { __typename: 'Mutation' } },
      },
    },
  },
  {
    name: 'obeys conditions and aliases on fragments on the root type',
    query: `query ($yes: Boolean!) { self {
      ... on Query @include(if: $yes) { a: free } ... on Query @skip(if: $yes) { b: free } ... @include(if: $yes) { c: taken }
    } }`,
    variables: { yes: true },
    expected: { data: { self: { a: 2, c: 3 } } },
  },
  {
    name: 'asks no subgraph for a root type’s name where that says nothing',
    query: '{ self { ... on Query { open free __typename } } }',
    expected: { data: { self: { open: 1, free: 2, __typename: 'Query' } } },
    asked: (asked) => expect(asked.map(({ query }) => query)).toEqual(['{self{__typename open}}', '{free}']),
  },
];
