import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestIssuer, type TestIssuer } from '../../support/startTestIssuer.ts';
import { type RawGateway, type RawSubgraph, startRawGateway, startRawSubgraph } from './startBigNumbers.ts';
import { subgraphs } from './subgraphs.ts';

let issuer: TestIssuer;
let registry: RawSubgraph;
let records: RawSubgraph;
let gateway: RawGateway;

beforeAll(async () => {
  issuer = await startTestIssuer();
  [registry, records] = (await Promise.all(subgraphs.map(startRawSubgraph))) as [RawSubgraph, RawSubgraph];
  gateway = await startRawGateway([registry, records], issuer.jwksUrl, 'ws');
});

beforeEach(() => {
  for (const { asked } of [registry, records]) asked.length = 0;
});

afterEach(() => registry.answerWith(undefined));

afterAll(async () => {
  await gateway.stop();
  for (const { stop } of [registry, records]) stop();
  issuer.stop();
});

const bodyOf = (query: string, variables = '{}') => `{"query":${JSON.stringify(query)},"variables":${variables}}`;
const ask = (query: string, variables?: string) => gateway.post(bodyOf(query, variables));

describe('what subgraphs are asked', () => {
  test('numbers of keys as their own subgraph wrote them, each different one once', async () => {
    const keys = ['9007199254740993', '9007199254740992', '1.10', '1.1', '"1.1"', '-0', '0', '7'];
    const patients = keys.map((key) => `{"__typename":"Patient","number":${key}}`);
    registry.answerWith(`{"data":{"two":[${[...patients, ...patients].join(',')}]}}`);
    await ask('{ two { notes } }');
    expect(/"representations":(.*)\}\}$/.exec(records.asked[0] ?? '')?.[1]).toBe(`[${patients.join(',')}]`);
  });

  test('an ID that was answered as a number as that number, and the client gets it as a text', async () => {
    const holders =
      '[{"__typename":"Holder","id":9007199254740993},{"__typename":"Holder","id":7},{"__typename":"Holder","id":"8"}]';
    registry.answerWith(`{"data":{"holders":${holders}}}`);
    expect(await ask('{ holders { id card } }')).toBe(
      '{"data":{"holders":[{"id":"9007199254740993","card":"Card 9007199254740993"},{"id":"7","card":"Card 7"},{"id":"8","card":"Card 8"}]}}',
    );
    expect(records.asked[0]).toContain(
      '"representations":[{"__typename":"Holder","id":9007199254740993},{"__typename":"Holder","id":7},{"__typename":"Holder","id":"8"}]',
    );
  });

  test('variables by their types: integers as integers, IDs digit for digit, the rest as it was written', async () => {
    registry.answerWith('{"data":{"w_given":"x"}}');
    const query =
      'query ($i: Int, $d: ID, $f: Float, $b: IdBox, $j: [ID!]) { given(int: $i, id: $d, float: $f, box: $b, ids: $j) }';
    const answered = await ask(
      query,
      '{"i":5.0,"d":1e2,"f":1.50,"b":{"id":9007199254740993,"int":1E2,"ids":[2.0]},"j":-9007199254740993,"more":1.0}',
    );
    expect(answered).toBe('{"data":{"given":"x"}}');
    expect(/"variables":(.*)\}$/.exec(registry.asked[0] ?? '')?.[1]).toBe(
      '{"i":5,"d":100,"f":1.50,"b":{"id":9007199254740993,"int":100,"ids":[2]},"j":-9007199254740993}',
    );
  });

  test.each([
    ['$v: Int', 'int', '9007199254740993'],
    ['$v: Int', 'int', '1.50'],
    ['$v: Int', 'int', '5.00000000000000000000001'],
    ['$v: Int', 'int', '1e-400'],
    ['$v: ID', 'id', '1.50'],
    ['$v: ID', 'id', '1e-400'],
    ['$v: ID', 'id', '1e400'],
    ['$v: ID', 'id', '12.00000000000000000000001'],
    ['$v: Float', 'float', '1e400'],
    ['$v: IdBox', 'box', '1.0'],
    ['$v: IdBox', 'box', '{"id":{"a":1.0}}'],
    ['$v: [ID!]', 'ids', '[1.5e0]'],
  ])('nothing where a variable (%s) does not fit its type: %s %s', async (definition, argument, value) => {
    const answered = await ask(`query (${definition}) { given(${argument}: $v) }`, `{"v":${value}}`);
    expect(answered).toMatch(
      /^\{"errors":\[\{"message":"Variable \\"\$v\\" got invalid value .*"GRAPHQL_VALIDATION_FAILED"/,
    );
    expect(registry.asked).toEqual([]);
  });

  test('two numbers that a double rounds are two runs, also where runs are shared', async () => {
    const query = 'query ($n: Exact!) { patient(number: $n) { name } }';
    const answers = await Promise.all(
      ['9007199254740992', '9007199254740993'].map((number) => ask(query, `{"n":${number}}`)),
    );
    expect(answers).toEqual(
      ['9007199254740992', '9007199254740993'].map((number) => `{"data":{"patient":{"name":"Patient ${number}"}}}`),
    );
  });
});

describe('what a subgraph answers is checked against its type', () => {
  const fits: [string, string, string][] = [
    ['int', '5.0', '5'],
    ['int', '1e2', '100'],
    ['int', '-0', '0'],
    ['float', '1.50', '1.50'],
    ['float', '-0', '-0'],
    ['float', '12345678901234567890.123', '12345678901234567890.123'],
    ['float', '1E5', '1E5'],
    ['id', '12.0', '"12"'],
    ['id', '123456789012345678901234567890', '"123456789012345678901234567890"'],
    ['id', '-9007199254740993', '"-9007199254740993"'],
    ['exact', '1e400', '1e400'],
    ['exact', '[1.0,{"a":-0}]', '[1.0,{"a":-0}]'],
    ['ids', '[9007199254740993,"a",null]', '["9007199254740993","a",null]'],
  ];
  test.each(fits)('%s: %s', async (field, sent, written) => {
    registry.answerWith(`{"data":{"built":{"${field}":${sent}}}}`);
    expect(await ask(`{ built { ${field} } }`)).toBe(`{"data":{"built":{"${field}":${written}}}}`);
  });

  const refused: [string, string][] = [
    ['int', '9007199254740993'],
    ['int', '2147483648.0'],
    ['int', '1.50'],
    ['int', '5.00000000000000000000001'],
    ['int', '1e-400'],
    ['float', '1e400'],
    ['float', '-1e999999999999'],
    ['id', '1.50'],
    ['id', '1e-400'],
    ['id', '1e400'],
    ['string', '1.0'],
    ['boolean', '1.0'],
    ['kind', '1.0'],
    ['ids', '9007199254740993'],
    ['lab { code }', '9007199254740993'],
    ['any { ... on Lab { code } }', '1.0'],
  ];
  test.each(refused)('%s: not %s', async (field, sent) => {
    const [key = ''] = field.split(' ');
    registry.answerWith(`{"data":{"built":{"${key}":${sent}}}}`);
    const answered = await ask(`{ built { ${field} } }`);
    expect(answered).toMatch(/^\{"errors":\[.*"path":\["built","\w+"\].*"SUBGRAPH_RESPONSE_INVALID"/);
    expect(answered.endsWith(`"data":{"built":{"${key}":null}}}`)).toBe(true);
  });

  test('a number where an entity belongs is asked about nowhere', async () => {
    registry.answerWith('{"data":{"patient":9007199254740993}}');
    expect(await ask('{ patient(number: 1) { notes } }')).toContain('"data":{"patient":null}');
    expect(records.asked).toEqual([]);
  });
});
