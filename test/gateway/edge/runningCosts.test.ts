import { Cancellation } from '@wasl/gateway/core/cancellation';
import { readConfig } from '@wasl/gateway/cli/config';
import { type Leave, RunningCosts } from '@wasl/gateway/pipeline/runningCosts';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { startTestGateway, type TestGateway } from '../../support/startTestGateway.ts';
import { startTokenIssuer, type TokenIssuer } from '../../support/startTokenIssuer.ts';
import { readMetrics } from '../support/readMetrics.ts';

let issuer: TokenIssuer;
let gateway: TestGateway | undefined;
/** Lets the questions that are slow be answered. */
let goOn: () => void;
let mayGoOn: Promise<void>;

const ward = {
  name: 'ward',
  sdl: 'type Query { bed: String slow: String }',
  resolvers: { Query: { bed: () => 'B', slow: () => mayGoOn.then(() => 'S') } },
};
/** Of 1 000, a fifth may run at once: three that are known, or one that is new. */
const bounds = { runningCostPercent: 20, maxCost: { citizen: 1_000 } };

beforeAll(async () => {
  issuer = await startTokenIssuer();
});
afterEach(async () => {
  goOn();
  await gateway?.stop();
  gateway = undefined;
});
afterAll(() => issuer?.stop());

async function start(): Promise<TestGateway> {
  mayGoOn = new Promise((resolve) => (goOn = resolve));
  return (gateway = await startTestGateway([ward], { ...bounds, tokens: { jwksUrl: issuer.jwksUrl } }));
}

const tokenOf = async (sub: string) => ({ authorization: `Bearer ${await issuer.sign({ iss: 'a', sub })}` });

async function ask({ url }: TestGateway, query: string, headers: Record<string, string>, signal?: AbortSignal) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
    ...(signal && { signal }),
  });
  return { status: response.status, retryAfter: response.headers.get('retry-after'), body: await response.json() };
}

/** The response keys that the subgraph was asked for, in the order of the questions. */
const askedOf = ({ subgraphs }: TestGateway) =>
  subgraphs.asked.map(({ query }) => /(?:w_)?(\w+)\s*:?\s*\w*\s*\}/.exec(query)?.[1]);
const waiting = async ({ url }: TestGateway) =>
  (await readMetrics(new URL(url).origin)).value('wasl_waiting_operations');

describe('what runs of one caller at once', () => {
  test('waits beyond its share, while others are answered; then it is answered, in its order', async () => {
    const started = await start();
    const [one, other] = [await tokenOf('u-1'), await tokenOf('u-2')];
    const slow = [];
    for (const [at, key] of ['a', 'b', 'c'].entries()) {
      slow.push(ask(started, `{ ${key}: slow }`, one));
      await expect.poll(() => waiting(started)).toBe(at);
      await expect.poll(() => askedOf(started).length).toBe(1);
    }
    expect((await ask(started, '{ d: bed }', other)).body).toEqual({ data: { d: 'B' } });
    expect((await ask(started, '{ e: bed }', {})).body).toEqual({ data: { e: 'B' } });
    expect(askedOf(started)).toEqual(['a', 'd', 'e']);
    goOn();
    const answers = await Promise.all(slow);
    expect(answers.map(({ body }) => body)).toEqual([{ data: { a: 'S' } }, { data: { b: 'S' } }, { data: { c: 'S' } }]);
    expect(askedOf(started)).toEqual(['a', 'd', 'e', 'b', 'c']);
    expect(await waiting(started)).toBe(0);
  });

  test('is not held up where it is cheap and known', async () => {
    const started = await start();
    const one = await tokenOf('u-1');
    await ask(started, '{ a: bed }', one);
    goOn();
    await ask(started, '{ a: slow }', one);
    mayGoOn = new Promise((resolve) => (goOn = resolve));
    started.subgraphs.asked.length = 0;
    const slow = Array.from({ length: 5 }, () => ask(started, '{ a: slow }', one));
    await expect.poll(() => waiting(started)).toBe(2);
    await expect.poll(() => started.subgraphs.asked.length).toBe(3);
    goOn();
    for (const { status } of await Promise.all(slow)) expect(status).toBe(200);
  });

  test('leaves the line when its client does, and is never asked for', async () => {
    const started = await start();
    const one = await tokenOf('u-1');
    const gone = new AbortController();
    const first = ask(started, '{ a: slow }', one);
    await expect.poll(() => askedOf(started)).toEqual(['a']);
    const second = ask(started, '{ b: slow }', one, gone.signal);
    const isGone = expect(second).rejects.toThrow();
    await expect.poll(() => waiting(started)).toBe(1);
    const third = ask(started, '{ c: slow }', one);
    await expect.poll(() => waiting(started)).toBe(2);
    gone.abort();
    await isGone;
    await expect.poll(() => waiting(started)).toBe(1);
    goOn();
    expect([(await first).status, (await third).status]).toEqual([200, 200]);
    expect(askedOf(started)).toEqual(['a', 'c']);
  });

  test('is told to come again where two hundred of theirs wait', async () => {
    const started = await start();
    const one = await tokenOf('u-1');
    const first = ask(started, '{ a: slow }', one);
    await expect.poll(() => askedOf(started)).toEqual(['a']);
    const more = Array.from({ length: 200 }, () => ask(started, '{ a: slow bed }', one));
    await expect.poll(() => waiting(started)).toBe(200);
    expect(await ask(started, '{ a: slow bed }', one)).toEqual({
      status: 429,
      retryAfter: '1',
      body: {
        errors: [
          {
            message: 'Too many requests in a short time: wait, then try again.',
            extensions: { code: 'RATE_LIMITED', limit: 'runningCost', retryAfterSeconds: 1 },
          },
        ],
      },
    });
    goOn();
    for (const { status } of await Promise.all([first, ...more])) expect(status).toBe(200);
  });
});

