import { expect } from 'vitest';
import { type Case, representationsOf } from '../support/behaviour.ts';

const title = '... on Book { title dimensions { size } } ... on Film { title dimensions { size } }';
const book = { title: 'title b1', dimensions: { size: 'A5' } };
const film = { title: 'film f1', dimensions: { size: '16:9' } };

export const cases: Case[] = [
  {
    name: 'asks the owner of each implementation for its fields',
    query: `{ products { id ${title} } }`,
    expected: {
      data: {
        products: [
          { id: 'b1', ...book },
          { id: 'f1', ...film },
        ],
      },
    },
    asked(asked) {
      expect(representationsOf(asked, 'books')).toEqual([{ __typename: 'Book', id: 'b1' }]);
      expect(representationsOf(asked, 'films')).toEqual([{ __typename: 'Film', id: 'f1' }]);
    },
  },
  {
    name: 'asks no owner whose implementation does not occur',
    query: `{ similar(id: "b1") { ${title} } }`,
    expected: { data: { similar: [film] } },
    asked: (asked) => expect(asked.map(({ subgraph }) => subgraph)).toEqual(['shop', 'films']),
  },
  {
    name: 'goes through an interface to entities and through them to the interface again',
    query: `{ products { reviews { stars product { __typename ${title} reviews { id } } } } }`,
    expected: {
      data: {
        products: [
          { reviews: [{ stars: 1, product: { __typename: 'Film', ...film, reviews: [{ id: 'r2' }, { id: 'r3' }] } }] },
          {
            reviews: [2, 3].map((stars) => ({
              stars,
              product: { __typename: 'Book', ...book, reviews: [{ id: 'r1' }] },
            })),
          },
        ],
      },
    },
  },
  {
    name: 'joins members of a union, beside a member that is no entity',
    query: `{ results { __typename ${title} ... on Nothing { reason } } result { ... on Book { title } ... on Nothing { reason } } }`,
    expected: {
      data: {
        results: [
          { __typename: 'Film', ...film },
          { __typename: 'Nothing', reason: 'end' },
          { __typename: 'Book', ...book },
        ],
        result: { reason: 'empty' },
      },
    },
  },
  {
    name: 'answers an interface of value types below entities of different owners',
    query: `{ products { ... on Book { author { name ... on Person { born } ... on Company { registered } } }
      ... on Film { maker { __typename name ... on Company { registered } } } } }`,
    expected: {
      data: {
        products: [
          { author: { name: 'Nizar', born: 1923 } },
          { maker: { __typename: 'Company', name: 'Film Co', registered: null } },
        ],
      },
    },
  },
  {
    name: 'requires a field for the one implementation that asks for it',
    query: '{ products { ... on Book { shelf } id } }',
    expected: { data: { products: [{ shelf: 'shelf of title b1', id: 'b1' }, { id: 'f1' }] } },
  },
];
