import type { Case } from '../support/behaviour.ts';

const query = 'query ($ids: [ID!]!) { houses(ids: $ids) { id owner } }';
const unanswered = (fault: string, why: string, errorCodes: string[], stock?: string): Case => ({
  name: `${why}: null and an error, nobody’s value in the place of another’s`,
  query,
  variables: { ids: [fault, 'b'] },
  ...(stock !== undefined && { stock }),
  expected: {
    data: {
      houses: [
        { id: fault, owner: null },
        { id: 'b', owner: null },
      ],
    },
    errorCodes,
  },
});
const invalid = ['SUBGRAPH_RESPONSE_INVALID'];
const uncoded = 'It tells the fault under a code of its own.';
const silent = 'It tells no error.';

export const cases: Case[] = [
  unanswered('null', '_entities is null', invalid, uncoded),
  unanswered('missing', '_entities is missing', invalid, uncoded),
  unanswered('object', '_entities is an object', invalid, uncoded),
  unanswered('short', '_entities is shorter than what was asked', invalid, uncoded),
  unanswered('empty', '_entities is empty', invalid, uncoded),
  unanswered('long', '_entities is longer than what was asked', invalid, uncoded),
  unanswered('scalars', 'entities are scalars', invalid, uncoded),
  unanswered('lists', 'entities are lists', invalid, silent),
  unanswered('refused', 'the subgraph refuses, without data', ['NO']),
  unanswered('refused with null', 'the subgraph refuses, with null for data', ['NO']),
  unanswered('nothing', 'the answer is an empty object', invalid),
  unanswered('data list', 'data is a list', invalid, uncoded),
  {
    name: 'entities that are null are null without an error where fields may be',
    query,
    variables: { ids: ['nulls', 'b'] },
    expected: {
      data: {
        houses: [
          { id: 'nulls', owner: null },
          { id: 'b', owner: null },
        ],
      },
    },
  },
  {
    name: 'a non-null field that entities lack makes each of them null, with an error for each',
    stock: silent,
    query: 'query ($ids: [ID!]!) { houses(ids: $ids) { id beds } }',
    variables: { ids: ['holes', 'b'] },
    expected: {
      data: { houses: [null, null] },
      errors: [{ path: ['houses', 0, 'beds'] }, { path: ['houses', 1, 'beds'] }],
    },
  },
  {
    name: 'a subgraph’s fields that nobody asked for reach nobody and change nothing',
    query,
    variables: { ids: ['extra', 'b'] },
    stock: 'It lets the unasked fields overwrite the known ones.',
    expected: {
      data: {
        houses: [
          { id: 'extra', owner: 'owner of extra' },
          { id: 'b', owner: 'owner of b' },
        ],
      },
    },
  },
  {
    name: 'an object without __typename has the type that its field declares',
    stock: 'It asks for no entity whose __typename is missing.',
    query: '{ untyped { __typename id owner } }',
    expected: { data: { untyped: { __typename: 'House', id: '1', owner: 'owner of 1' } } },
  },
  {
    name: 'an object behind an interface without __typename is null, with an error',
    stock: 'It answers the object as if its type were known.',
    query: '{ untypedSite { id } }',
    expected: { data: { untypedSite: null }, errors: [{ path: ['untypedSite'] }] },
  },
  {
    name: 'an object with a __typename that does not exist is null, with an error, and the name goes nowhere',
    stock: silent,
    query: '{ wrongSite { __typename id ... on House { owner } } }',
    expected: { data: { wrongSite: null }, errors: [{ path: ['wrongSite'] }] },
  },
  {
    name: 'a nullable root field that a subgraph leaves out is null with an error, alone or beside another',
    stock: silent,
    query: '{ forgotten { id } }',
    expected: { data: { forgotten: null }, errors: [{ path: ['forgotten'], code: 'SUBGRAPH_RESPONSE_INVALID' }] },
  },
  {
    name: 'it is told under the client’s alias, and the field beside it is answered',
    stock: silent,
    query: '{ lost: forgotten { id } houses(ids: ["b"]) { id } }',
    expected: {
      data: { lost: null, houses: [{ id: 'b' }] },
      errors: [{ path: ['lost'], code: 'SUBGRAPH_RESPONSE_INVALID' }],
    },
  },
  {
    name: 'a nullable field that one entity lacks is null with an error there',
    stock: silent,
    query,
    variables: { ids: ['hole', 'b'] },
    expected: {
      data: {
        houses: [
          { id: 'hole', owner: null },
          { id: 'b', owner: 'owner of b' },
        ],
      },
      errors: [{ path: ['houses', 0, 'owner'], code: 'SUBGRAPH_RESPONSE_INVALID' }],
    },
  },
  {
    name: 'a field that objects lack of whose type alone it was asked is told for those of that type',
    stock: silent,
    query: '{ emptied { __typename ... on Tent { pegs } ... on House { note } } }',
    expected: {
      data: { emptied: [{ __typename: 'Tent', pegs: null }, null, { __typename: 'House', note: null }] },
      errors: [
        { path: ['emptied', 0, 'pegs'], code: 'SUBGRAPH_RESPONSE_INVALID' },
        { path: ['emptied', 2, 'note'], code: 'SUBGRAPH_RESPONSE_INVALID' },
      ],
    },
  },
];
