import { expect } from 'vitest';
import { type Case, representationsOf } from '../support/behaviour.ts';

export const cases: Case[] = [
  {
    name: 'sends the nested object of a key, and only the fields of it that the key names',
    query: '{ wards { nurse } }',
    expected: { data: { wards: [{ nurse: 'Nurse of W1 H1' }, { nurse: 'Nurse of W2 H2' }] } },
    asked: (asked) =>
      expect(representationsOf(asked, 'nursing')).toEqual([
        { __typename: 'Ward', code: 'W1', hospital: { id: 'H1' } },
        { __typename: 'Ward', code: 'W2', hospital: { id: 'H2' } },
      ]),
  },
  {
    name: 'sends a key that is nested twice',
    query: '{ beds { patient } }',
    expected: { data: { beds: [{ patient: '1 in W1 of H1' }, { patient: '1 in W2 of H2' }] } },
    asked: (asked) =>
      expect(representationsOf(asked, 'nursing')).toEqual([
        { __typename: 'Bed', number: 1, ward: { code: 'W1', hospital: { id: 'H1' } } },
        { __typename: 'Bed', number: 1, ward: { code: 'W2', hospital: { id: 'H2' } } },
      ]),
  },
  {
    name: 'resolves the entity inside a nested key as well as the one that it belongs to',
    query: '{ firstWard { nurse hospital { city staff } } }',
    expected: { data: { firstWard: { nurse: 'Nurse of W1 H1', hospital: { city: 'Homs', staff: 100 } } } },
  },
  {
    name: 'keeps nested keys apart from what the client selects there under aliases',
    stock: 'It merges a key into the place of the alias that bears its name.',
    query: '{ beds { ward { id: code code: __typename hospital { id: city } nurse } patient } }',
    expected: {
      data: {
        beds: [
          {
            ward: { id: 'W1', code: 'Ward', hospital: { id: 'Homs' }, nurse: 'Nurse of W1 H1' },
            patient: '1 in W1 of H1',
          },
          {
            ward: { id: 'W2', code: 'Ward', hospital: { id: 'Hama' }, nurse: 'Nurse of W2 H2' },
            patient: '1 in W2 of H2',
          },
        ],
      },
    },
  },
];
