import { expect } from 'vitest';
import type { Case } from '../support/behaviour.ts';

/** Written as text: in an object literal `__proto__` would set the prototype. */
const json = (text: string): unknown => JSON.parse(text);
const unharmed = () => {
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  expect(Object.keys(Object.prototype)).toEqual([]);
};

export const cases: Case[] = [
  {
    name: 'answers an alias __proto__ as a key of its own, for objects and scalars',
    query: '{ __proto__: thing { __proto__: name } constructor: thing { toString: name } }',
    expected: { data: json('{"__proto__": {"__proto__": "one"}, "constructor": {"toString": "one"}}') },
    asked: unharmed,
  },
  {
    name: 'merges entities under such aliases',
    query:
      '{ __proto__: things { __proto__: toString constructor: name valueOf: hasOwnProperty { __proto__: toString } } }',
    expected: {
      data: json(
        `{ "__proto__": [${['1', '2', '1']
          .map(
            (id) =>
              `{ "__proto__": "string of ${id} constructor", "constructor": "${id}",
               "valueOf": { "__proto__": "string of 9 constructor" } }`,
          )
          .join()}] }`,
      ),
    },
    stock: 'It takes the alias of the key for the key.',
    asked: unharmed,
  },
  {
    name: 'joins subgraphs by a key, a type and fields of such names',
    query:
      '{ constructor toString { toString valueOf __typename } thing { constructor toString valueOf hasOwnProperty { constructor } } }',
    expected: {
      data: {
        constructor: 'root constructor',
        toString: { toString: '3 toString', valueOf: 'value of 3 toString', __typename: 'constructor' },
        thing: {
          constructor: '1 constructor',
          toString: 'string of 1 constructor',
          valueOf: [1],
          hasOwnProperty: { constructor: '9 constructor' },
        },
      },
    },
  },
  {
    name: 'takes variables, arguments and input fields of such names',
    query: `query ($__proto__: Words, $constructor: Box, $toString: Boolean!, $hasOwnProperty: Boolean = true) {
      word(valueOf: $__proto__) box(constructor: $constructor)
      a: constructor @include(if: $toString) b: constructor @skip(if: $hasOwnProperty)
    }`,
    variables: json(
      `{"__proto__": "toString", "toString": true,
        "constructor": {"constructor": 1, "toString": {"constructor": 2, "toString": null}}}`,
    ) as Record<string, unknown>,
    expected: {
      data: {
        word: 'toString',
        box: { constructor: 1, toString: { constructor: 2, toString: null } },
        a: 'root constructor',
      },
    },
    asked: unharmed,
  },
  {
    name: 'takes an input field of such a name for absent when it is absent',
    query: 'query ($box: Box) { box(constructor: $box) a: box(constructor: { toString: {} }) }',
    variables: { box: { toString: { constructor: 1 } } },
    expected: { data: { box: { toString: { constructor: 1 } }, a: { toString: {} } } },
  },
  {
    name: 'takes such a variable for absent when it is absent',
    query: `query ($constructor: Box, $toString: Words = constructor, $hasOwnProperty: Boolean = false) {
      box(constructor: $constructor) word(valueOf: $toString) constructor @skip(if: $hasOwnProperty)
    }`,
    expected: { data: { box: null, word: 'constructor', constructor: 'root constructor' } },
  },
  {
    name: 'passes a scalar with such keys on as it came, and is not changed by it',
    query: '{ json __proto__: json }',
    expected: {
      data: json(`{
        "json": {"__proto__": {"polluted": true}, "constructor": {"prototype": 1}},
        "__proto__": {"__proto__": {"polluted": true}, "constructor": {"prototype": 1}}
      }`),
    },
    asked: unharmed,
  },
  {
    name: 'names fragments so',
    query: `query toString { ...constructor } fragment constructor on Query { thing { ...valueOf } }
      fragment valueOf on Thing { toString name }`,
    expected: { data: { thing: { toString: 'string of 1 constructor', name: 'one' } } },
  },
];
