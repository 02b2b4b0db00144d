import { randomUUID } from 'node:crypto';
import type { RateOptions } from '@wasl/gateway/pipeline/rateLimits';
import { openRedis } from '@wasl/kit/redis/openRedis';
import type { Redis } from '@wasl/kit/redis/redis';
import { createSharedBuckets } from '@wasl/kit/redis/sharedBuckets';
import { createSharedNonces } from '@wasl/kit/redis/sharedNonces';
import { followRevocations, revokeEverywhere } from '@wasl/kit/redis/sharedRevocations';
import { createTokenBuckets } from '@wasl/kit/tokenBuckets';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createPrivateRedis, type PrivateRedis, redisUrl } from '../../support/testRedis.ts';
import { startTestGateway, type TestGateway } from '../../support/startTestGateway.ts';
import { startTokenIssuer, type TokenIssuer } from '../../support/startTokenIssuer.ts';
import { readMetrics } from '../support/readMetrics.ts';
import { runWasl, startGateway, type StartedGateway } from '../support/startGateway.ts';
import { startTestSubgraphs } from '../../support/startTestSubgraphs.ts';

// It starts processes, which a busy machine is slow at.
vi.setConfig({ testTimeout: 120_000 });

const ward = { name: 'ward', sdl: 'type Query { bed: String }', resolvers: { Query: { bed: () => 'B' } } };
/** Nothing comes back while a test runs, and what it wrote is gone soon after. */
const two = { count: 2, seconds: 600 };
const soon = { timeout: 20_000, interval: 10 };

let issuer: TokenIssuer;
const ending: (() => Promise<unknown>)[] = [];
beforeAll(async () => {
  issuer = await startTokenIssuer();
});
afterEach(async () => {
  for (const end of ending.splice(0).toReversed()) await end();
});
afterAll(() => issuer?.stop());

async function connect(url = redisUrl!, ears: { onDown?(): void; onUp?(): void } = {}): Promise<Redis> {
  const redis = await openRedis({ url, ...ears });
  ending.push(() => redis.close());
  return redis;
}

async function start(redis: Redis, rates: RateOptions): Promise<TestGateway> {
  const gateway = await startTestGateway([ward], { redis, rates, tokens: { jwksUrl: issuer.jwksUrl } }, undefined, {
    proxyHops: 1,
  });
  ending.push(() => gateway.stop());
  return gateway;
}

async function ask({ url }: { url: string }, headers: Record<string, string> = {}): Promise<number> {
  const all = { 'content-type': 'application/json', ...headers };
  const response = await fetch(url, { method: 'POST', headers: all, body: '{"query":"{ bed }"}' });
  await response.body?.cancel();
  return response.status;
}

async function headersOf(claims: Record<string, unknown>): Promise<Record<string, string>> {
  return { authorization: `Bearer ${await issuer.sign(claims)}` };
}

