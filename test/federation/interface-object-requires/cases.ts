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
  {
    name: 'asks for what is selected of every implementation, and of one of them besides',
    query: '{ staff { alias: name office ... on Guard { gate name badge grade } } }',
    stock: 'Its request for the office asks for a name that nobody fetched.',
    expected: {
      data: {
        staff: [
          { alias: 'Rana', office: 'office 1' },
          { alias: 'Basel', office: 'office 2', gate: 3, name: 'Basel', badge: '[Basel]', grade: 20 },
        ],
      },
    },
  },
  {
    name: 'sends a key of every implementation, whatever is required of one',
    query: '{ wearers { w: id ... on Guard { badge g: grade c: colour } ... on Nurse { __typename } } }',
    stock: 'It sends nurses without their key.',
    expected: {
      data: {
        wearers: [
          { w: '2', badge: '[Basel]', g: 20, c: 'gold' },
          { w: '1', __typename: 'Nurse' },
        ],
      },
    },
  },
  {
    name: 'answers what takes Apollo’s planner longer than anyone waits',
    query: `{ staff { boss { boss { boss { grade colour __typename ... on Guard { office badge } ... on Nurse { grade } } name
      office ... { o: office boss { c: colour badge ... on Nurse { shift boss { grade badge } } } t: __typename } } __typename } } }`,
    stock: 'It has no deadline.',
    expected: { data: { staff: [{ boss: { boss: null, __typename: 'Guard' } }, { boss: null }] } },
  },
];
