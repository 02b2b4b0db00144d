import { expect } from 'vitest';
import type { AskedOperation, Case } from '../support/behaviour.ts';

const only = (name: string) => (asked: AskedOperation[]) =>
  expect(asked.map(({ subgraph }) => subgraph)).toEqual([name]);

export const cases: Case[] = [
  {
    name: 'takes a provided field from where the path begins',
    query: '{ onCall { id name } }',
    expected: { data: { onCall: { id: 'd1', name: 'd1 of the rota' } } },
    asked: only('rota'),
  },
  {
    name: 'asks the owner on a path that does not provide the field',
    query: '{ reserve { name } }',
    expected: { data: { reserve: { name: 'd2 of the register' } } },
  },
  {
    name: 'takes both provided fields of each item of a list, null too',
    query: '{ team { name phone } }',
    expected: {
      data: {
        team: [
          { name: 'd1 of the rota', phone: 'rota d1' },
          { name: 'd2 of the rota', phone: null },
        ],
      },
    },
    asked: only('rota'),
  },
  {
    name: 'asks the owner only for what is not provided',
    query: '{ onCall { name phone licence } }',
    expected: { data: { onCall: { name: 'd1 of the rota', phone: 'register d1', licence: 'L-d1' } } },
  },
  {
    name: 'does not carry what is provided on to the same type further down',
    query: '{ onCall { name substitute { name } } }',
    expected: { data: { onCall: { name: 'd1 of the rota', substitute: { name: 'd2 of the register' } } } },
  },
];