describe('the line of a caller', () => {
  afterEach(() => void vi.useRealTimers());
  const need = (cost: number) => ({ owner: 'u-1', cost, budget: 1_000 });
  const enter = (costs: RunningCosts, cost: number, dueInMs = 30_000) => {
    const cancellation = new Cancellation();
    cancellation.dueAt = performance.now() + dueInMs;
    return costs.enter(need(cost), cancellation);
  };

  test('lets one run alone that costs more than the share, and what is small not pass it', async () => {
    const costs = new RunningCosts(20);
    const [small, leave] = [enter(costs, 10) as Leave, vi.fn<(leave: Leave) => void>()];
    const large = enter(costs, 900) as Promise<Leave>;
    const next = enter(costs, 10) as Promise<Leave>;
    void next.then(leave);
    small();
    const done = await large;
    await Promise.resolve();
    expect([leave.mock.calls.length, costs.waiting]).toEqual([0, 1]);
    done();
    (await next)();
    expect(costs.waiting).toBe(0);
    expect(enter(costs, 10)).toBeTypeOf('function');
  });

  test('is left after half of the time that an answer has, by those behind too where they have room then', async () => {
    vi.useFakeTimers();
    const costs = new RunningCosts(20);
    enter(costs, 150);
    const large = enter(costs, 100, 20_000) as Promise<Leave>;
    const next = enter(costs, 50) as Promise<Leave>;
    const isRefused = expect(large).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    await vi.advanceTimersByTimeAsync(9_999);
    expect(costs.waiting).toBe(2);
    await vi.advanceTimersByTimeAsync(1);
    await isRefused;
    expect(await next).toBeTypeOf('function');
    expect(costs.waiting).toBe(0);
  });

  test('is not joined by what was cancelled', async () => {
    const costs = new RunningCosts(20);
    enter(costs, 200);
    const cancellation = new Cancellation();
    cancellation.dueAt = performance.now() + 30_000;
    cancellation.cancel('gone');
    await expect(costs.enter(need(1), cancellation)).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    expect(costs.waiting).toBe(0);
  });
});

test('how much runs at once can be set, and switched off', () => {
  expect(readConfig({}).runningCostPercent).toBe(10);
  expect(readConfig({ WASL_RUNNING_COST_PERCENT: '50' }).runningCostPercent).toBe(50);
  expect(readConfig({ WASL_RUNNING_COST_PERCENT: '0' }).runningCostPercent).toBeUndefined();
  expect(() => readConfig({ WASL_RUNNING_COST_PERCENT: '-1' })).toThrow('WASL_RUNNING_COST_PERCENT');
});
