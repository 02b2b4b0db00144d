import { expect } from 'vitest';
import type { Case } from '../support/behaviour.ts';

const kind = { enumValues: [{ name: 'A' }] };

export const cases: Case[] = [
  {
    name: 'answers them below a field that returns the root type, beside data of two subgraphs',
    query: `{ self { open __schema { queryType { name } mutationType { name } subscriptionType { name } }
      more kind: __type(name: "Kind") { kind name } none: __type(name: "None") { kind } } }`,
    expected: {
      data: {
        self: {
          open: 1,
          __schema: { queryType: { name: 'Query' }, mutationType: { name: 'Mutation' }, subscriptionType: null },
          more: 2,
          kind: { kind: 'ENUM', name: 'Kind' },
          none: null,
        },
      },
    },
  },
  {
    name: 'asks subgraphs only whether the object is there',
    query: '{ self { __schema { queryType { name } } } nobody { __schema { queryType { name } } } }',
    expected: { data: { self: { __schema: { queryType: { name: 'Query' } } }, nobody: null } },
    asked: (asked) =>
      expect(asked.map(({ query }) => query.replaceAll(/\s+/g, ''))).toEqual(['{self{__typename}nobody{__typename}}']),
  },
  {
    name: 'answers them at every depth, for objects of a list and of other types',
    query: `{
      must { self { __type(name: "Thing") { name } } }
      selves(count: 2) { __type(name: "Kind") { enumValues { name } } }
      thing { size root { __type(name: "Query") { interfaces { name } } } }
    }`,
    expected: {
      data: {
        must: { self: { __type: { name: 'Thing' } } },
        selves: [{ __type: kind }, { __type: kind }],
        thing: { size: 3, root: { __type: { interfaces: [{ name: 'Node' }] } } },
      },
    },
  },
  {
    name: 'answers them in a mutation’s payload',
    query:
      'mutation { go { ok query { more __type(name: "Gone") { fields { name } } __schema { queryType { name } } } } }',
    expected: {
      data: {
        go: {
          ok: true,
          query: {
            more: 2,
            __type: { fields: [{ name: 'ok' }, { name: 'query' }] },
            __schema: { queryType: { name: 'Query' } },
          },
        },
      },
    },
  },
  {
    name: 'answers them in fragments on the root type, within an interface too',
    query: `{ self { ...Asking } node { ... on Query { ...Asking more } self { __typename } } }
      fragment Asking on Query { t: __type(name: "Kind") { ...Kind } }
      fragment Kind on __Type { enumValues(includeDeprecated: true) { name isDeprecated deprecationReason } }`,
    expected: {
      data: {
        self: {
          t: {
            enumValues: [
              { name: 'A', isDeprecated: false, deprecationReason: null },
              { name: 'B', isDeprecated: true, deprecationReason: 'Use A.' },
            ],
          },
        },
        node: {
          t: {
            enumValues: [
              { name: 'A', isDeprecated: false, deprecationReason: null },
              { name: 'B', isDeprecated: true, deprecationReason: 'Use A.' },
            ],
          },
          more: 2,
          self: { __typename: 'Query' },
        },
      },
    },
  },
  {
    name: 'merges what two selections of one question ask, and keeps others apart',
    query: `query ($name: String!, $yes: Boolean = true) { self {
      __type(name: $name) { name } ... @include(if: $yes) { __type(name: $name) { kind } } ... @skip(if: $yes) { x: __type(name: "Gone") { kind } }
      other: __type(name: "Gone") { kind name }
    } }`,
    variables: { name: 'Kind' },
    expected: {
      data: { self: { __type: { name: 'Kind', kind: 'ENUM' }, other: { kind: 'OBJECT', name: 'Gone' } } },
    },
  },
  {
    name: 'tells what is wrong with one where it stands',
    query: 'query ($name: String = "Kind") { must { selves(count: 2) { open __type(name: $name) { name } } } }',
    variables: { name: null },
    expected: {
      data: {
        must: {
          selves: [
            { open: 1, __type: null },
            { open: 1, __type: null },
          ],
        },
      },
      errors: [
        { path: ['must', 'selves', 0, '__type'], code: 'BAD_USER_INPUT' },
        { path: ['must', 'selves', 1, '__type'], code: 'BAD_USER_INPUT' },
      ],
    },
  },
];
