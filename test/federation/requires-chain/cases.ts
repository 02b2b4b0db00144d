import { expect } from 'vitest';
import { type Case, representationsOf } from '../support/behaviour.ts';

export const cases: Case[] = [
  {
    name: 'asks four subgraphs in the order in which their fields require one another',
    query: '{ order { d } }',
    expected: { data: { order: { d: '10/22' } } },
    asked(asked) {
      expect(asked.map(({ subgraph }) => subgraph)).toEqual(['first', 'second', 'third', 'fourth']);
      expect(representationsOf(asked, 'third')).toEqual([{ __typename: 'Order', id: '1', b: 11 }]);
    },
  },
  {
    name: 'answers each link of the chain in the order in which the client selects them',
    query: '{ order { d c b a plain id } }',
    expected: { data: { order: { d: '10/22', c: 22, b: 11, a: 10, plain: 'plain 1', id: '1' } } },
  },
  {
    name: 'runs the chain for each item of a list, equal ones included',
    query: '{ orders { c plain } }',
    expected: {
      data: {
        orders: [
          { c: 22, plain: 'plain 1' },
          { c: 42, plain: 'plain 2' },
          { c: 22, plain: 'plain 1' },
        ],
      },
    },
  },
  {
    name: 'runs the chain beside aliases that bear the names of its links',
    query: '{ order { a: plain b: id c: __typename d } }',
    stock: 'It requires the values of the aliases.',
    expected: { data: { order: { a: 'plain 1', b: '1', c: 'Order', d: '10/22' } } },
  },
];
