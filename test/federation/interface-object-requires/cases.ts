import type { Case } from '../support/behaviour.ts';

export const cases: Case[] = [
  {
    name: 'sends the interface’s field to the interface object that requires it',
    query: '{ staff { badge } }',
    expected: { data: { staff: [{ badge: '[Rana]' }, { badge: '[Basel]' }] } },
  },
  {
    name: 'fetches it first where the operation begins in the interface object',
    query: '{ wearers { id badge } }',
    expected: {
      data: {
        wearers: [
          { id: '2', badge: '[Basel]' },
          { id: '1', badge: '[Rana]' },
        ],
      },
    },
  },
  {
    name: 'requires what another interface object adds',
    query: '{ wearers { colour } staff { colour grade } }',
    expected: {
      data: {
        wearers: [{ colour: 'gold' }, { colour: 'grey' }],
        staff: [
          { colour: 'grey', grade: 10 },
          { colour: 'gold', grade: 20 },
        ],
      },
    },
  },
  {
    name: 'requires it for one implementation selected by name',
    query: '{ nurse { badge shift colour office } staff { ... on Guard { badge gate } } }',
    expected: {
      data: {
        nurse: { badge: '[Rana]', shift: 'day', colour: 'grey', office: 'office 1' },
        staff: [{}, { badge: '[Basel]', gate: 3 }],
      },
    },
  },
  {
    name: 'follows an interface object to another one and finds its type',
    query: '{ staff { boss { __typename badge office ... on Guard { gate } } } }',
    expected: {
      data: {
        staff: [{ boss: { __typename: 'Guard', badge: '[Basel]', office: 'office 2', gate: 3 } }, { boss: null }],
      },
    },
  },
];
