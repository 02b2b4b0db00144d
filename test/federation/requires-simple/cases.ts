import { expect } from 'vitest';
import { type Case, representationsOf } from '../support/behaviour.ts';

export const cases: Case[] = [
  {
    name: 'sends what a field requires, null too, although the client does not select it',
    query: '{ parcels { cost } }',
    expected: { data: { parcels: [{ cost: 'cost 4' }, { cost: 'cost null' }, { cost: 'cost 10' }] } },
    asked: (asked) =>
      expect(representationsOf(asked, 'shipping')).toEqual([
        { __typename: 'Parcel', id: '1', weight: 4 },
        { __typename: 'Parcel', id: '2', weight: null },
        { __typename: 'Parcel', id: '3', weight: 10 },
      ]),
  },
  {
    name: 'sends only what the selected fields require',
    query: '{ parcel(id: "1") { carrier } }',
    expected: { data: { parcel: { carrier: 'carrier 1' } } },
    asked: (asked) => expect(representationsOf(asked, 'shipping')).toEqual([{ __typename: 'Parcel', id: '1' }]),
  },
  {
    name: 'leaves the subgraph for what it requires and comes back',
    query: '{ next { cost carrier } }',
    expected: { data: { next: { cost: 'cost 10', carrier: 'carrier 3' } } },
    asked: (asked) => expect(asked.map(({ subgraph }) => subgraph)).toEqual(['shipping', 'depot', 'shipping']),
  },
  {
    name: 'gives the client what a field requires under its own aliases',
    query: '{ parcels { weight: fragile kilos: weight cost } }',
    stock: 'It sends the value of the alias that bears the name of a required field.',
    expected: {
      data: {
        parcels: [
          { weight: false, kilos: 4, cost: 'cost 4' },
          { weight: true, kilos: null, cost: 'cost null' },
          { weight: null, kilos: 10, cost: 'cost 10' },
        ],
      },
    },
  },
  {
    name: 'requires several fields for one field with arguments, selected twice',
    query: 'query ($by: String) { parcel(id: "2") { handling a: handling(by: $by) b: handling(by: null) } }',
    variables: { by: 'crane' },
    expected: {
      data: {
        parcel: { handling: 'null true by hand', a: 'null true by crane', b: 'null true by null' },
      },
    },
  },
  {
    name: 'requires a field once for the same field in several fragments',
    query: `{ parcel(id: "1") { ...costs ... on Parcel { cost } ... { cost weight } } } fragment costs on Parcel { cost id }`,
    expected: { data: { parcel: { cost: 'cost 4', id: '1', weight: 4 } } },
  },
];
