import { expect } from 'vitest';
import { type Case, representationsOf } from '../support/behaviour.ts';

export const cases: Case[] = [
  {
    name: 'finds each entity by both fields of its key, however their values run together',
    stock: 'It sends equal representations as often as they occur.',
    query: '{ batches { verdict } }',
    expected: {
      data: {
        batches: [{ verdict: 'a | b:c' }, { verdict: 'a:b | c' }, { verdict: 'a | c' }, { verdict: 'a | b:c' }],
      },
    },
    asked: (asked) =>
      expect(representationsOf(asked, 'quality')).toEqual([
        { __typename: 'Batch', maker: 'a', number: 'b:c' },
        { __typename: 'Batch', maker: 'a:b', number: 'c' },
        { __typename: 'Batch', maker: 'a', number: 'c' },
      ]),
  },
  {
    name: 'sends every field of a key of three, of whatever scalar',
    query: '{ batch(maker: "a", number: "c") { machine } }',
    expected: { data: { batch: { machine: '2 c a' } } },
    asked: (asked) =>
      expect(representationsOf(asked, 'lines')).toEqual([{ __typename: 'Batch', line: 2, number: 'c', maker: 'a' }]),
  },
  {
    name: 'joins two subgraphs that hold different compound keys of one entity',
    query: '{ batches { machine verdict line } }',
    expected: {
      data: {
        batches: [
          { machine: '1 b:c a', verdict: 'a | b:c', line: 1 },
          { machine: '1 c a:b', verdict: 'a:b | c', line: 1 },
          { machine: '2 c a', verdict: 'a | c', line: 2 },
          { machine: '1 b:c a', verdict: 'a | b:c', line: 1 },
        ],
      },
    },
  },
  {
    name: 'is not misled by an alias that bears the name of another field of the key',
    stock: 'It merges a key into the place of the alias that bears its name.',
    query: '{ batches { maker: number number: maker verdict } }',
    expected: {
      data: {
        batches: [
          { maker: 'b:c', number: 'a', verdict: 'a | b:c' },
          { maker: 'c', number: 'a:b', verdict: 'a:b | c' },
          { maker: 'c', number: 'a', verdict: 'a | c' },
          { maker: 'b:c', number: 'a', verdict: 'a | b:c' },
        ],
      },
    },
  },
];
