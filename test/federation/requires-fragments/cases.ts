import { expect } from 'vitest';
import { type Case, representationsOf } from '../support/behaviour.ts';

export const cases: Case[] = [
  {
    name: 'sends what each implementation of an interface is required to have, and null where there is none',
    query: '{ visits { group } }',
    expected: {
      data: { visits: [{ group: 'S52 ulna' }, { group: 'R50 39.5' }, { group: 'none' }] },
    },
    asked: (asked) =>
      expect(representationsOf(asked, 'statistics')).toMatchObject([
        { __typename: 'Visit', id: '1', finding: { code: 'S52', bone: 'ulna' } },
        { __typename: 'Visit', id: '2', finding: { code: 'R50', degrees: 39.5 } },
        { __typename: 'Visit', id: '3', finding: null },
      ]),
  },
  {
    name: 'sends what each member of a union is required to have',
    query: '{ visits { region } }',
    expected: {
      data: { visits: [{ region: 'Clinic 7' }, { region: 'Home Rose' }, { region: 'Home Olive' }] },
    },
  },
  {
    name: 'requires a field of the interface itself',
    query: '{ visits { chapter } }',
    expected: { data: { visits: [{ chapter: 'S' }, { chapter: 'R' }, { chapter: '-' }] } },
  },
  {
    name: 'requires both beside other selections of the same fields by the client',
    query: `{ visits { group region finding { __typename ... on Fever { degrees } } place { ... on Home { street } } } }`,
    expected: {
      data: {
        visits: [
          { group: 'S52 ulna', region: 'Clinic 7', finding: { __typename: 'Fracture' }, place: {} },
          {
            group: 'R50 39.5',
            region: 'Home Rose',
            finding: { __typename: 'Fever', degrees: 39.5 },
            place: { street: 'Rose' },
          },
          { group: 'none', region: 'Home Olive', finding: null, place: { street: 'Olive' } },
        ],
      },
    },
  },
  {
    name: 'fetches them first where the operation begins in the requiring subgraph',
    query: '{ sampled { group region } }',
    expected: { data: { sampled: { group: 'R50 39.5', region: 'Home Rose' } } },
  },
  {
    name: 'is not misled by aliases of the client inside the required objects',
    query: '{ visits { group finding { code: __typename ... on Fracture { bone: code } ... on Fever { degrees } } } }',
    stock: 'It requires the values of the aliases.',
    expected: {
      data: {
        visits: [
          { group: 'S52 ulna', finding: { code: 'Fracture', bone: 'S52' } },
          { group: 'R50 39.5', finding: { code: 'Fever', degrees: 39.5 } },
          { group: 'none', finding: null },
        ],
      },
    },
  },
];
