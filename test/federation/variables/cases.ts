import { expect } from 'vitest';
import type { Case } from '../support/behaviour.ts';

export const cases: Case[] = [
  {
    name: 'hands variables on to whichever subgraph needs them',
    query: 'query ($a: Int, $b: String) { given(value: $b) entry { given(value: $a) } }',
    variables: { a: 5, b: 'text' },
    expected: { data: { given: '"text"', entry: { given: '5' } } },
  },
  {
    name: 'hands on nothing but what a subgraph’s part uses',
    query: 'query ($a: Int, $b: String) { given(value: $b) entry { given(value: $a) } }',
    variables: { a: 5, b: 'text' },
    expected: { data: { given: '"text"', entry: { given: '5' } } },
    asked: (asked) =>
      expect(asked.map(({ variables }) => Object.values(variables).filter((value) => !Array.isArray(value)))).toEqual([
        ['text'],
        [5],
      ]),
  },
  {
    name: 'keeps null and absent apart, at the root and in entities',
    query: `query ($null: String, $absent: String, $nullInt: Int, $absentInt: Int) {
      given(value: $null) a: given(value: $absent) b: given entry { given(value: $nullInt) a: given(value: $absentInt) }
    }`,
    variables: { null: null, nullInt: null },
    expected: { data: { given: 'null', a: 'absent', b: 'absent', entry: { given: 'null', a: 'absent' } } },
  },
  {
    name: 'takes the defaults of variables, then of arguments',
    query: `query ($first: Int = 3, $absent: Int, $level: Level = HIGH) {
      count(first: $first, level: $level) a: count(first: $absent, tags: null) b: count(tags: "one")
    }`,
    expected: {
      data: {
        count: '{"first":3,"level":"HIGH","tags":["x"]}',
        a: '{"first":10,"tags":null}',
        b: '{"first":10,"tags":["one"]}',
      },
    },
  },
  {
    name: 'sends null in place of a default where null is given',
    query: 'query ($first: Int = 3, $tags: [String]) { count(first: $first, tags: $tags) }',
    variables: { first: null, tags: [null] },
    expected: { data: { count: '{"first":null,"tags":[null]}' } },
  },
  {
    name: 'takes variables in the midst of input objects and lists, enums among them',
    query: `query ($to: Int, $level: Level, $tag: String!, $text: String, $id: ID!) {
      find(filter: { text: $text, tags: ["a", $tag], ranges: [{ from: 0, to: $to, level: $level }, null], ids: [[$id, "2"], null] })
      entry { match(filter: { range: { to: $to }, and: { text: $text } }, level: $level) }
    }`,
    variables: { to: 9, level: 'HIGH', tag: 'b', id: 7 },
    expected: {
      data: {
        find: '{"tags":["a","b"],"ranges":[{"from":0,"to":9,"level":"HIGH"},null],"ids":[["7","2"],null]}',
        entry: { match: '{"range":{"from":1,"to":9,"level":"LOW"},"and":{}} HIGH' },
      },
    },
  },
  {
    name: 'takes whole input objects, with the defaults of their fields and single values for lists',
    query:
      'query ($filter: Filter!, $values: [Int]) { find(filter: $filter) entry { match(filter: $filter) list(values: $values) } }',
    variables: { filter: { tags: 'one', range: {}, ranges: { to: 2 } }, values: 4 },
    expected: {
      data: {
        find: '{"tags":["one"],"range":{"from":1,"level":"LOW"},"ranges":[{"from":1,"to":2,"level":"LOW"}]}',
        entry: {
          match: '{"tags":["one"],"range":{"from":1,"level":"LOW"},"ranges":[{"from":1,"to":2,"level":"LOW"}]} HIGH',
          list: '[4]',
        },
      },
    },
  },
  {
    name: 'uses one variable at several depths, and literals beside it',
    query:
      'query ($by: Int! = 2) { entry { next(by: $by) { id next(by: $by) { id given(value: $by) next(by: 100) { id } } } } }',
    expected: { data: { entry: { next: { id: '3', next: { id: '5', given: '2', next: { id: '105' } } } } } },
  },
  {
    name: 'takes a variable that bears the name of the federation’s own',
    stock: 'It uses one variable for both.',
    query: 'query ($representations: Int, $_: String) { given(value: $_) entry { given(value: $representations) } }',
    variables: { representations: 8, _: 'under' },
    expected: { data: { given: '"under"', entry: { given: '8' } } },
  },
  {
    name: 'sends literals as they are written: text with quotes and line ends, long numbers, block strings',
    query: `{ given(value: "a\\"b\\\\\\n\\u0628") a: given(value: """
        block "text"
          indented
      """) find(filter: { range: { from: -2147483648 } }) }`,
    expected: {
      data: {
        given: '"a\\"b\\\\\\nب"',
        a: '"block \\"text\\"\\n  indented"',
        find: '{"range":{"from":-2147483648,"level":"LOW"}}',
      },
    },
  },
];
