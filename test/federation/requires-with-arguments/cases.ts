import { expect } from 'vitest';
import { type Case, representationsOf } from '../support/behaviour.ts';

const mixes = 'It puts the required value in the place of the client’s own, or the other way round.';

export const cases: Case[] = [
  {
    name: 'sends the field with the arguments that @requires gives it',
    query: '{ drugs { tax } }',
    expected: { data: { drugs: [{ tax: 10 }, { tax: 20 }] } },
    asked: (asked) =>
      expect(representationsOf(asked, 'taxes')).toEqual([
        { __typename: 'Drug', id: '1', price: 100 },
        { __typename: 'Drug', id: '2', price: 200 },
      ]),
  },
  {
    name: 'keeps the client’s arguments apart from those of @requires',
    query: '{ drugs { price(currency: EUR) tax } }',
    stock: mixes,
    expected: {
      data: {
        drugs: [
          { price: 200, tax: 10 },
          { price: 400, tax: 20 },
        ],
      },
    },
  },
  {
    name: 'keeps them apart when the client’s argument is a variable that turns out to be the same, or another',
    query: 'query ($currency: Currency) { drug { price(currency: $currency) tax } }',
    variables: { currency: 'SYP' },
    stock: mixes,
    expected: { data: { drug: { price: 300, tax: 10 } } },
  },
  {
    name: 'keeps two fields apart that require one field with different arguments',
    query: '{ drug { tax duty(percent: 5) stamp } }',
    stock: mixes,
    expected: { data: { drug: { tax: 10, duty: 15, stamp: 1 } } },
  },
  {
    name: 'gives the client every variant that it selects under an alias',
    query: '{ drug { price a: price(currency: SYP) b: price(currency: EUR) tax duty(percent: 100) } }',
    stock: mixes,
    expected: { data: { drug: { price: 100, a: 300, b: 200, tax: 10, duty: 300 } } },
  },
  {
    name: 'does not take an alias that bears the name of the required field for it',
    query: '{ drug { price: tax cost: price(currency: EUR) } }',
    expected: { data: { drug: { price: 10, cost: 200 } } },
  },
  {
    name: 'requires lists of objects by arguments at two levels, beside the client’s own',
    query: '{ drug { leaflet names(language: "en") { text } box maker { label(short: false) } } }',
    stock: mixes,
    expected: {
      data: {
        drug: {
          leaflet: 'X1AR',
          names: [{ text: 'x1en' }, { text: 'y1en' }],
          box: '[m1]',
          maker: { label: 'maker 1' },
        },
      },
    },
  },
];
