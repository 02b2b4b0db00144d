import { expect } from 'vitest';
import type { AskedOperation, Case } from '../support/behaviour.ts';

const only = (name: string) => (asked: AskedOperation[]) =>
  expect(asked.map(({ subgraph }) => subgraph)).toEqual([name]);

export const cases: Case[] = [
  {
    name: 'takes a field of a provided object without asking its owner',
    query: '{ first { name maker { name } } }',
    expected: { data: { first: { name: 'shelf 1', maker: { name: 'shelf m1' } } } },
    asked: only('shelf'),
  },
  {
    name: 'takes provided fields of lists in lists',
    query: '{ all { forms { code } maker { country name } } }',
    expected: {
      data: {
        all: [
          { forms: [{ code: 'shelf 1' }, { code: 'shelf' }], maker: { country: 'shelf SY', name: 'shelf m1' } },
          { forms: [{ code: 'shelf 2' }, { code: 'shelf' }], maker: { country: 'shelf SY', name: 'shelf m1' } },
        ],
      },
    },
    asked: only('shelf'),
  },
  {
    name: 'asks the owner for the field of a provided object that is not provided itself',
    query: '{ first { maker { name country } } }',
    expected: { data: { first: { maker: { name: 'shelf m1', country: 'catalogue SY' } } } },
  },
  {
    name: 'asks the owner for all of it on a path that provides nothing',
    query: '{ bare { name maker { name } forms { code dose } } }',
    expected: {
      data: {
        bare: { name: 'catalogue 3', maker: { name: 'catalogue m1' }, forms: [{ code: 'TAB', dose: 500 }] },
      },
    },
  },
];
