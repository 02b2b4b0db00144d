import { expect } from 'vitest';
import { type Case, representationsOf } from '../support/behaviour.ts';

export const cases: Case[] = [
  {
    name: 'sends a list of scalars as a key, empty too, and keeps lists apart that read alike',
    query: '{ kits { label } }',
    expected: { data: { kits: [{ label: '2: a+b' }, { label: '0: ' }, { label: '1: a,b' }] } },
  },
  {
    name: 'sends a list of objects as a key',
    query: '{ kits { price } }',
    expected: { data: { kits: [{ price: 30 }, { price: 0 }, { price: 10 }] } },
    asked: (asked) =>
      expect(representationsOf(asked, 'prices')).toEqual([
        { __typename: 'Kit', parts: [{ id: '1' }, { id: '2' }] },
        { __typename: 'Kit', parts: [] },
        { __typename: 'Kit', parts: [{ id: '1' }] },
      ]),
  },
  {
    name: 'resolves entities of a list that is itself a key, and one that comes back from there',
    query: '{ kits { parts { size price } cheapest { size } price } }',
    expected: {
      data: {
        kits: [
          {
            parts: [
              { size: 5, price: 10 },
              { size: 6, price: 20 },
            ],
            cheapest: { size: 5 },
            price: 30,
          },
          { parts: [], cheapest: null, price: 0 },
          { parts: [{ size: 5, price: 10 }], cheapest: { size: 5 }, price: 10 },
        ],
      },
    },
  },
];
