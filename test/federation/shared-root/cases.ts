import { expect } from 'vitest';
import type { Case } from '../support/behaviour.ts';

export const cases: Case[] = [
  {
    name: 'asks each subgraph for its part of a shared root field and puts the parts together',
    query: '{ today { date weather { degrees } doctor power { hours } } }',
    expected: {
      data: { today: { date: '2026-03-01', weather: { degrees: 20 }, doctor: null, power: { hours: 4 } } },
    },
    asked: (asked) => expect(asked.map(({ subgraph }) => subgraph).sort()).toEqual(['duty', 'supply', 'weather']),
  },
  {
    name: 'asks one subgraph only for what any of them can answer',
    query: '{ today { date } }',
    expected: { data: { today: { date: '2026-03-01' } } },
    asked: (asked) => expect(asked.length).toBe(1),
  },
  {
    name: 'puts lists together item by item',
    query: '{ days { power { source hours } date weather { degrees } } }',
    expected: {
      data: {
        days: [
          { power: { source: 'grid', hours: 4 }, date: '2026-03-01', weather: { degrees: 20 } },
          { power: { source: 'grid', hours: 4 }, date: '2026-03-02', weather: { degrees: 20 } },
        ],
      },
    },
  },
  {
    name: 'does so under aliases and through fragments',
    query: `{ a: today { ...power } b: today { d: doctor ...power date: __typename } }
      fragment power on Day { power { h: hours } weather { c: degrees } }`,
    expected: {
      data: {
        a: { power: { h: 4 }, weather: { c: 20 } },
        b: { d: null, power: { h: 4 }, weather: { c: 20 }, date: 'Day' },
      },
    },
  },
  {
    name: 'answers root fields of one subgraph and shared ones in one operation, in the client’s order',
    query: '{ supplyOnly today { doctor } weatherOnly __typename dutyOnly }',
    expected: {
      data: {
        supplyOnly: 'supply',
        today: { doctor: null },
        weatherOnly: 'weather',
        __typename: 'Query',
        dutyOnly: 'duty',
      },
    },
  },
];
