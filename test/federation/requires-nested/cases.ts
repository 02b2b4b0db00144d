import { expect } from 'vitest';
import { type Case, representationsOf } from '../support/behaviour.ts';

export const cases: Case[] = [
  {
    name: 'sends lists inside lists of objects, empty and null ones too',
    query: '{ stays { energy } }',
    expected: { data: { stays: [{ energy: 300 }, { energy: 0 }] } },
    asked: (asked) =>
      expect(representationsOf(asked, 'reports')).toEqual([
        {
          __typename: 'Stay',
          id: '1',
          days: [{ meals: [{ kcal: 100 }, { kcal: 200 }] }, { meals: [] }, { meals: null }],
        },
        { __typename: 'Stay', id: '2', days: [] },
      ]),
  },
  {
    name: 'sends a list of lists of scalars as it is',
    query: '{ stays { sum } }',
    expected: { data: { stays: [{ sum: '[[1,null],[],[2]]' }, { sum: '[]' }] } },
  },
  {
    name: 'fetches an entity inside the required object first, and sends it without what was not required',
    query: '{ stays { signedBy } }',
    expected: { data: { stays: [{ signedBy: 'Dr d1' }, { signedBy: 'nobody' }] } },
    asked: (asked) =>
      expect(representationsOf(asked, 'reports')).toEqual([
        { __typename: 'Stay', id: '1', ward: { head: { name: 'Dr d1' } } },
        { __typename: 'Stay', id: '2', ward: { head: null } },
      ]),
  },
  {
    name: 'requires a field of objects that the client selects with other fields',
    query: '{ stays { menu energy days { meals { name } } ward { head { pager } } } }',
    expected: {
      data: {
        stays: [
          {
            menu: 'soup+rice3',
            energy: 300,
            days: [{ meals: [{ name: 'soup' }, { name: 'rice' }] }, { meals: [] }, { meals: null }],
            ward: { head: { pager: 55 } },
          },
          { menu: '0', energy: 0, days: [], ward: { head: null } },
        ],
      },
    },
  },
];
