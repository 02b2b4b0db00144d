import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openEventStream, until } from './support/streamClients.ts';
import { startWardGateway, startWards, type WardGateway, type Wards } from './support/wardSubgraphs.ts';

let wards: Wards;
let gateway: WardGateway;

beforeAll(async () => {
  wards = await startWards();
  gateway = await startWardGateway([wards.monitor, wards.registry]);
});
beforeEach(() => {
  wards.subscribed.length = 0;
  wards.monitor.asked.length = 0;
});
afterAll(async () => {
  await gateway?.stop();
  await wards?.stop();
});

const refusal = (message: string, path?: (string | number)[]) => ({
  message,
  ...(path && { path }),
  locations: expect.any(Array),
  extensions: { code: 'BAD_USER_INPUT' },
});
const condition = 'Argument "if" of non-null type "Boolean!" must not be null.';

test('a subscription is refused where null is sent for an argument of its field, and nobody is subscribed to', async () => {
  const query = 'subscription ($ward: ID = "A") { measured(ward: $ward) { number } }';
  const stream = await openEventStream(gateway.url, query, { variables: { ward: null } });
  const error = refusal('Argument "ward" of non-null type "ID!" must not be null.', ['measured']);
  expect(await stream.next()).toEqual({ event: 'next', data: { data: null, errors: [error] } });
  expect(await stream.next()).toEqual({ event: 'complete', data: undefined });
  expect(wards.subscribed).toEqual([]);
  expect(wards.monitor.asked).toEqual([]);
});

test('a subscription whose field has a condition by a variable is refused, whatever is sent, as graphql-js refuses it', async () => {
  const query = 'subscription ($x: Boolean = true) { measured(ward: "A") @include(if: $x) { number } }';
  const stream = await openEventStream(gateway.url, query, { variables: { x: null } });
  const error = { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } };
  expect(await stream.next()).toMatchObject({ data: { errors: [error] } });
  expect(wards.monitor.asked).toEqual([]);
});

test('an event whose object has a condition that is null says so, each time', async () => {
  const query =
    'subscription ($x: Boolean = true, $n: Int = 1) { measured(ward: "A") { text(size: $n) patient { id name @include(if: $x) } } }';
  const stream = await openEventStream(gateway.url, query, { variables: { x: null, n: null } });
  await until(() => wards.topic.subscribers() === 1);
  for (const number of [1, 2]) {
    wards.topic.publish({ number, pulse: 60, patient: { id: 'p' } });
    expect(await stream.next()).toEqual({
      event: 'next',
      data: {
        data: { measured: { text: null, patient: null } },
        errors: [
          refusal('Argument "size" of non-null type "Int!" must not be null.', ['measured', 'text']),
          refusal(condition, ['measured', 'patient']),
        ],
      },
    });
  }
  expect(wards.monitor.asked.join()).not.toContain('text');
  wards.topic.complete();
  expect(await stream.next()).toEqual({ event: 'complete', data: undefined });
});
