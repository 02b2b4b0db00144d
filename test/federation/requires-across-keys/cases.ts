import type { Case } from '../support/behaviour.ts';

export const cases: Case[] = [
  {
    name: 'asks for what is required before it is sent',
    stock: 'Apollo’s planner makes both requests at once.',
    query: '{ collected { heavier { code weight } } }',
    expected: { data: { collected: [{ heavier: { code: 'B', weight: 20 } }, { heavier: null }] } },
  },
  {
    name: 'does so where the client selects what is required too',
    query: '{ collected { code weight heavier { code name weight dose(unit: 2) } dose } }',
    expected: {
      data: {
        collected: [
          { code: 'A', weight: 10, heavier: { code: 'B', name: 'sample 2', weight: 20, dose: 40 }, dose: 10 },
          { code: 'B', weight: 20, heavier: null, dose: 20 },
        ],
      },
    },
  },
];
