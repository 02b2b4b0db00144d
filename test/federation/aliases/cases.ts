import { expect } from 'vitest';
import { type Case, representationsOf } from '../support/behaviour.ts';

const stock = 'It takes the alias that bears the name of the key for the key.';

export const cases: Case[] = [
  {
    name: 'answers one field under several aliases with different arguments, in both subgraphs',
    query: `{ person(id: "1") { name a: name(upper: true) b: name(upper: false) score x: score(of: "x") y: score(of: "y", times: 3) } }`,
    expected: {
      data: {
        person: { name: 'name 1', a: 'NAME 1', b: 'name 1', score: 'all 1', x: 'x 1', y: 'y 3' },
      },
    },
  },
  {
    name: 'swaps the names of two fields of different subgraphs',
    query: '{ person(id: "2") { name: score score: name id: nick nick: id } }',
    stock,
    expected: { data: { person: { name: 'all 2', score: 'name 2', id: 'nick 2', nick: '2' } } },
  },
  {
    name: 'keeps the key where its alias is another field',
    query: '{ people { id: name score } }',
    stock,
    expected: {
      data: {
        people: [
          { id: 'name 1', score: 'all 1' },
          { id: 'name 2', score: 'all 2' },
        ],
      },
    },
    asked: (asked) => expect(representationsOf(asked, 'scores').map(({ id }) => id)).toEqual(['1', '2']),
  },
  {
    name: 'asks for the same root field under two aliases, each with its own arguments and entities',
    query: '{ a: person(id: "1") { score } b: person(id: "2") { score best { name } } person(id: "3") { id } }',
    expected: {
      data: { a: { score: 'all 1' }, b: { score: 'all 2', best: { name: 'name 20' } }, person: { id: '3' } },
    },
  },
  {
    name: 'takes the names of the federation’s own fields as aliases',
    query: '{ _entities: person(id: "1") { representations: score _service: name } _service: version }',
    expected: { data: { _entities: { representations: 'all 1', _service: 'name 1' }, _service: 'v1' } },
  },
  {
    name: 'takes __typename as any alias, and any name for __typename',
    query:
      '{ t: __typename person(id: "1") { score: __typename x: __typename id name: score friend { id: __typename score } } }',
    expected: {
      data: {
        t: 'Query',
        person: { score: 'Person', x: 'Person', id: '1', name: 'all 1', friend: { id: 'Person', score: 'all 2' } },
      },
    },
  },
  {
    name: 'keeps entities of one parent under two aliases apart',
    query:
      '{ person(id: "1") { a: friend { b: score(of: "b") } b: friend { a: score(of: "a") friend { c: score } } } }',
    expected: {
      data: { person: { a: { b: 'b 2' }, b: { a: 'a 2', friend: { c: 'all 3' } } } },
    },
  },
  {
    name: 'merges selections of one alias from several fragments, over both subgraphs',
    query: `{ p: person(id: "1") { ...one } ...two } fragment one on Person { s: score n: name }
      fragment two on Query { p: person(id: "1") { n: name s: score f: friend { s: score } } }`,
    expected: { data: { p: { s: 'all 1', n: 'name 1', f: { s: 'all 2' } } } },
  },
  {
    name: 'takes names that look like the planner’s own',
    query: '{ person(id: "1") { id__alias_0: name id: nick score__alias_0: score(of: "a") score: score(of: "b") } }',
    stock,
    expected: {
      data: { person: { id__alias_0: 'name 1', id: 'nick 1', score__alias_0: 'a 1', score: 'b 1' } },
    },
  },
];
