import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openEventStream, until } from '../support/streamClients.ts';
import { startWardGateway, startWards, type WardGateway, type Wards } from '../support/wardSubgraphs.ts';

let wards: Wards;
let gateway: WardGateway;

beforeAll(async () => {
  wards = await startWards();
});
afterEach(() => gateway?.stop());
afterAll(() => wards?.stop());

const query = 'subscription($size:Int!){measured(ward:"A"){number text(size:$size) patient{name}}}';
const refusal = (code: string, more: object = {}) => ({
  errors: [{ message: expect.any(String), extensions: { code, ...more } }],
});

test('a subscription whose events cost too much is refused as its only event, and nobody is subscribed at', async () => {
  gateway = await startWardGateway([wards.monitor, wards.registry], { maxCost: { anonymous: 2 } });
  const stream = await openEventStream(gateway.url, query, { variables: { size: 1 } });
  const cost = { estimated: 3, most: 2, path: 'measured' };
  expect(await stream.next()).toEqual({ event: 'next', data: refusal('OPERATION_TOO_COSTLY', { cost }) });
  expect(await stream.next()).toMatchObject({ event: 'complete' });
  expect(wards.subscribed).toEqual([]);
});

test('an event that is too large ends its stream with the reason; each event is counted by itself', async () => {
  gateway = await startWardGateway([wards.monitor, wards.registry], { maxAnswerBytes: 2_000 });
  const stream = await openEventStream(gateway.url, query, { variables: { size: 1_500 } });
  await until(() => wards.topic.subscribers() === 1);
  const measurement = (number: number) => ({ number, pulse: 60, patient: { id: `p${number}` } });
  for (const number of [1, 2, 3]) {
    wards.topic.publish(measurement(number));
    expect(await stream.next()).toMatchObject({ event: 'next', data: { data: { measured: { number } } } });
  }
  const larger = await openEventStream(gateway.url, query, { variables: { size: 2_500 } });
  await until(() => wards.topic.subscribers() === 2);
  wards.topic.publish(measurement(4));
  expect(await larger.next()).toEqual({ event: 'next', data: refusal('ANSWER_TOO_LARGE', { maxAnswerBytes: 2_000 }) });
  expect(await larger.next()).toMatchObject({ event: 'complete' });
  await until(() => wards.topic.subscribers() === 1);
  expect(await stream.next()).toMatchObject({ event: 'next', data: { data: { measured: { number: 4 } } } });
  stream.close();
});

test('entities are counted for each event', async () => {
  gateway = await startWardGateway([wards.monitor, wards.registry], { maxEntities: 1 });
  const stream = await openEventStream(gateway.url, query, { variables: { size: 1 } });
  await until(() => wards.topic.subscribers() === 1);
  for (const number of [1, 2, 3]) {
    wards.topic.publish({ number, pulse: 60, patient: { id: `p${number}` } });
    expect(await stream.next()).toMatchObject({ event: 'next', data: { data: { measured: { number } } } });
  }
});
