import type { Case } from '../support/behaviour.ts';

export const cases: Case[] = [
  {
    name: 'requires a field of another object of the type, which itself is had by a requirement',
    query: '{ doctors { name rank } }',
    expected: {
      data: {
        doctors: [
          { name: 'Rana', rank: 'Rana below 2' },
          { name: 'Sami', rank: 'Sami below 3' },
          { name: 'Lina', rank: 'Lina below nobody' },
        ],
      },
    },
  },
  {
    name: 'requires it where the operation begins at the other end',
    query: '{ graded { rank grade supervisor { rank } } }',
    expected: {
      data: {
        graded: [
          { rank: 'Rana below 2', grade: 1, supervisor: { rank: 'Sami below 3' } },
          { rank: 'Sami below 3', grade: 2, supervisor: { rank: 'Lina below nobody' } },
          { rank: 'Lina below nobody', grade: 3, supervisor: null },
        ],
      },
    },
  },
  {
    name: 'requires it of the object after the next',
    query: '{ doctors { above { name rank } } }',
    expected: {
      data: { doctors: [{ above: { name: 'Lina', rank: 'Lina below nobody' } }, { above: null }, { above: null }] },
    },
  },
];
