import type { Case } from '../support/behaviour.ts';

export const cases: Case[] = [
  {
    name: 'lays out fragments in fragments, over two subgraphs',
    query: `{ dog { ...a } } fragment a on Dog { ...b name } fragment b on Dog { vaccine { ...c } weight }
      fragment c on Vaccine { batch ... on Vaccine { name } }`,
    expected: { data: { dog: { vaccine: { batch: 'B1', name: 'rabies' }, weight: 20.5, name: 'Rex' } } },
  },
  {
    name: 'answers each item of a list what its type’s fragments select',
    query: `{ animals { name ...dog ... on Cat { lives weight } ... on Fish { length } } }
      fragment dog on Dog { barks weight }`,
    expected: {
      data: {
        animals: [
          { name: 'Rex', barks: true, weight: 20.5 },
          { name: 'Tom', lives: 9, weight: 4 },
          { name: 'Wanda', length: 12 },
        ],
      },
    },
  },
  {
    name: 'applies a fragment on an interface to the types that implement it, and to no others',
    query: '{ any { ... on Pet { name } ... on Animal { id ... on Dog { weight } } __typename } }',
    expected: {
      data: {
        any: [
          { id: '3', __typename: 'Fish' },
          { name: 'Tom', id: '2', __typename: 'Cat' },
          { name: 'Rex', id: '1', weight: 20.5, __typename: 'Dog' },
        ],
      },
    },
  },
  {
    name: 'narrows from interface to interface to object and back',
    query: '{ animals { ... on Pet { ... on Animal { ... on Cat { ... on Pet { weightOfCat: id } } } } } }',
    expected: { data: { animals: [{}, { weightOfCat: '2' }, {}] } },
  },
  {
    name: 'takes inline fragments without a type, with directives and without',
    query:
      'query ($yes: Boolean = true) { dog { ... { name } ... @include(if: $yes) { weight } ... @skip(if: $yes) { barks } } }',
    expected: { data: { dog: { name: 'Rex', weight: 20.5 } } },
  },
  {
    name: 'obeys directives on fragment spreads, the same fragment with and without them',
    query: `query ($no: Boolean = false) {
      dog { ...a @include(if: $no) ...b @skip(if: $no) }
      pets { ...p @include(if: $no) ... on Dog { ...b } }
    }
    fragment a on Dog { barks } fragment b on Dog { weight name } fragment p on Pet { id }`,
    expected: { data: { dog: { weight: 20.5, name: 'Rex' }, pets: [{ weight: 20.5, name: 'Rex' }, {}] } },
  },
  {
    name: 'keeps keys in the order in which they are first met, whatever subgraph answers them',
    query:
      '{ dog { ... on Dog { vaccine { name } } id ...late barks } } fragment late on Dog { weight vaccine { batch } name }',
    expected: {
      data: {
        dog: { vaccine: { name: 'rabies', batch: 'B1' }, id: '1', weight: 20.5, name: 'Rex', barks: true },
      },
    },
  },
  {
    name: 'lets one response key mean different fields in types that exclude one another',
    query: `{ animals { ... on Dog { x: barks y: weight } ... on Cat { z: lives y: weight } ... on Fish { z: length } } }`,
    expected: { data: { animals: [{ x: true, y: 20.5 }, { z: 9, y: 4 }, { z: 12 }] } },
  },
  {
    name: 'uses one fragment in several operations and places with a variable of the operation',
    query: `query One { ...roots } query Two($more: Boolean!) { dog { ...parts } pets { ...parts } }
      fragment roots on Query { dog { id } }
      fragment parts on Pet { name ... on Dog @include(if: $more) { vaccine { batch } } }`,
    operationName: 'Two',
    variables: { more: true },
    expected: {
      data: {
        dog: { name: 'Rex', vaccine: { batch: 'B1' } },
        pets: [{ name: 'Rex', vaccine: { batch: 'B1' } }, { name: 'Tom' }],
      },
    },
  },
];
