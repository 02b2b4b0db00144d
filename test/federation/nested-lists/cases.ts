import { expect } from 'vitest';
import { type Case, representationsOf } from '../support/behaviour.ts';

export const cases: Case[] = [
  {
    name: 'fetches entities in lists of lists',
    query: '{ full { value } }',
    expected: { data: { full: [[{ value: 2 }, { value: 4 }], [{ value: 6 }]] } },
  },
  {
    name: 'keeps nulls and empty lists at either level',
    query: '{ holes { value } empty { value } numbers }',
    expected: {
      data: { holes: [null, [null, { value: 2 }], []], empty: [[], []], numbers: [[1, 2], null, []] },
    },
  },
  {
    name: 'fetches entities three lists deep, equal ones once',
    query: '{ deep { id value } }',
    stock: 'It sends equal representations as often as they occur.',
    expected: {
      data: {
        deep: [
          [[{ id: '1', value: 2 }], []],
          null,
          [
            [
              { id: '2', value: 4 },
              { id: '1', value: 2 },
            ],
          ],
        ],
      },
    },
    asked: (asked) => expect(representationsOf(asked, 'values').map(({ id }) => id)).toEqual(['1', '2']),
  },
  {
    name: 'fetches entities in lists of lists of fetched entities',
    query: '{ full { near { id value near { value } } } }',
    expected: {
      data: {
        full: [[1, 2], [3]].map((row) =>
          row.map((id) => ({
            near: [[{ id: `${id}1`, value: (id * 10 + 1) * 2, near: [[{ value: (id * 100 + 11) * 2 }], []] }], []],
          })),
        ),
      },
    },
  },
  {
    name: 'answers lists of lists of scalars of an entity, below objects in lists',
    query: '{ board { rows { cells { words } } } }',
    expected: {
      data: {
        board: {
          rows: [{ cells: [[{ words: [['1', null], []] }], [null, { words: [['2', null], []] }]] }, { cells: null }],
        },
      },
    },
  },
];
