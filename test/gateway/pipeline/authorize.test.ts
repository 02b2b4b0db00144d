import { setImmediate as nextRound } from 'node:timers/promises';
import { Cancellation } from '@wasl/gateway/core/cancellation';
import { authorize } from '@wasl/gateway/pipeline/authorize';
import { beginExchange } from '@wasl/gateway/pipeline/exchange';
import type { Gateway } from '@wasl/gateway/pipeline/gateway';
import { readOperation } from '@wasl/gateway/pipeline/readOperation';
import { anonymous } from '@wasl/gateway/pipeline/authenticate';
import { createGateway } from '@wasl/gateway/pipeline/createGateway';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../../support/startTestGateway.ts';

let served: TestGateway;
let gateway: Gateway;

beforeAll(async () => {
  served = await startTestGateway([{ name: 'ward', sdl: 'type Query { bed(id: ID): String }' }]);
  gateway = await createGateway({
    supergraphFile: served.supergraphFile,
    subgraphUrls: new Map(),
    introspection: true,
    maxTokens: 1_000,
    maxDepth: 20,
    maxFields: 100,
    log: () => undefined,
  });
});

afterAll(async () => {
  await gateway?.close();
  await served?.stop();
});

test('what is decided about an operation is kept for all who send it, whatever their variables', async () => {
  const decide = async (id: string) => {
    const query = 'query ($id: ID) { bed(id: $id) }';
    const request = { query, variables: { id }, headers: {}, cancellation: new Cancellation() };
    const exchange = beginExchange(request, gateway);
    try {
      return authorize(await readOperation(exchange, anonymous), anonymous, exchange);
    } finally {
      exchange.end();
    }
  };
  const first = await decide('1');
  const second = await decide('2');
  expect(second.authorized).toBe(first.authorized);
  expect(second.sent.variables).toEqual({ id: '2' });
});

test('what is new is read in turn: between two, all that came meanwhile is heard', async () => {
  const done: string[] = [];
  const read = async (name: string) => {
    const request = { query: `query ${name} { __typename }`, headers: {}, cancellation: new Cancellation() };
    const exchange = beginExchange(request, gateway);
    try {
      await readOperation(exchange, anonymous);
      done.push(name);
    } finally {
      exchange.end();
    }
  };
  // The turns of what was read before are over.
  await nextRound();
  await nextRound();
  const heard = nextRound().then(() => done.push('heard'));
  await Promise.all([read('One'), read('Two'), heard]);
  expect(done).toEqual(['One', 'heard', 'Two']);
  // What was read before needs no turn.
  const exchange = beginExchange(
    { query: 'query One { __typename }', headers: {}, cancellation: new Cancellation() },
    gateway,
  );
  expect(readOperation(exchange, anonymous)).not.toBeInstanceOf(Promise);
  exchange.end();
});
