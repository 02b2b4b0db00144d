import { expect } from 'vitest';
import type { AskedOperation, Case } from '../support/behaviour.ts';

const code = 'BAD_USER_INPUT';
const condition = 'Argument "if" of non-null type "Boolean!" must not be null.';
const nobody = (asked: AskedOperation[]) => expect(asked).toEqual([]);
const askedOnly = (name: string) => (asked: AskedOperation[]) =>
  expect(asked.map(({ subgraph }) => subgraph)).toEqual([name]);

/** Nothing of the operation can be run. */
const nothing = (name: string, query: string, variables: Record<string, unknown> = { x: null }): Case => ({
  name,
  query,
  variables,
  expected: { data: null, errors: [{ code, message: condition }] },
  asked: nobody,
});

export const cases: Case[] = [
  nothing(
    'refuses all where @include at the root is null',
    'query ($x: Boolean = true) { item { id } plus(by: 1) @include(if: $x) }',
  ),
  nothing(
    'refuses all where @skip at the root is null',
    'query ($x: Boolean = false) { item { id } plus(by: 1) @skip(if: $x) }',
  ),
  nothing(
    'refuses all where the condition of a fragment at the root is null',
    'query ($x: Boolean = true) { item { id } ... @include(if: $x) { plus(by: 1) } }',
  ),
  nothing(
    'refuses all where the condition of a spread at the root is null',
    'query ($x: Boolean = true) { ...F @skip(if: $x) item { id } } fragment F on Query { plus(by: 1) }',
  ),
  nothing(
    'refuses all where it is null in a fragment within a fragment at the root',
    'query ($x: Boolean = true) { item { id } ...F } fragment F on Query { ... on Query { plus(by: 1) @include(if: $x) } }',
  ),
  nothing(
    'refuses all where it is a default that is null',
    'query ($x: Boolean = true, $y: Boolean = true) { plus(by: 1) @include(if: $x) @skip(if: $y) }',
    { x: true, y: null },
  ),
  nothing(
    'runs no field of a mutation where a condition among them is null',
    'mutation ($x: Boolean = true) { put(by: 1) add @include(if: $x) { id } }',
  ),
  {
    name: 'does not ask for the value of a condition behind one that leaves the field out',
    query: 'query ($x: Boolean = true) { plus(by: 1) item @skip(if: true) @include(if: $x) { id } }',
    variables: { x: null },
    expected: { data: { plus: 2 } },
  },
  {
    name: 'does not ask for the condition of a fragment that has been spread in the same place before',
    query: 'query ($x: Boolean = true) { item { ...F ...F @include(if: $x) } } fragment F on Item { id title }',
    variables: { x: null },
    expected: { data: { item: { id: '1', title: 'one' } } },
  },
  {
    name: 'makes the object null whose selections have such a condition, and says where',
    query: 'query ($x: Boolean = true) { plus(by: 1) item { id title @include(if: $x) } }',
    variables: { x: null },
    expected: { data: { plus: 2, item: null }, errors: [{ path: ['item'], code, message: condition }] },
  },
  {
    name: 'makes each object of a list null, or the list where it may not hold nulls',
    query: 'query ($x: Boolean = true) { items { id title @skip(if: $x) } }',
    variables: { x: null },
    expected: { data: { items: null }, errors: [{ path: ['items', 0], code, message: condition }] },
  },
  {
    name: 'lets the null go up from an object that must be there',
    query: 'query ($x: Boolean = true) { item { id } must { id @include(if: $x) } }',
    variables: { x: null },
    expected: { data: null, errors: [{ path: ['must'], code, message: condition }] },
  },
  {
    name: 'makes only objects of the type null that a fragment with such a condition within is on',
    query:
      'query ($x: Boolean = true) { item { id ... on Film { length @include(if: $x) } ... on Book { next { id price @skip(if: $x) } } } }',
    variables: { x: null },
    expected: {
      data: { item: { id: '1', next: null } },
      errors: [{ path: ['item', 'next'], code, message: condition }],
    },
  },
  {
    name: 'makes an object null where the fragment itself has the condition, whatever type it is on',
    query: 'query ($x: Boolean = true) { item { id ... on Film @include(if: $x) { length } } }',
    variables: { x: null },
    expected: { data: { item: null }, errors: [{ path: ['item'], code, message: condition }] },
    asked: askedOnly('base'),
  },
  {
    name: 'leaves an object that is null as it is',
    query: 'query ($x: Boolean = true) { item { ... on Film { id @include(if: $x) } } }',
    variables: { x: null },
    expected: { data: { item: {} } },
  },
  {
    name: 'runs a mutation whose payload has such a condition, and makes the payload null',
    query: 'mutation ($x: Boolean = true) { put(by: 1) add { id price @include(if: $x) } }',
    variables: { x: null },
    expected: { data: { put: 1, add: null }, errors: [{ path: ['add'], code, message: condition }] },
  },
  {
    name: 'obeys the same operation with true and false as before',
    query: 'query ($x: Boolean = true) { item { id title @include(if: $x) } plus(by: 1) @skip(if: $x) }',
    variables: { x: false },
    expected: { data: { item: { id: '1' }, plus: 2 } },
  },
  {
    name: 'takes the default where nothing is sent',
    query: 'query ($x: Boolean = true) { item { id title @include(if: $x) } plus(by: 1) @skip(if: $x) }',
    expected: { data: { item: { id: '1', title: 'one' } } },
  },
  {
    name: 'does not ask for a field whose argument is null against its type',
    query: 'query ($n: Int = 1) { plus(by: $n) item { id } }',
    variables: { n: null },
    expected: {
      data: { plus: null, item: { id: '1' } },
      errors: [{ path: ['plus'], code, message: 'Argument "by" of non-null type "Int!" must not be null.' }],
    },
    asked: (asked) => expect(asked.map(({ query }) => query).join()).not.toContain('plus'),
  },
  {
    name: 'asks nobody where no other field is left',
    query: 'query ($n: Int = 1) { plus(by: $n) other: plus(by: $n) }',
    variables: { n: null },
    expected: {
      data: { plus: null, other: null },
      errors: [
        { path: ['plus'], code },
        { path: ['other'], code },
      ],
    },
    asked: nobody,
  },
  {
    name: 'takes an argument’s default where its variable is left out, and refuses null in its place',
    query: 'query ($n: Int, $m: Int) { plusOrOne(by: $n) item { ... on Book { copies(least: $m) } } }',
    variables: { m: null },
    expected: {
      data: { plusOrOne: 1, item: null },
      errors: [{ path: ['item', 'copies'], code }],
    },
  },
  {
    name: 'refuses a null that is the variable’s own default',
    query: 'query ($n: Int = null) { plusOrOne(by: $n) item { id } }',
    expected: { data: null, errors: [{ path: ['plusOrOne'], code }] },
  },
  {
    name: 'does not ask another subgraph for an entity’s field whose argument is null',
    query: 'query ($in: String = "EUR") { item { id ... on Book { price(in: $in) } } }',
    variables: { in: null },
    expected: {
      data: { item: { id: '1', price: null } },
      errors: [
        {
          path: ['item', 'price'],
          code,
          message: 'Argument "in" of non-null type "String!" must not be null.',
        },
      ],
    },
    asked: askedOnly('base'),
  },
  {
    name: 'says so for each object of a list, under aliases',
    query:
      'query ($in: String = "EUR") { items { ... on Book { p: price(in: $in) q: price } ... on Film { price(in: $in) } } }',
    variables: { in: null },
    expected: {
      data: { items: [{ p: null, q: '10 USD' }, { price: null }] },
      errors: [
        { path: ['items', 0, 'p'], code },
        { path: ['items', 1, 'price'], code },
      ],
    },
  },
  {
    name: 'refuses a null in a field of an input object, nested ones too',
    query: `query ($n: Int = 1) {
      a: range(of: { from: $n }) b: range(of: { from: 2, to: $n }) c: range(of: { inner: { from: $n } }) d: range(of: { to: 3 })
    }`,
    variables: { n: null },
    expected: {
      data: {
        a: null,
        b: '{"of":{"from":2,"to":null}}',
        c: null,
        d: '{"of":{"from":1,"to":3}}',
      },
      errors: [
        { path: ['a'], code, message: 'Argument "of" has invalid value {from: $n}.' },
        { path: ['c'], code, message: 'Argument "of" has invalid value {inner: {from: $n}}.' },
      ],
    },
  },
  {
    name: 'refuses a null in a list that may not hold one, and where one value stands for a list',
    query: 'query ($n: Int = 1) { a: list(of: [1, $n]) b: list(of: []) c: range(of: { any: [$n] }) }',
    variables: { n: null },
    expected: {
      data: { a: null, b: '{"of":[]}', c: null },
      errors: [
        { path: ['a'], code, message: 'Argument "of" has invalid value [1, $n].' },
        { path: ['c'], code },
      ],
    },
  },
  {
    name: 'refuses a null as the one value of a @oneOf input',
    query: 'query ($id: ID = "1") { find(who: { id: $id }) other: find(who: { number: 2 }) }',
    variables: { id: null },
    expected: {
      data: { find: null, other: '{"who":{"number":2}}' },
      errors: [{ path: ['find'], code, message: 'Argument "who" has invalid value {id: $id}.' }],
    },
  },
  {
    name: 'refuses such an input whose one value is left out',
    query: 'query ($id: ID) { find(who: { id: $id }) other: find(who: { number: 2 }) }',
    expected: {
      data: { find: null, other: '{"who":{"number":2}}' },
      errors: [{ path: ['find'], code, message: 'Argument "who" has invalid value {id: $id}.' }],
    },
  },
  {
    name: 'runs the other fields of a mutation, in their order',
    query: 'mutation ($n: Int = 1) { a: put(by: 1) b: put(by: $n) c: put(by: 3) }',
    variables: { n: null },
    expected: {
      data: { a: 1, b: null, c: 3 },
      errors: [{ path: ['b'], code }],
    },
    asked: (asked) => expect(asked).toHaveLength(2),
  },
  {
    name: 'sends the same operation whole where the variable has a value',
    query: 'query ($n: Int = 1, $in: String = "EUR") { plus(by: $n) item { ... on Book { price(in: $in) } } }',
    variables: { n: 4 },
    expected: { data: { plus: 5, item: { price: '10 EUR' } } },
  },
  {
    name: 'refuses null in questions about the schema likewise',
    query: `query ($name: String = "Book", $x: Boolean = true) {
      item { id } __type(name: $name) { name } __schema { queryType { name @include(if: $x) } }
    }`,
    variables: { name: null, x: true },
    expected: {
      data: { item: { id: '1' }, __type: null, __schema: { queryType: { name: 'Query' } } },
      errors: [{ path: ['__type'], code, message: 'Argument "name" of non-null type "String!" must not be null.' }],
    },
  },
  {
    name: 'refuses null in conditions within questions about the schema',
    query: `query ($x: Boolean = true) { item { id } __type(name: "Book") { kind fields { name @include(if: $x) } } }`,
    variables: { x: null },
    expected: {
      data: { item: { id: '1' }, __type: { kind: 'OBJECT', fields: null } },
      errors: [{ path: ['__type', 'fields', 0], code, message: condition }],
    },
  },
];
