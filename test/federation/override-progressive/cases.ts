import { expect } from 'vitest';
import type { Case } from '../support/behaviour.ts';

const stock = 'It leaves every field under a label with its old owner.';

export const cases: Case[] = [
  {
    name: 'asks the new owner at 100 percent and the old one at 0 percent or under a label that is not set',
    stock,
    query: '{ always never unset }',
    expected: { data: { always: 'new always', never: 'old never', unset: 'old unset' } },
  },
  {
    name: 'does so for fields of an entity, from the side of the old owner',
    stock,
    query: '{ slip { stays always never unset } }',
    expected: {
      data: { slip: { stays: 'old stays 1', always: 'new always 1', never: 'old never 1', unset: 'old unset 1' } },
    },
  },
  {
    name: 'and from the side of the new owner',
    stock,
    query: '{ newSlip { stays always never unset } }',
    expected: {
      data: { newSlip: { stays: 'old stays 2', always: 'new always 2', never: 'old never 2', unset: 'old unset 2' } },
    },
  },
  {
    name: 'asks one subgraph only where the share decides for it',
    stock,
    query: '{ newSlip { always } }',
    expected: { data: { newSlip: { always: 'new always 2' } } },
    asked: (asked) => expect(asked.map(({ subgraph }) => subgraph)).toEqual(['new']),
  },
];
