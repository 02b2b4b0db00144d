import type { Case } from '../support/behaviour.ts';

export const cases: Case[] = [
  {
    name: 'answers an interface’s field of an implementation that adds an argument to it',
    query: '{ items { title } titled { title } }',
    expected: {
      data: { items: [{ title: 'book' }, { title: 'film' }], titled: [{ title: 'song' }, { title: 'book' }] },
    },
  },
  {
    name: 'answers it once, selected of the interface and of the implementation',
    query: '{ items { title ... on Book { title } } titled { ... on Book { title } title ... on Item { title } } }',
    expected: {
      data: { items: [{ title: 'book' }, { title: 'film' }], titled: [{ title: 'song' }, { title: 'book' }] },
    },
  },
  {
    name: 'answers each implementation with its own arguments',
    query: '{ items { ... on Book { title(upper: true) } ... on Film { title } } }',
    expected: { data: { items: [{ title: 'BOOK' }, { title: 'film' }] } },
  },
  {
    name: 'requires the field of another implementation all the same',
    query: '{ items { title ... on Film { poster } } }',
    expected: { data: { items: [{ title: 'book' }, { title: 'film', poster: 'poster of film' }] } },
  },
];
