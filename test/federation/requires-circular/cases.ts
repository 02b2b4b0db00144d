import { expect } from 'vitest';
import type { Case } from '../support/behaviour.ts';

const stock =
  'Apollo’s planner asks a subgraph for its own @external field as soon as two turns of the circle begin there.';

export const cases: Case[] = [
  {
    name: 'requires what another subgraph computes from this one',
    query: '{ posts { byNovice } }',
    expected: { data: { posts: [{ byNovice: true }, { byNovice: false }] } },
    asked: (asked) => expect(asked.map(({ subgraph }) => subgraph)).toEqual(['texts', 'reviews', 'texts']),
  },
  {
    name: 'requires what it computes from the other again, from either end',
    query: '{ posts { byExpert } reviewed { byExpert } }',
    expected: {
      data: {
        posts: [{ byExpert: false }, { byExpert: true }],
        reviewed: [{ byExpert: true }, { byExpert: false }],
      },
    },
  },
  {
    name: 'requires it both ways in one operation',
    query: '{ posts { byExpert byNovice } reviewed { byNovice byExpert } }',
    stock,
    expected: {
      data: {
        posts: [
          { byExpert: false, byNovice: true },
          { byExpert: true, byNovice: false },
        ],
        reviewed: [
          { byNovice: false, byExpert: true },
          { byNovice: true, byExpert: false },
        ],
      },
    },
  },
  {
    name: 'goes to and fro between two subgraphs until nothing is left to require',
    query: '{ posts { label } }',
    stock,
    expected: { data: { posts: [{ label: 'grade 1' }, { label: 'grade 9' }] } },
    asked: (asked) =>
      expect(asked.map(({ subgraph }) => subgraph)).toEqual(['texts', 'reviews', 'texts', 'reviews', 'texts']),
  },
  {
    name: 'requires a field of an object that another subgraph holds',
    query: '{ reviewed { byExpert author { id } } }',
    expected: {
      data: {
        reviewed: [
          { byExpert: true, author: { id: 'a2' } },
          { byExpert: false, author: { id: 'a1' } },
        ],
      },
    },
  },
  {
    name: 'answers every turn of the circle in one operation',
    stock,
    query: '{ reviewed { id label grade byNovice byExpert author { name yearsOfService } } }',
    expected: {
      data: {
        reviewed: [
          {
            id: 'p2',
            label: 'grade 9',
            grade: 9,
            byNovice: false,
            byExpert: true,
            author: { name: 'Author a2', yearsOfService: 10 },
          },
          {
            id: 'p1',
            label: 'grade 1',
            grade: 1,
            byNovice: true,
            byExpert: false,
            author: { name: 'Author a1', yearsOfService: 5 },
          },
        ],
      },
    },
  },
];
