import { expect } from 'vitest';
import type { Case } from '../support/behaviour.ts';

export const cases: Case[] = [
  {
    name: 'answers the key of what it points at, asking nobody else',
    query: '{ marked { id } bookmarks { name target { id } } }',
    expected: {
      data: {
        marked: { id: 'w1' },
        bookmarks: [
          { name: 'a', target: { id: 'w1' } },
          { name: 'b', target: { id: 'c1' } },
        ],
      },
    },
    asked: (asked) => expect(asked.map(({ subgraph }) => subgraph)).toEqual(['marks']),
  },
  {
    name: 'finds out the real types of what it points at',
    query: '{ bookmarks { target { __typename id ... on Ward { beds } ... on Clinic { rooms } } } }',
    expected: {
      data: {
        bookmarks: [
          { target: { __typename: 'Ward', id: 'w1', beds: 10 } },
          { target: { __typename: 'Clinic', id: 'c1', rooms: 3 } },
        ],
      },
    },
  },
  {
    name: 'applies a fragment on one implementation, leaving the others empty',
    query:
      '{ bookmarks { target { ... on Clinic { rooms } } } marked { ... on Ward { id beds } } node(id: "c9") { id } }',
    expected: {
      data: {
        bookmarks: [{ target: {} }, { target: { rooms: 3 } }],
        marked: { id: 'w1', beds: 10 },
        node: { id: 'c9' },
      },
    },
  },
];
