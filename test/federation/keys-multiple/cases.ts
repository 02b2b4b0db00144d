import { expect } from 'vitest';
import { type Case, representationsOf } from '../support/behaviour.ts';

export const cases: Case[] = [
  {
    name: 'reaches a field three hops away, each hop by another key',
    query: '{ people { points } }',
    expected: { data: { people: [{ points: 700 }, { points: 800 }] } },
    asked(asked) {
      expect(asked.map(({ subgraph }) => subgraph)).toEqual(['ids', 'emails', 'nicknames', 'points']);
      expect(representationsOf(asked, 'points')).toEqual([
        { __typename: 'Person', nickname: 'ran' },
        { __typename: 'Person', nickname: 'bas' },
      ]);
    },
  },
  {
    name: 'travels the same keys backwards',
    query: '{ byNickname(nickname: "bas") { points id email } }',
    expected: { data: { byNickname: { points: 800, id: '2', email: 'basel@x' } } },
  },
  {
    name: 'starts in the middle and goes both ways',
    query: '{ byEmail(email: "rana@x") { points nickname id } }',
    expected: { data: { byEmail: { points: 700, nickname: 'ran', id: '1' } } },
  },
  {
    name: 'gives the client only the keys that it selects, under its aliases',
    query: '{ people { id: nickname nickname: id mail: email } }',
    expected: {
      data: {
        people: [
          { id: 'ran', nickname: '1', mail: 'rana@x' },
          { id: 'bas', nickname: '2', mail: 'basel@x' },
        ],
      },
    },
  },
  {
    name: 'stops at the first hop that finds nothing',
    query: '{ byEmail(email: "none@x") { points } }',
    expected: { data: { byEmail: null } },
    asked: (asked) => expect(asked.map(({ subgraph }) => subgraph)).toEqual(['emails']),
  },
];
