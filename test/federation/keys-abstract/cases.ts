import type { Case } from '../support/behaviour.ts';

export const cases: Case[] = [
  {
    name: 'joins each implementation of an interface by the key that the interface gives it',
    query: '{ owners { id ... on Person { houses { number } } ... on Company { employees houses { number } } } }',
    expected: {
      data: {
        owners: [
          { id: 'p1', houses: [{ number: 1 }] },
          { id: 'c1', employees: 7, houses: [] },
        ],
      },
    },
  },
  {
    name: 'goes back to the interface’s owner from either implementation',
    query: '{ houses { number by { name tags } firm { __typename name employees } } }',
    expected: {
      data: {
        houses: [
          { number: 1, by: { name: 'Rana', tags: ['a'] }, firm: null },
          { number: 2, by: null, firm: { __typename: 'Company', name: 'Hama Ltd', employees: 7 } },
        ],
      },
    },
  },
  {
    name: 'applies a fragment on the interface to the members of a union',
    query: '{ holder { ... on Owner { name ... on Company { houses { number } } } __typename } }',
    expected: { data: { holder: { name: 'Hama Ltd', houses: [], __typename: 'Company' } } },
  },
];