describe.skipIf(redisUrl === undefined)('gateways that share Redis', () => {
  test.each([
    ['caller', 'sub'],
    ['client', 'client_id'],
  ] as const)('count one %s together, and others for themselves', async (limit, claim) => {
    const [here, there] = await Promise.all([
      start(await connect(), { [limit]: two }),
      start(await connect(), { [limit]: two }),
    ]);
    const one = await headersOf({ [claim]: randomUUID() });
    expect([await ask(here, one), await ask(there, one)]).toEqual([200, 200]);
    expect([await ask(here, one), await ask(there, one)]).toEqual([429, 429]);
    expect(await ask(there, await headersOf({ [claim]: randomUUID() }))).toBe(200);
  });

  test('count one address together, before its token is looked at', async () => {
    const gateways = [await start(await connect(), { address: two }), await start(await connect(), { address: two })];
    const [here, there] = gateways as [TestGateway, TestGateway];
    const headers = { authorization: 'Bearer none', 'x-forwarded-for': `fd00:${randomUUID().slice(0, 4)}:1:2::7` };
    expect([await ask(here, headers), await ask(there, headers), await ask(here, headers)]).toEqual([401, 401, 429]);
  });

  test('admit no more than the rate of what comes at once', async () => {
    const rate = { count: 25, seconds: 600 };
    const name = randomUUID();
    const buckets = [await connect(), await connect()].map((redis) => createSharedBuckets({ redis, name, rate }));
    const waits = await Promise.all(Array.from({ length: 100 }, (_, index) => buckets[index % 2]?.take('k')));
    expect(waits.filter((wait) => wait === 0)).toHaveLength(25);
    expect(Math.max(...waits.map(Number))).toBe(24);
  });

  test('fill buckets as each by itself does', async () => {
    const rate = { count: 3, seconds: 600 };
    const shared = createSharedBuckets({ redis: await connect(), name: randomUUID(), rate });
    const own = createTokenBuckets(rate);
    for (let time = 0; time < 5; time += 1) {
      expect(await shared.wait('a')).toBe(own.wait('a'));
      expect(await shared.take('a')).toBe(own.take('a'));
    }
  });

  test('let no mutation run twice, whichever instance gets it', async () => {
    const subgraph = randomUUID();
    const [here, there] = [
      createSharedNonces(await connect(), subgraph),
      createSharedNonces(await connect(), subgraph),
    ];
    const until = Date.now() + 60_000;
    expect(await here.remember('n-1', until)).toBe('fresh');
    expect([await here.remember('n-1', until), await there.remember('n-1', until)]).toEqual(['seen', 'seen']);
    expect(await createSharedNonces(await connect(), randomUUID()).remember('n-1', until)).toBe('fresh');
  });

  test('refuse a token that was revoked anywhere, and one that was revoked before they started', async () => {
    const here = await start(await connect(), {});
    const ids = [randomUUID(), randomUUID()];
    const [first, second] = await Promise.all(ids.map((jti) => headersOf({ jti })));
    expect([await ask(here, first), await ask(here, second), await ask(here, await headersOf({}))]).toEqual([
      200, 200, 200,
    ]);
    const redis = await connect();
    await revokeEverywhere(redis, ids[0]!, Date.now() + 60_000);
    await vi.waitUntil(async () => (await ask(here, first)) === 401, soon);
    expect(await ask(here, second)).toBe(200);
    const later = await start(await connect(), {});
    await vi.waitUntil(async () => (await ask(later, first)) === 401, soon);
  });
});

