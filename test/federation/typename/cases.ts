import { expect } from 'vitest';
import type { Case } from '../support/behaviour.ts';

export const cases: Case[] = [
  {
    name: 'knows the types of the roots without asking anybody',
    query: '{ __typename a: __typename ... on Query { b: __typename } }',
    expected: { data: { __typename: 'Query', a: 'Query', b: 'Query' } },
    asked: (asked) => expect(asked).toEqual([]),
  },
  {
    name: 'answers it in lists of an interface, with aliases and inside fragments',
    query: '{ shapes { __typename id ... on Circle { t: __typename radius } ... on Shape { u: __typename } } }',
    expected: {
      data: {
        shapes: [
          { __typename: 'Circle', id: '1', t: 'Circle', radius: 2, u: 'Circle' },
          { __typename: 'Square', id: '2', u: 'Square' },
        ],
      },
    },
  },
  {
    name: 'answers it where nothing else is asked of an object',
    query: '{ shapes { __typename } figure { t: __typename } circle { __typename } nothing { __typename } }',
    expected: {
      data: {
        shapes: [{ __typename: 'Circle' }, { __typename: 'Square' }],
        figure: { t: 'Square' },
        circle: { __typename: 'Circle' },
        nothing: null,
      },
    },
  },
  {
    name: 'answers it for what a second subgraph adds, through a union',
    query:
      '{ circle { color { __typename name } twin { __typename ... on Square { side t: __typename color { __typename } } } } }',
    expected: {
      data: {
        circle: {
          color: { __typename: 'Color', name: 'red' },
          twin: { __typename: 'Square', side: 3, t: 'Square', color: null },
        },
      },
    },
  },
  {
    name: 'leaves it out where the client does not ask, although the join needs it',
    query: '{ shapes { ... on Circle { color { name } } ... on Square { color { name } } } }',
    expected: { data: { shapes: [{ color: { name: 'red' } }, { color: null }] } },
  },
  {
    name: 'answers it for a value that two subgraphs put together',
    query: '{ point { __typename y x } }',
    expected: { data: { point: { __typename: 'Point', y: 2, x: 1 } } },
  },
  {
    name: 'answers it in a mutation, before and after fields',
    query: 'mutation { __typename draw { __typename ... on Circle { color { name } } id } t: __typename }',
    expected: {
      data: {
        __typename: 'Mutation',
        draw: { __typename: 'Circle', color: { name: 'red' }, id: '1' },
        t: 'Mutation',
      },
    },
  },
];
