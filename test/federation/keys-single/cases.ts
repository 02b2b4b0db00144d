import { expect } from 'vitest';
import { type Case, representationsOf } from '../support/behaviour.ts';

export const cases: Case[] = [
  {
    name: 'joins fields of two subgraphs by the key, which the client need not select',
    query: '{ patient(id: "1") { name visits } }',
    expected: { data: { patient: { name: 'Rana', visits: 10 } } },
  },
  {
    name: 'asks nobody else for what one subgraph knows',
    query: '{ patient(id: "1") { id name } }',
    expected: { data: { patient: { id: '1', name: 'Rana' } } },
    asked: (asked) => expect(asked.map(({ subgraph }) => subgraph)).toEqual(['registry']),
  },
  {
    name: 'asks for no entity where the parent is null',
    query: '{ patient(id: "none") { name visits balance } }',
    expected: { data: { patient: null } },
    asked: (asked) => expect(asked.map(({ subgraph }) => subgraph)).toEqual(['registry']),
  },
  {
    name: 'answers fields in the order in which the client selects them',
    query: '{ patient(id: "2") { balance visits name id } }',
    expected: { data: { patient: { balance: 1, visits: 20, name: 'Basel', id: '2' } } },
  },
  {
    name: 'joins each item of a list, with one request per subgraph',
    query: '{ patients { name visits } }',
    expected: {
      data: {
        patients: [
          { name: 'Rana', visits: 10 },
          { name: 'Basel', visits: 20 },
        ],
      },
    },
    asked(asked) {
      expect(asked.map(({ subgraph }) => subgraph)).toEqual(['registry', 'records']);
      expect(representationsOf(asked, 'records')).toEqual([
        { __typename: 'Patient', id: '1' },
        { __typename: 'Patient', id: '2' },
      ]);
    },
  },
  {
    name: 'follows an entity to another entity and back, over three subgraphs',
    query: '{ patients { lastVisit { cost patient { name balance lastVisit { code } } } } }',
    expected: {
      data: {
        patients: [
          { lastVisit: { cost: 12.5, patient: { name: 'Rana', balance: 0.5, lastVisit: { code: 'V1' } } } },
          { lastVisit: null },
        ],
      },
    },
  },
];