describe.skipIf(redisUrl === undefined)('while Redis is away', () => {
  let redis: PrivateRedis;
  beforeAll(async () => {
    redis = await createPrivateRedis();
  });
  afterAll(() => redis?.remove());

  test('each gateway counts by itself, and all together as soon as it is back', async () => {
    await redis.start();
    const told: string[] = [];
    const ears = { onDown: () => void told.push('down'), onUp: () => void told.push('up') };
    const connections = [await connect(redis.url, ears), await connect(redis.url)] as [Redis, Redis];
    const [here, there] = [await start(connections[0], { caller: two }), await start(connections[1], { caller: two })];
    const one = await headersOf({ sub: randomUUID() });
    expect([await ask(here, one), await ask(there, one), await ask(there, one)]).toEqual([200, 200, 429]);
    await redis.stop();
    // What each has seen itself counts on.
    expect([await ask(here, one), await ask(here, one)]).toEqual([200, 429]);
    expect(await ask(there, one)).toBe(429);
    await vi.waitUntil(() => told.at(-1) === 'down', soon);
    const metrics = await readMetrics(new URL(here.url).origin);
    expect(metrics.value('wasl_redis_up')).toBe(0);
    expect(metrics.value('wasl_rates_alone_total')).toBe(2);
    expect(metrics.value('wasl_rate_limited_total', { limit: 'caller' })).toBe(1);
    await redis.start();
    await vi.waitUntil(() => connections.every((each) => each.isUp()), soon);
    // It has forgotten everything.
    const other = await headersOf({ sub: randomUUID() });
    expect([await ask(here, other), await ask(there, other), await ask(here, other)]).toEqual([200, 200, 429]);
    expect(told).toEqual(['down', 'up']);
    expect((await readMetrics(new URL(here.url).origin)).value('wasl_redis_up')).toBe(1);
  });

  test('one that is frozen costs one wait, and counts again when it wakes', async () => {
    if (!(await connect(redis.url)).isUp()) await redis.start();
    const connection = await connect(redis.url);
    const gateway = await start(connection, { caller: { count: 1_000, seconds: 600 } });
    const one = await headersOf({ sub: randomUUID() });
    expect(await ask(gateway, one)).toBe(200);
    redis.freeze();
    try {
      for (let time = 0; time < 20; time += 1) expect(await ask(gateway, one)).toBe(200);
      expect(connection.isUp()).toBe(false);
    } finally {
      redis.thaw();
    }
    await vi.waitUntil(() => connection.isUp(), soon);
    const { origin } = new URL(gateway.url);
    const before = (await readMetrics(origin)).value('wasl_rates_alone_total');
    expect(await ask(gateway, one)).toBe(200);
    expect((await readMetrics(origin)).value('wasl_rates_alone_total')).toBe(before);
  });

  test('a gateway starts without it, what was revoked stays so, and what is revoked later is heard', async () => {
    if (!(await connect(redis.url)).isUp()) await redis.start();
    const connection = await connect(redis.url);
    const revoked = followRevocations(connection);
    await revokeEverywhere(connection, 'first', Date.now() + 60_000);
    await vi.waitUntil(() => revoked.has('first'), soon);
    await redis.stop();
    expect(revoked.has('first')).toBe(true);
    const without = await connect(redis.url);
    const late = followRevocations(without);
    expect(await revokeEverywhere(without, 'second', Date.now() + 60_000)).toBe(false);
    await redis.start();
    await vi.waitUntil(() => connection.isUp() && without.isUp(), soon);
    await vi.waitUntil(async () => {
      await revokeEverywhere(connection, 'third', Date.now() + 60_000);
      return revoked.has('third') && late.has('third');
    }, soon);
    expect([revoked.has('first'), late.has('second')]).toEqual([true, false]);
  });
});

describe.skipIf(redisUrl === undefined)('`wasl gateway` with Redis', () => {
  test('shares rates among workers and gateways, takes `wasl revoke`, and says in its log when Redis is gone', async () => {
    const redis = await createPrivateRedis();
    ending.push(() => redis.remove());
    await redis.start();
    const subgraphs = await startTestSubgraphs([ward]);
    ending.push(() => subgraphs.stop());
    const environment = {
      WASL_REDIS_URL: redis.url,
      WASL_JWKS_URL: issuer.jwksUrl.href,
      WASL_RATE_LIMIT_CALLER: '3/600',
    };
    const gateways = await Promise.all([
      startGateway(subgraphs.sources, environment, ['--workers', '2']),
      startGateway(subgraphs.sources, environment),
    ]);
    ending.push(() => Promise.all(gateways.map((each) => each.stop())));
    const [here, there] = gateways as [StartedGateway, StartedGateway];
    const jti = randomUUID();
    const headers = { ...(await headersOf({ sub: 'u-1', jti })), connection: 'close' };
    const statuses: number[] = [];
    for (const each of [here, here, there, here, there])
      statuses.push((await each.ask({ query: '{ bed }' }, headers)).status);
    expect(statuses).toEqual([200, 200, 200, 429, 429]);

    const revoked = await runWasl(['revoke', jti], environment);
    expect(revoked).toEqual({ code: 0, output: '1 revoked.\n' });
    await vi.waitUntil(async () => {
      const answers = await Promise.all([here, there].map((each) => each.ask({ query: '{ bed }' }, headers)));
      return answers.every(({ status }) => status === 401);
    }, soon);

    await redis.stop();
    await vi.waitUntil(() => there.output().includes('Redis does not answer'), soon);
    expect((await there.ask({ query: '{ bed }' }, await headersOf({ sub: 'u-2' }))).status).toBe(200);
    expect(await runWasl(['revoke', jti], environment)).toMatchObject({ code: 1 });
  });
});
