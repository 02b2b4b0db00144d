import type { Case } from '../support/behaviour.ts';

export const cases: Case[] = [
  {
    name: 'tells an error of a root field, and answers the field beside it',
    query: '{ rootFails ward { name } }',
    expected: {
      data: { rootFails: null, ward: { name: 'W' } },
      errors: [{ path: ['rootFails'], code: 'ROOT', message: 'ROOT happened' }],
    },
  },
  {
    name: 'tells it under the client’s aliases and at the positions of the client’s lists',
    query: '{ x: rootFails list: wards { oops: fails } }',
    expected: {
      data: { x: null, list: [{ oops: null }, null, { oops: null }] },
      errors: [
        { path: ['x'], code: 'ROOT' },
        { path: ['list', 0, 'oops'], code: 'WARD' },
        { path: ['list', 2, 'oops'], code: 'WARD' },
      ],
    },
  },
  {
    name: 'maps an error in an entity to where the entity stands',
    query: '{ ward { beds { id state } } }',
    expected: {
      data: {
        ward: {
          beds: [
            { id: '1', state: 'state 1' },
            { id: 'bad', state: null },
          ],
        },
      },
      errors: [{ path: ['ward', 'beds', 1, 'state'], code: 'STATE', message: 'STATE happened' }],
    },
  },
  {
    name: 'maps it through lists of lists and past nulls',
    query: '{ rooms { state } }',
    expected: {
      data: { rooms: [[{ state: 'state 1' }], [null, { state: null }]] },
      errors: [{ path: ['rooms', 1, 1, 'state'], code: 'STATE' }],
    },
  },
  {
    name: 'maps it on through objects and lists inside the entity',
    query: '{ ward { boss: head { pieces: parts { w: wheel { s: size } } } } }',
    expected: {
      data: { ward: { boss: { pieces: [{ w: { s: 20 } }, { w: { s: null } }] } } },
      errors: [{ path: ['ward', 'boss', 'pieces', 1, 'w', 's'], code: 'WHEEL' }],
    },
  },
  {
    name: 'tells it at every place where the same entity stands, although it was asked for once',
    query: '{ wards { head { state } beds { state } } }',
    expected: {
      data: { wards: [{ head: { state: null }, beds: [] }, null, { head: null, beds: [{ state: null }] }] },
      errors: [
        { path: ['wards', 0, 'head', 'state'], code: 'STATE' },
        { path: ['wards', 2, 'beds', 0, 'state'], code: 'STATE' },
      ],
    },
  },
  {
    name: 'tells two errors of one entity under two aliases with their own arguments',
    query: '{ ward { head { a: echo(text: "A") b: echo(text: "B") } } }',
    expected: {
      data: { ward: { head: { a: null, b: null } } },
      errors: [
        { path: ['ward', 'head', 'a'], code: 'ECHO_A' },
        { path: ['ward', 'head', 'b'], code: 'ECHO_B' },
      ],
    },
  },
  {
    name: 'tells once that an entity could not be resolved at all, and answers the others',
    query: '{ beds(ids: ["1", "gone"]) { id state } }',
    expected: {
      data: {
        beds: [
          { id: '1', state: 'state 1' },
          { id: 'gone', state: null },
        ],
      },
      errorCodes: ['GONE'],
    },
  },
  {
    name: 'tells an error that has no path, beside the data that came with it',
    query: '{ ward { head { id after } } }',
    expected: { data: { ward: { head: { id: 'bad', after: 'after' } } }, errorCodes: ['PATHLESS'] },
  },
  {
    name: 'answers null for what a subgraph that sends no GraphQL should have answered, and the rest',
    query: '{ page ward { head { id price tax } beds { id state } } }',
    expected: {
      data: {
        page: null,
        ward: {
          head: { id: 'bad', price: null, tax: null },
          beds: [
            { id: '1', state: 'state 1' },
            { id: 'bad', state: null },
          ],
        },
      },
      errorCodes: ['STATE', 'SUBGRAPH_RESPONSE_INVALID'],
    },
  },
  {
    name: 'maps errors below a mutation',
    query: 'mutation { moved: move(to: "bad") { id s: state } }',
    expected: {
      data: { moved: { id: 'bad', s: null } },
      errors: [{ path: ['moved', 's'], code: 'STATE' }],
    },
  },
];
