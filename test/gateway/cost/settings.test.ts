import { readConfig } from '@wasl/gateway/cli/config';
import { expect, test } from 'vitest';
import { runWasl, startGateway } from '../support/startGateway.ts';

const none = {
  assumedListSize: undefined,
  maxEntities: undefined,
  maxReceivedBytes: undefined,
  maxAnswerBytes: undefined,
};

test('budgets are read by who asks, and what is everybody’s where a class has none', () => {
  expect(readConfig({}).bounds).toEqual({ maxCost: {}, ...none });
  expect(readConfig({ WASL_MAX_COST: '700' }).bounds.maxCost).toEqual({
    anonymous: 700,
    citizen: 700,
    staff: 700,
    service: 700,
  });
  expect(readConfig({ WASL_MAX_COST: '700', WASL_MAX_COST_STAFF: '900' }).bounds.maxCost).toEqual({
    anonymous: 700,
    citizen: 700,
    staff: 900,
    service: 700,
  });
  expect(readConfig({ WASL_MAX_COST_ANONYMOUS: '1' }).bounds.maxCost).toEqual({ anonymous: 1 });
});

test('what a request may come to is read', () => {
  const bounds = readConfig({
    WASL_ASSUMED_LIST_SIZE: '0',
    WASL_MAX_ENTITIES: '5',
    WASL_MAX_RECEIVED_BYTES: '2048',
    WASL_MAX_ANSWER_BYTES: '1024',
  }).bounds;
  expect(bounds).toEqual({
    maxCost: {},
    assumedListSize: 0,
    maxEntities: 5,
    maxReceivedBytes: 2_048,
    maxAnswerBytes: 1_024,
  });
});

test.each([
  ['WASL_MAX_COST', '0'],
  ['WASL_MAX_COST_CITIZEN', 'many'],
  ['WASL_MAX_COST_SERVICE', '1e13'],
  ['WASL_ASSUMED_LIST_SIZE', '-1'],
  ['WASL_MAX_ENTITIES', '0.5'],
  ['WASL_MAX_RECEIVED_BYTES', '64MiB'],
  ['WASL_MAX_ANSWER_BYTES', ' '],
])('%s may not be %s', (variable, text) => {
  expect(() => readConfig({ [variable]: text })).toThrow(`${variable} must be a whole number from`);
});

test('the command takes them, and its flag comes before the environment', async () => {
  const sdl =
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.12") type Query { items: [Item] } type Item { id: ID }';
  const subgraph = { name: 'items', sdl, url: 'http://127.0.0.1:9/graphql' };
  const environment = { WASL_MAX_COST: '3', WASL_ASSUMED_LIST_SIZE: '50' };
  const refusal = (most: number) => ({
    status: 400,
    body: {
      errors: [
        {
          message: expect.any(String),
          extensions: { code: 'OPERATION_TOO_COSTLY', cost: { estimated: 51, most, path: 'items' } },
        },
      ],
    },
  });
  const byVariable = await startGateway([subgraph], environment);
  expect(await byVariable.ask({ query: '{ items { id } }' })).toEqual(refusal(3));
  await byVariable.stop();
  const byFlag = await startGateway([subgraph], environment, ['--max-cost', '50']);
  expect(await byFlag.ask({ query: '{ items { id } }' })).toEqual(refusal(50));
  await byFlag.stop();
  const { code, output } = await runWasl(['gateway', '--supergraph', 'none.graphql', '--max-cost', 'much']);
  expect(code).toBe(1);
  expect(output).toContain('It must be a whole number from 1 to');
});
