import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestIssuer, type TestIssuer } from '../../support/startTestIssuer.ts';
import {
  answer,
  type RawGateway,
  type RawSubgraph,
  schemaOf,
  startRawGateway,
  startRawSubgraph,
} from './startBigNumbers.ts';
import { numbers, subgraphs, whole } from './subgraphs.ts';

let issuer: TestIssuer;
let running: RawSubgraph[];
let gateway: RawGateway;
const oracle = schemaOf(whole);

beforeAll(async () => {
  issuer = await startTestIssuer();
  running = await Promise.all(subgraphs.map(startRawSubgraph));
  gateway = await startRawGateway(running, issuer.jwksUrl, 'ws');
});

afterAll(async () => {
  await gateway.stop();
  for (const subgraph of running) subgraph.stop();
  issuer.stop();
});

const all = `[${numbers.join(',')}]`;
const tree = `{"a":1.50,"":[-0,{"__proto__":9007199254740993}],"s":"1.0, \\"-0, \\\\","c":[]}`;

/** Each operation, and the JSON of its variables. */
const operations: [string, string, string?][] = [
  ['a list of numbers, and lists in lists', '{ numbers nested }'],
  ['a value of any form, with texts that look like numbers', '{ any }'],
  [
    'patients who differ in a number that a double rounds',
    '{ two { number name notes } patients { number name notes } }',
  ],
  ['the same from both sides, there and back', '{ two { self { self { number name } number notes } } }'],
  ['IDs that are answered as numbers', '{ holders { id card } }'],
  ['compound keys with numbers within', '{ samples { number lab { code } result } }'],
  ['keys that are lists', '{ visits { codes summary } }'],
  ['a number that a field requires', '{ patients { number dose weight scaled } }'],
  ['an argument from a context', '{ wards { name code beds { id rate } } }'],
  ['one value under several keys', '{ a: numbers b: numbers p: two { n: number number notes } }'],
  ['several entities in one request', '{ two { number notes } holders { id card } visits { codes summary } }'],
  [
    'one entity in several places',
    '{ a: two { number self { number notes } } b: two { self { n: number notes } dose } }',
  ],
  [
    'mutations',
    'mutation ($n: Exact!) { a: again(number: $n) b: again(number: 1.50) record(number: $n) { number notes } c: again(number: X) }',
    '{"n":9007199254740993}',
  ],
  [
    'a variable',
    'query ($v: Exact, $n: Exact!) { echo(value: $v) patient(number: $n) { number notes dose } }',
    `{"v":${tree},"n":1.10}`,
  ],
  ['a list in a variable', 'query ($v: [Exact]) { echo(values: $v) }', `{"v":${all}}`],
  [
    'input objects in variables',
    'query ($b: Box, $c: [Box!]) { a: echo(box: $b) b: echo(boxes: $c) }',
    `{"b":{"value":1.0,"other":{"value":{"x":-0}},"list":[[1e400],null]},"c":[{"value":1E5}]}`,
  ],
  [
    'variables within literals',
    'query ($v: Exact, $w: [Exact]) { a: echo(value: { a: $v, b: [1.50, $v] }) b: echo(box: { value: $v, list: [$w, [2.0, B]] }) }',
    '{"v":9007199254740993,"w":[1.0]}',
  ],
  [
    'IDs in variables',
    'query ($i: ID, $j: [ID!], $b: IdBox) { given(id: $i, ids: $j, box: $b) }',
    '{"i":9007199254740993,"j":[7,-12345678901234567890,"1.0"],"b":{"id":123456789012345678901234567890,"ids":[9007199254740993]}}',
  ],
  ['literals', `{ ${numbers.map((text, index) => `v${index}: echo(value: ${text})`).join(' ')} }`],
  [
    'lists and objects in literals',
    '{ echo(value: { a: 1.50, b: NAME, c: [9007199254740993, [-0], null, true, "1.0", """B 1.0"""], d: {} }) }',
  ],
  [
    'input objects in literals',
    '{ echo(box: { value: 1.0, other: { value: NAME }, list: [[9007199254740993], 1.10] }) b: echo(boxes: { value: 2.0 }) }',
  ],
  [
    'literals of IDs',
    '{ given(id: 9007199254740993, ids: [7, 123456789012345678901234567890], box: { id: 9007199254740993, ids: 1 }) }',
  ],
  [
    'defaults of variables',
    'query ($v: Exact = { a: 1.50, b: [NAME, 9007199254740993] }, $b: Box = { value: 1.0 }, $i: ID = 9007199254740993) { a: echo(value: $v) b: echo(box: $b) given(id: $i) }',
  ],
  [
    'literals that look like what stands for them',
    '{ a: echo(value: ["waslLiteral:0", "waslLiteral:_", 1.0, "waslLiteral:0"]) b: echo(value: [1.0, NAME]) }',
  ],
  [
    'equal literals of one field in two places',
    '{ ...A ...B } fragment A on Query { patient(number: 1.10) { name } } fragment B on Query { patient(number: 1.10) { notes } }',
  ],
  [
    'a condition beside a number',
    'query ($v: Exact, $c: Boolean!) { echo(value: $v) @include(if: $c) n: numbers @skip(if: $c) }',
    '{"v":1.0,"c":true}',
  ],
  [
    'a question about the schema beside a number',
    'query ($v: Exact, $i: ID) { echo(value: $v) given(id: $i) __type(name: "Exact") { name } }',
    '{"v":1.0,"i":9007199254740993}',
  ],
];

describe('answers as graphql-js does on one schema, number for number', () => {
  const bodyOf = (query: string, variables = '{}') => `{"query":${JSON.stringify(query)},"variables":${variables}}`;
  test.each(operations)('%s', async (_, query, variables) => {
    const body = bodyOf(query, variables);
    const expected = await answer(oracle, body);
    expect(expected).not.toContain('errors');
    expect(await gateway.post(body)).toBe(expected);
  });

  test.each(operations)('%s, as an event', async (_, query, variables) => {
    const body = bodyOf(query, variables);
    const events = await gateway.post(body, { accept: 'text/event-stream' });
    expect(events).toContain(`event: next\ndata: ${await answer(oracle, body)}\n\n`);
  });

  test.each(operations.filter(([, query]) => !query.startsWith('mutation')))(
    '%s, by GET',
    async (_, query, variables) => {
      const parameters = new URLSearchParams({ query, ...(variables !== undefined && { variables }) });
      const response = await fetch(`${gateway.url}?${parameters.toString()}`);
      expect(await response.text()).toBe(await answer(oracle, bodyOf(query, variables)));
    },
  );
});
