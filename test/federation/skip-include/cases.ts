import { expect } from 'vitest';
import type { AskedOperation, Case } from '../support/behaviour.ts';

const askedOnly = (names: string[]) => (asked: AskedOperation[]) =>
  expect(asked.map(({ subgraph }) => subgraph)).toEqual(names);
const both = 'query ($a: Boolean!, $b: Boolean!) { item { id count @include(if: $a) @skip(if: $b) } }';

export const cases: Case[] = [
  {
    name: 'leaves out fields by literal values',
    query: '{ item { id @skip(if: true) name @include(if: true) size @include(if: false) count @skip(if: false) } }',
    expected: { data: { item: { name: 'one', count: 3 } } },
  },
  {
    name: 'does not ask a subgraph all of whose fields are left out',
    query: 'query ($all: Boolean!) { item { name price @include(if: $all) part @include(if: $all) { count } } }',
    variables: { all: false },
    expected: { data: { item: { name: 'one' } } },
    asked: askedOnly(['base']),
  },
  {
    name: 'asks it with the same operation where they are not',
    query: 'query ($all: Boolean!) { item { name price @include(if: $all) part @include(if: $all) { count } } }',
    variables: { all: true },
    expected: { data: { item: { name: 'one', price: 'USD 1', part: { count: 6 } } } },
  },
  {
    name: 'asks nobody when every root field is left out',
    query: 'query ($no: Boolean!) { item @include(if: $no) { id } number @include(if: $no) }',
    variables: { no: false },
    expected: { data: {} },
    asked: askedOnly([]),
  },
  ...[
    [true, false, { id: '1', count: 3 }],
    [true, true, { id: '1' }],
    [false, false, { id: '1' }],
    [false, true, { id: '1' }],
  ].map(([a, b, item]): Case => ({
    name: `selects a field with both directives as @include(${a}) and @skip(${b}) say`,
    query: both,
    variables: { a, b },
    expected: { data: { item } },
  })),
  {
    name: 'takes the default of a variable that is not sent',
    query:
      'query ($yes: Boolean! = true, $no: Boolean = false) { item { name @include(if: $no) price @include(if: $yes) count @skip(if: $no) } }',
    expected: { data: { item: { price: 'USD 1', count: 3 } } },
  },
  {
    name: 'obeys directives on fragments, nested ones, within fetched entities',
    query: `query ($a: Boolean!, $b: Boolean!) {
      items { ...prices @skip(if: $a) ... @include(if: $b) { count ... on Item @skip(if: $a) { part { name count } } } }
    }
    fragment prices on Item { price @include(if: $b) shipping }`,
    variables: { a: false, b: true },
    expected: {
      data: {
        items: [
          { price: 'USD 1', shipping: 'size 5', count: 3, part: { name: 'two', count: 6 } },
          { price: 'USD 2', shipping: 'size null', count: 6, part: { name: 'two', count: 6 } },
        ],
      },
    },
  },
  {
    name: 'keeps a field that one selection leaves out and another does not',
    query:
      'query ($no: Boolean!) { item { count @include(if: $no) ... { count } price(in: "X") @skip(if: $no) ... @include(if: $no) { price(in: "X") } } }',
    variables: { no: false },
    expected: { data: { item: { count: 3, price: 'X 1' } } },
  },
  {
    name: 'merges the sub-selections of those selections of one field that are kept',
    query: `query ($no: Boolean!, $yes: Boolean!) { item {
      part @include(if: $no) { id } part @include(if: $yes) { count } part @skip(if: $no) { name }
    } }`,
    variables: { no: false, yes: true },
    expected: { data: { item: { part: { count: 6, name: 'two' } } } },
  },
  {
    name: 'fetches what a field requires only where the field is kept',
    query: 'query ($yes: Boolean!) { item { shipping @include(if: $yes) size @skip(if: $yes) } }',
    variables: { yes: true },
    expected: { data: { item: { shipping: 'size 5' } } },
  },
  {
    name: 'answers an empty object where every field of an object is left out',
    query: 'query ($no: Boolean!) { item { id @include(if: $no) } items { count @include(if: $no) } }',
    variables: { no: false },
    expected: { data: { item: {}, items: [{}, {}] } },
  },
  {
    name: 'leaves out a variable that only a field left out uses',
    query: 'query ($no: Boolean!, $in: String) { item { id price(in: $in) @include(if: $no) } }',
    variables: { no: false },
    expected: { data: { item: { id: '1' } } },
    asked: askedOnly(['base']),
  },
  {
    name: 'obeys directives on __typename',
    query:
      'query ($no: Boolean!) { __typename @include(if: $no) t: __typename @skip(if: $no) item { __typename @include(if: $no) t: __typename } }',
    variables: { no: false },
    expected: { data: { t: 'Query', item: { t: 'Item' } } },
  },
  {
    name: 'asks whether an object exists although every field of it is left out by another condition than the object',
    query: 'query ($yes: Boolean!) { item @include(if: $yes) { price @skip(if: $yes) part @skip(if: $yes) { id } } }',
    variables: { yes: true },
    stock: 'It asks nobody and answers null.',
    expected: { data: { item: {} } },
  },
  {
    name: 'fetches an entity’s fields although one beside them is left out together with what it requires',
    query: 'query ($ship: Boolean!) { item { price shipping @include(if: $ship) } }',
    variables: { ship: false },
    stock: 'It drops the entity, for it lacks what nobody requires.',
    expected: { data: { item: { price: 'USD 1' } } },
  },
];
