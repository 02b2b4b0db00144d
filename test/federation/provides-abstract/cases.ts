import { expect } from 'vitest';
import { type Case, representationsOf } from '../support/behaviour.ts';

export const cases: Case[] = [
  {
    name: 'takes the field from the one implementation that provides it and asks the owner for the other',
    query: '{ loans { id title } }',
    expected: {
      data: {
        loans: [
          { id: '1', title: 'library 1' },
          { id: '2', title: 'owner 2' },
          { id: '3', title: 'library 3' },
        ],
      },
    },
    asked: (asked) => expect(representationsOf(asked, 'titles')).toEqual([{ __typename: 'Film', id: '2' }]),
  },
  {
    name: 'takes it from the one member of a union, and nested objects from the other',
    query: '{ found { __typename ... on Book { title notes { text } } ... on Film { title } } }',
    expected: {
      data: {
        found: [
          { __typename: 'Book', title: 'owner 1', notes: [{ text: 'library n1' }] },
          { __typename: 'Film', title: 'library 2' },
          { __typename: 'Book', title: 'owner 3', notes: [{ text: 'library n1' }] },
        ],
      },
    },
  },
  {
    name: 'asks the owners for every item where nothing is provided',
    query: '{ plain { title ... on Film { minutes } ... on Book { pages notes { text } } } }',
    expected: {
      data: {
        plain: [
          { title: 'owner 1', pages: 100, notes: [{ text: 'owner n1' }] },
          { title: 'owner 2', minutes: 20 },
          { title: 'owner 3', pages: 300, notes: [{ text: 'owner n1' }] },
        ],
      },
    },
  },
  {
    name: 'takes a provided field once for two aliases, in fragments of different types',
    query: '{ loans { ... on Book { a: title } ... on Media { b: title } ... on Film { a: __typename } } }',
    expected: {
      data: {
        loans: [
          { a: 'library 1', b: 'library 1' },
          { b: 'owner 2', a: 'Film' },
          { a: 'library 3', b: 'library 3' },
        ],
      },
    },
  },
];
