import type { Case } from '../support/behaviour.ts';

export const cases: Case[] = [
  {
    name: 'joins types that are extended as federation 1 does it',
    query: '{ me { login reviews { id text } lastSeen } }',
    expected: { data: { me: { login: 'a1', reviews: [{ id: 'r1', text: 'of 1' }], lastSeen: 'a1 today' } } },
  },
  {
    name: 'provides and requires external fields',
    query: '{ reviews { author { login } writer { login badge } } }',
    expected: {
      data: {
        reviews: [
          { author: { login: 'provided 1' }, writer: { login: 'a1', badge: '[a1]' } },
          { author: { login: 'provided 2' }, writer: { login: 'a2', badge: '[a2]' } },
        ],
      },
    },
  },
  {
    name: 'goes from one key to the other for a third subgraph',
    query: '{ reviews { writer { lastSeen } } }',
    expected: { data: { reviews: [{ writer: { lastSeen: 'a1 today' } }, { writer: { lastSeen: 'a2 today' } }] } },
  },
  {
    name: 'shares value types that are the same everywhere',
    query: '{ shop { address { city street } } me { address { street city } } }',
    expected: {
      data: {
        shop: { address: { city: 'Hama', street: 'Olive' } },
        me: { address: { street: 'Rose', city: 'Homs' } },
      },
    },
  },
];
