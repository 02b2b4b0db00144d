import { expect } from 'vitest';
import type { AskedOperation, Case } from '../support/behaviour.ts';

/** The directives that a request has, in the order of its text. */
const directivesOf = ({ query }: AskedOperation) =>
  [...query.matchAll(/@\w+(?:\([^)]*\))?/g)].map(([directive]) => directive);

const told = (expected: [string, string[]][]) => (asked: AskedOperation[]) =>
  expect(asked.map((one) => [one.subgraph, directivesOf(one)])).toEqual(expected);

const item = { data: { item: { name: 'one', size: 1 } } };

export const cases: Case[] = [
  {
    name: 'sends those of a query with every request that is a query, repeated ones too',
    query: 'query @query(n: 1) @query(n: 2) { item { name size } }',
    expected: item,
    asked: told([
      ['items', ['@query(n:1)', '@query(n:2)']],
      ['sizes', ['@query(n:1)', '@query(n:2)']],
    ]),
  },
  {
    name: 'sends those of a mutation with its fields, and not with the queries that complete their entities',
    query: 'mutation @mutation(n: 1) { first { name size } second { size } }',
    expected: { data: { first: { name: 'one', size: 1 }, second: { size: 2 } } },
    asked: told([
      ['items', ['@mutation(n:1)']],
      ['sizes', []],
      ['items', ['@mutation(n:1)']],
      ['sizes', []],
    ]),
  },
  {
    name: 'sends one that may stand on both with all of them',
    query: 'mutation @mutation @everywhere(n: 3) { first { size } }',
    expected: { data: { first: { size: 1 } } },
    asked: told([
      ['items', ['@mutation', '@everywhere(n:3)']],
      ['sizes', ['@everywhere(n:3)']],
    ]),
  },
  {
    name: 'declares no variable with a request that has lost the directive that uses it',
    query: 'mutation ($n: Int, $in: Int) @mutation(n: $n) { first { size(in: $in) } }',
    variables: { n: 7, in: 3 },
    expected: { data: { first: { size: 3 } } },
    asked(asked) {
      expect(asked.map(({ variables }) => Object.keys(variables))).toEqual([['n'], ['in', 'representations']]);
      expect(asked[1]?.query).not.toContain('$n');
    },
  },
  {
    name: 'sends those of fields with the request that asks for the field, and what variables they use',
    query:
      'query ($n: Int) { item @field(n: 1) { name @field size @field(n: $n) @field(n: 2) twin @field(n: 3) { name } } }',
    variables: { n: 7 },
    expected: { data: { item: { name: 'one', size: 1, twin: { name: null } } } },
    asked(asked) {
      const [first, second] = asked;
      expect(directivesOf(first as AskedOperation)).toEqual(['@field(n:1)', '@field']);
      expect(directivesOf(second as AskedOperation)).toEqual(['@field(n:$n)', '@field(n:2)', '@field(n:3)']);
      expect(first?.variables).toEqual({});
      expect(second?.variables['n']).toBe(7);
    },
  },
  {
    name: 'does not send one for the spread of a fragment that is laid out, nor its variable',
    query: 'query ($n: Int) { item { ...Part @spread(n: $n) } } fragment Part on Item @definition(n: 1) { name size }',
    variables: { n: 7 },
    expected: item,
    asked(asked) {
      told([
        ['items', []],
        ['sizes', []],
      ])(asked);
      expect(asked.map(({ query }) => query.includes('$n'))).toEqual([false, false]);
    },
  },
  {
    name: 'keeps one that may stand on spreads and inline fragments on what is laid out',
    query: 'query ($n: Int) { item { ...Part @everywhere(n: $n) @spread } } fragment Part on Item { name }',
    variables: { n: 7 },
    expected: { data: { item: { name: 'one' } } },
    asked: told([['items', ['@everywhere(n:$n)']]]),
  },
  {
    name: 'keeps those of inline fragments, with a type condition and without',
    query: '{ item { ... @inline(n: 1) { name } ... on Item @inline(n: 2) { id } } }',
    expected: { data: { item: { name: 'one', id: '1' } } },
    asked: told([['items', ['@inline(n:1)', '@inline(n:2)']]]),
  },
  {
    name: 'never moves those of a fragment on the root type to a place where they may not stand',
    query: '{ ... on Query @inline { item { name } } ...Root @spread } fragment Root on Query { double(of: 2) @field }',
    expected: { data: { item: { name: 'one' }, double: 4 } },
    asked(asked) {
      expect(asked.flatMap(directivesOf).filter((name) => name === '@field')).toEqual(['@field']);
      expect(asked.flatMap(directivesOf)).not.toContain('@spread');
    },
  },
  {
    name: 'sends those of a variable’s definition wherever the variable goes',
    query: 'query ($n: Int @variable(n: 1) @everywhere) { double(of: $n) item { size(in: $n) } }',
    variables: { n: 3 },
    expected: { data: { double: 6, item: { size: 3 } } },
    asked: told([
      ['items', ['@variable(n:1)', '@everywhere']],
      ['sizes', ['@variable(n:1)', '@everywhere']],
    ]),
  },
  {
    name: 'takes one only where every subgraph lets it stand',
    query: '{ item { name @narrow size @narrow } }',
    expected: item,
    asked: told([
      ['items', ['@narrow']],
      ['sizes', ['@narrow']],
    ]),
  },
  {
    name: 'refuses one in a place that some subgraph does not allow',
    query: 'query @narrow { item { name } }',
    expected: { errors: [{ code: 'GRAPHQL_VALIDATION_FAILED' }] },
    asked: told([]),
  },
  {
    name: 'refuses one that only some subgraphs define',
    query: '{ item { name @ours } }',
    expected: { errors: [{ code: 'GRAPHQL_VALIDATION_FAILED' }] },
    asked: told([]),
  },
];
