import type { Case } from '../support/behaviour.ts';

export const cases: Case[] = [
  {
    name: 'hands common fields on to both, with their defaults',
    query: 'query ($f: Filter!) { rows(filter: $f) lines(filter: { text: "b", nested: { x: 2 } }) }',
    variables: { f: { text: 'a', nested: { x: 1 } } },
    expected: {
      data: {
        rows: '{"text":"a","limit":5,"nested":{"x":1}}',
        lines: '{"text":"b","limit":5,"nested":{"x":2}}',
      },
    },
  },
  {
    name: 'hands them on to fields of entities',
    query: 'query ($at: Position!, $x: Int!) { row { cell(at: $at) point(at: { x: $x }) } }',
    variables: { at: { x: 3 }, x: 4 },
    expected: { data: { row: { cell: '{"x":3}', point: '{"x":4}' } } },
  },
  {
    name: 'needs a field that one subgraph needs',
    query: '{ lines(filter: { limit: 1 }) }',
    expected: { errors: [{ code: 'GRAPHQL_VALIDATION_FAILED' }] },
  },
  {
    name: 'refuses a field that only one subgraph has',
    query: '{ rows(filter: { text: "a", colour: "red" }) }',
    expected: { errors: [{ code: 'GRAPHQL_VALIDATION_FAILED' }] },
  },
];
