import type { Case } from '../support/behaviour.ts';

const nested = { a: { b: [1, null, { __typename: 'Nobody', id: 'x' }] }, '': 0, 'not a name': true };

export const cases: Case[] = [
  {
    name: 'passes on objects, lists, empty and false values as they came',
    query: `{
      object: value(of: "object") list: value(of: "list") text: value(of: "text") zero: value(of: "zero")
      no: value(of: "no") null: value(of: "null") big: value(of: "big")
    }`,
    expected: {
      data: {
        object: nested,
        list: [[], [[1]], {}, 'text'],
        text: '',
        zero: 0,
        no: false,
        null: null,
        big: 12345678901234567000,
      },
    },
  },
  {
    name: 'keeps null out of a scalar that must be there',
    query: '{ a: must(of: "no") must(of: "null") }',
    expected: { data: null, errors: [{ path: ['must'] }] },
  },
  {
    name: 'takes any JSON value as a variable',
    query:
      'query ($a: JSON, $b: [JSON!]!, $c: JSON = { d: [1, "e"] }) { a: echo(value: $a) echoes(values: $b) c: echo(value: $c) }',
    variables: { a: nested, b: [1, [2], {}] },
    expected: { data: { a: nested, echoes: [1, [2], {}], c: { d: [1, 'e'] } } },
  },
  {
    name: 'takes literals of any form, in input objects too',
    query:
      '{ echo(value: { a: [1, 2.5, "x", null, ENUM, true], b: {} }) put(input: { value: [[]], other: { value: 1 } }) }',
    expected: {
      data: {
        echo: { a: [1, 2.5, 'x', null, 'ENUM', true], b: {} },
        put: { value: [[]], other: { value: 1 } },
      },
    },
  },
  {
    name: 'finds entities by a key of such a scalar',
    query: '{ documents { code seen body } }',
    expected: {
      data: {
        documents: [
          { code: { part: [1, 2] }, seen: '{"part":[1,2]}', body: { code: { part: [1, 2] }, __typename: 'Odd' } },
          { code: { part: [1, 2] }, seen: '{"part":[1,2]}', body: { code: { part: [1, 2] }, __typename: 'Odd' } },
          { code: 'plain', seen: '"plain"', body: { code: 'plain', __typename: 'Odd' } },
          { code: 3, seen: '3', body: { code: 3, __typename: 'Odd' } },
        ],
      },
    },
  },
];
