import { expect } from 'vitest';
import { type Case, representationsOf } from '../support/behaviour.ts';

export const cases: Case[] = [
  {
    name: 'answers null for what hangs on a key that is null, and the rest of the list as it is',
    query: '{ samples { id result } }',
    expected: {
      data: {
        samples: [
          { id: '1', result: 'result of A' },
          null,
          { id: '2', result: null },
          { id: '9', result: null },
          { id: '3', result: 'result of C' },
        ],
      },
    },
    asked: (asked) => expect(representationsOf(asked, 'tubes').map(({ id }) => id)).toEqual(['1', '2', '9', '3']),
  },
  {
    name: 'answers null for what hangs on a nested key that is null, at either level',
    query: '{ samples { shelf lab { id name } } }',
    expected: {
      data: {
        samples: [
          { shelf: 'shelf of L1', lab: { id: 'L1', name: 'lab L1' } },
          null,
          { shelf: null, lab: null },
          { shelf: null, lab: null },
          { shelf: null, lab: { id: null, name: null } },
        ],
      },
    },
  },
  {
    name: 'lets an entity that is not found become null where one of its fields must not be',
    stock: 'It tells no error.',
    query: '{ strict { id count } }',
    expected: { data: { strict: null }, errors: [{ path: ['strict', 'count'] }] },
  },
  {
    name: 'does so for single items of a list',
    stock: 'It tells no error.',
    query: '{ samples { id count } }',
    expected: {
      data: { samples: [{ id: '1', count: 1 }, null, null, null, { id: '3', count: 1 }] },
      errors: [{ path: ['samples', 2, 'count'] }, { path: ['samples', 3, 'count'] }],
    },
  },
  {
    name: 'finds entities in lists of lists, past nulls and empty lists',
    query: '{ matrix { result } }',
    expected: {
      data: {
        matrix: [[{ result: 'result of C' }, null], null, [], [{ result: null }, { result: 'result of A' }]],
      },
    },
  },
  {
    name: 'keeps the fields that are known of an entity that another subgraph does not find',
    query: '{ sample(id: "9") { id barcode result __typename } }',
    expected: { data: { sample: { id: '9', barcode: null, result: null, __typename: 'Sample' } } },
  },
];
