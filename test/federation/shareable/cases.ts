import { expect } from 'vitest';
import type { Case } from '../support/behaviour.ts';

export const cases: Case[] = [
  {
    name: 'takes shared fields from the subgraph at hand',
    query: '{ person { name score home { city street } } }',
    expected: { data: { person: { name: 'Rana', score: 3, home: { city: 'Homs', street: 'Rose' } } } },
    asked: (asked) => expect(asked.map(({ subgraph }) => subgraph)).toEqual(['people']),
  },
  {
    name: 'asks another subgraph for a value type’s field that this one lacks, through the owner of the value',
    query: '{ person { home { street zone } } }',
    expected: { data: { person: { home: { street: 'Rose', zone: 5 } } } },
  },
  {
    name: 'puts one value together from two subgraphs where each has a part',
    query: '{ winner { score rank name home { zone box { number } city } work { city } } }',
    expected: {
      data: {
        winner: {
          score: 3,
          rank: 1,
          name: 'Rana',
          home: { zone: 5, box: { number: 9 }, city: 'Homs' },
          work: null,
        },
      },
    },
  },
  {
    name: 'answers a value type at the root from the subgraph that has all that is selected',
    query: '{ place { zone city box { number } } box { number } }',
    expected: {
      data: { place: { zone: 5, city: 'Homs', box: { number: 9 } }, box: { number: 1 } },
    },
  },
];
