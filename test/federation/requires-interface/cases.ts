import { expect } from 'vitest';
import { type Case, representationsOf } from '../support/behaviour.ts';

export const cases: Case[] = [
  {
    name: 'sends each implementation what its own field requires',
    query: '{ waiting { id advice } }',
    expected: {
      data: {
        waiting: [
          { id: '3', advice: 'dog of 12 with c3' },
          { id: '2', advice: 'cat of null' },
          { id: '1', advice: 'dog of 3 with c1' },
        ],
      },
    },
    asked: (asked) =>
      expect(representationsOf(asked, 'clinic')).toEqual(
        expect.arrayContaining([
          { __typename: 'Dog', id: '3', age: 12, chip: { code: 'c3' } },
          { __typename: 'Cat', id: '2', age: null },
        ]),
      ),
  },
  {
    name: 'sends it for one implementation only where only one is asked',
    query: '{ waiting { ... on Cat { advice } __typename } }',
    expected: {
      data: {
        waiting: [{ __typename: 'Dog' }, { advice: 'cat of null', __typename: 'Cat' }, { __typename: 'Dog' }],
      },
    },
  },
  {
    name: 'asks for implementations of one interface through another that has no such field',
    query: '{ animals { age ... on Dog { advice chip { code } } ... on Patient { id advice } } next { advice } }',
    expected: {
      data: {
        animals: [
          { age: 3, advice: 'dog of 3 with c1', chip: { code: 'c1' }, id: '1' },
          { age: null, id: '2', advice: 'cat of null' },
          { age: 12, advice: 'dog of 12 with c3', chip: { code: 'c3' }, id: '3' },
        ],
        next: { advice: 'cat of null' },
      },
    },
  },
];
