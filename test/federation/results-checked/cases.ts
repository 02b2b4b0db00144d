import type { Case } from '../support/behaviour.ts';

const scalars = 'int float string boolean id color';
const passedOn = 'It passes some of the values on, or nulls them without an error.';
const at = (...paths: (string | number)[][]) => paths.map((path) => ({ path }));

export const cases: Case[] = [
  {
    name: 'nulls values of a wrong type, with an error for each',
    query: `{ types { ${scalars} } }`,
    stock: passedOn,
    expected: {
      data: { types: { int: null, float: null, string: null, boolean: null, id: null, color: null } },
      errors: at(...scalars.split(' ').map((name) => ['types', name])),
    },
  },
  {
    name: 'nulls numbers where they do not belong, and keeps those that a scalar may be written as',
    query: '{ numbers { int float boolean color } }',
    stock: passedOn,
    expected: {
      data: { numbers: { int: null, float: null, boolean: null, color: null } },
      errors: at(['numbers', 'int'], ['numbers', 'float'], ['numbers', 'boolean'], ['numbers', 'color']),
    },
  },
  {
    name: 'nulls an integer beyond 32 bits, not a long float; an ID may come as a number and leaves as text',
    query: '{ big { int float string boolean id } }',
    stock: passedOn,
    expected: {
      data: { big: { int: null, float: 1e300, string: '', boolean: false, id: '12' } },
      errors: at(['big', 'int']),
    },
  },
  {
    name: 'nulls lists that are none, and scalars, objects and lists in one another’s place',
    query: '{ shapes { int ints object { int } list { int } colors grid } }',
    stock: passedOn,
    expected: {
      data: { shapes: { int: null, ints: null, object: null, list: null, colors: null, grid: [null, [2]] } },
      errors: at(
        ['shapes', 'int'],
        ['shapes', 'ints'],
        ['shapes', 'object'],
        ['shapes', 'list'],
        ['shapes', 'colors'],
        ['shapes', 'grid', 0],
      ),
    },
  },
  {
    name: 'nulls single items of lists',
    query: '{ items2 { ints colors list { int } grid } }',
    stock: passedOn,
    expected: {
      data: {
        items2: {
          ints: [1, null, null, null],
          colors: ['RED', null, null],
          list: [{ int: 1 }, null, null],
          grid: [[1, null], null],
        },
      },
      errors: at(
        ['items2', 'ints', 1],
        ['items2', 'ints', 3],
        ['items2', 'colors', 1],
        ['items2', 'list', 1],
        ['items2', 'grid', 0, 1],
      ),
    },
  },
  {
    name: 'lets a wrong value of a non-null field take its parent along',
    query: '{ musts { mustInt } a: musts { mustColor } good { mustInt mustColor } }',
    stock: passedOn,
    expected: {
      data: { musts: null, a: null, good: { mustInt: 0, mustColor: 'GREEN' } },
      errors: at(['musts', 'mustInt'], ['a', 'mustColor']),
    },
  },
  {
    name: 'checks entities as it checks root fields, each at its place',
    query: `query ($ids: [ID!]!) { items(ids: $ids) { id ints color mustInt } }`,
    variables: { ids: ['good', 'items', 'musts', 'types'] },
    stock: passedOn,
    expected: {
      data: { items: [{ id: 'good', ints: [], color: 'RED', mustInt: 0 }, null, null, null] },
      errors: at(
        ['items', 1, 'ints', 1],
        ['items', 1, 'ints', 3],
        ['items', 1, 'mustInt'],
        ['items', 2, 'mustInt'],
        ['items', 3, 'color'],
        ['items', 3, 'mustInt'],
      ),
    },
  },
  {
    name: 'passes on every right value as it came',
    query: `{ good { ${scalars} colors ints mustInt mustColor object { int } list { int } grid } }`,
    expected: {
      data: {
        good: {
          int: -2147483648,
          float: 3,
          string: 'ok',
          boolean: true,
          id: '007',
          color: 'RED',
          colors: ['GREEN'],
          ints: [],
          mustInt: 0,
          mustColor: 'GREEN',
          object: { int: 2 },
          list: [],
          grid: [[], [1, null]],
        },
      },
    },
  },
];
