import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startTestIssuer, type TestIssuer } from '../../support/startTestIssuer.ts';
import { type RawGateway, type RawSubgraph, startRawGateway, startRawSubgraph } from './startBigNumbers.ts';
import { subgraphs } from './subgraphs.ts';

let issuer: TestIssuer;
let running: RawSubgraph[];
let gateway: RawGateway;

beforeAll(async () => {
  issuer = await startTestIssuer();
  running = await Promise.all(subgraphs.map(startRawSubgraph));
  gateway = await startRawGateway(running, issuer.jwksUrl, 'ws');
});

afterEach(() => running[0]?.answerWith(undefined));

afterAll(async () => {
  await gateway.stop();
  for (const subgraph of running) subgraph.stop();
  issuer.stop();
});

const ask = (query: string, variables = '{}') =>
  gateway.post(`{"query":${JSON.stringify(query)},"variables":${variables}}`);
const digits = '9'.repeat(3_000_000);
const nines = '9'.repeat(1_000_000);
const nest = (depth: number, inner: string) => '['.repeat(depth) + inner + ']'.repeat(depth);
/** Compares without printing megabytes. */
const isSame = (one: string, other: string) => ({ length: one.length, isSame: one === other });

describe('of a subgraph, which costs no more than its size:', () => {
  test.each([
    ['three million digits', digits],
    ['three million decimals', `0.${digits}`],
    ['an exponent of a million digits', `1e${nines}`],
    ['100 000 numbers', `[${'1.0,'.repeat(100_000)}-0]`],
    ['150 levels', nest(150, '1.0')],
  ])('%s are passed on', async (_, number) => {
    running[0]?.answerWith(`{"data":{"built":{"exact":${number}}}}`);
    const expected = `{"data":{"built":{"exact":${number}}}}`;
    expect(isSame(await ask('{ built { exact } }'), expected)).toEqual({ length: expected.length, isSame: true });
  });

  test('three million digits of an ID are passed on', async () => {
    running[0]?.answerWith(`{"data":{"built":{"id":${digits}}}}`);
    const expected = `{"data":{"built":{"id":"${digits}"}}}`;
    expect(isSame(await ask('{ built { id } }'), expected)).toEqual({ length: expected.length, isSame: true });
  });

  test.each([
    ['int', digits],
    ['int', `1e${nines}`],
    ['int', `1e-${nines}`],
    ['float', digits],
    ['float', `1e${nines}`],
    ['id', `1e${nines}`],
    ['id', `1.${nines}`],
    ['string', digits],
  ])('what is no %s is refused in few words', async (field, number) => {
    running[0]?.answerWith(`{"data":{"built":{"${field}":${number}}}}`);
    const answered = await ask(`{ built { ${field} } }`);
    expect(answered.length).toBeLessThan(300);
    expect(answered).toContain('"SUBGRAPH_RESPONSE_INVALID"');
  });

  test.each([300, 100_000])('%d levels around a number are refused', async (depth) => {
    running[0]?.answerWith(`{"data":{"built":{"exact":${nest(depth, '1.0')}}}}`);
    const answered = await ask('{ built { exact } }');
    expect(answered.length).toBeLessThan(300);
    expect(answered).toContain('"SUBGRAPH_RESPONSE_INVALID"');
  });
});

describe('of a client, which costs no more than its size:', () => {
  test.each([
    ['three million digits', digits],
    ['three million decimals', `0.${digits}`],
    ['an exponent of a million digits', `1e${nines}`],
    ['90 000 numbers', `[${'1.0,'.repeat(90_000)}-0]`],
  ])('%s in a variable are passed on', async (_, number) => {
    const expected = `{"data":{"echo":${number}}}`;
    const answered = await ask('query ($v: Exact) { echo(value: $v) }', `{"v":${number}}`);
    expect(isSame(answered, expected)).toEqual({ length: expected.length, isSame: true });
  });

  test('a million digits in a literal are passed on', async () => {
    const expected = `{"data":{"echo":{"a":${nines}}}}`;
    const answered = await ask(`{ echo(value: { a: ${nines} }) }`);
    expect(isSame(answered, expected)).toEqual({ length: expected.length, isSame: true });
  });

  test.each([
    ['Int', 'int', digits],
    ['Float', 'float', digits],
    ['Float', 'float', `1e${nines}`],
    ['ID', 'id', `1e${nines}`],
    ['Boolean', 'boolean', nines],
  ])('what is no %s is refused in few words', async (type, argument, number) => {
    const query = argument === 'boolean' ? '{ two @include(if: $v) { name } }' : `{ given(${argument}: $v) }`;
    const answered = await ask(`query ($v: ${type}${argument === 'boolean' ? '!' : ''}) ${query}`, `{"v":${number}}`);
    expect(answered.length).toBeLessThan(500);
    expect(answered).toContain('"GRAPHQL_VALIDATION_FAILED"');
  });

  test.each([101, 100_000])('%d levels around a number are refused', async (depth) => {
    const answered = await ask('query ($v: Exact) { echo(value: $v) }', `{"v":${nest(depth, '1.0')}}`);
    expect(answered.length).toBeLessThan(300);
    expect(answered).toContain('"OPERATION_TOO_LARGE"');
  });

  test('a broken body is refused, whatever numbers it holds', async () => {
    for (const body of [
      '{"query":"{ two }","variables":{"a":1.0}',
      '{"query":"{ two }","variables":{1.0:1}}',
      '1.0',
      '[1.0]',
    ])
      expect(await gateway.post(body)).toContain('"BAD_REQUEST"');
    for (const name of ['variables', 'extensions', 'query', 'operationName'])
      expect(await gateway.post(`{"query":"{ two { name } }","${name}":1.0}`)).toContain(`"parameter":"${name}"`);
  });
});
