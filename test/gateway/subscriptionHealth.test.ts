import { afterEach, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/startTestGateway.ts';
import { openEventStream } from './support/streamClients.ts';
import { startWardGateway, startWards } from './support/wardSubgraphs.ts';

let stop: (() => Promise<void>) | undefined;
afterEach(async () => {
  await stop?.();
  stop = undefined;
});

test('subscriptions that a subgraph does not accept open its breaker, and it is then spared of questions too', async () => {
  const ill = {
    name: 'ill',
    sdl: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
      type Query { bed: String } type Subscription { freed: String }`,
    resolvers: { Query: { bed: () => 'B' } },
  };
  // Nobody listens where it should take WebSockets.
  const socketUrls = new Map([['ill', 'ws://127.0.0.1:1/graphql']]);
  const options = { transport: { breakerPauseMs: 600_000 }, subscriptions: { socketUrls } };
  const gateway: TestGateway = await startTestGateway([ill], options);
  stop = gateway.stop;
  for (let count = 0; count < 20; count += 1) {
    const stream = await openEventStream(gateway.url, 'subscription { freed }');
    expect((await stream.next())?.data).toMatchObject({ errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }] });
    stream.close();
  }
  expect(await gateway.ask('{ bed }')).toMatchObject({
    data: { bed: null },
    errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE', retryAfterSeconds: expect.any(Number) } }],
  });
  expect(gateway.subgraphs.asked).toEqual([]);
});

test('one subgraph has no more than its share of subscriptions', async () => {
  const wards = await startWards();
  const gateway = await startWardGateway([wards.monitor, wards.registry], { transport: { streams: 1 } });
  stop = async () => {
    await gateway.stop();
    await wards.stop();
  };
  const query = 'subscription { measured(ward: "A") { number } }';
  await openEventStream(gateway.url, query);
  await expect.poll(() => wards.topic.subscribers()).toBe(1);
  const second = await openEventStream(gateway.url, query);
  expect((await second.next())?.data).toMatchObject({
    errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE', retryAfterSeconds: 1 } }],
  });
});
