import { expect } from 'vitest';
import type { Case } from '../support/behaviour.ts';

export const cases: Case[] = [
  {
    name: 'asks the new owner of a root field, never the old one',
    query: '{ total }',
    expected: { data: { total: 'new total' } },
    asked: (asked) => expect(asked.map(({ subgraph }) => subgraph)).toEqual(['new']),
  },
  {
    name: 'asks the new owner of an entity’s field although the old one is at hand',
    query: '{ oldBills { amount payer state } }',
    expected: {
      data: {
        oldBills: [
          { amount: 'new amount 1', payer: 'old payer 1', state: 'new state 1' },
          { amount: 'new amount 2', payer: 'old payer 2', state: 'new state 2' },
        ],
      },
    },
  },
  {
    name: 'joins fields of three owners after a root field moved',
    query: '{ bill { id note amount payer } }',
    expected: {
      data: { bill: { id: '9', note: 'other note 9', amount: 'new amount 9', payer: 'old payer 9' } },
    },
  },
  {
    name: 'starts at the new owner and goes to the old one for what stayed there',
    query: '{ newBill { payer state } }',
    expected: { data: { newBill: { payer: 'old payer 3', state: 'new state 3' } } },
  },
];
