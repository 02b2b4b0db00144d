import { Breaker, type Sign } from '@wasl/gateway/subgraphs/breaker';
import { readRetryAfter, Retries, RetryBudget } from '@wasl/gateway/subgraphs/retries';
import { defaultLimits } from '@wasl/gateway/subgraphs/subgraphLimits';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date', 'performance'], now: 1_000_000 }));
afterEach(() => void vi.useRealTimers());

function start(limits = {}) {
  const changes: boolean[] = [];
  const breaker = new Breaker({ ...defaultLimits, ...limits }, (isAsked) => void changes.push(isAsked));
  const observe = (times: number, sign: Sign, retryAfterMs?: number) => {
    for (let time = 0; time < times; time += 1) breaker.observe(sign, false, performance.now(), retryAfterMs);
  };
  return { breaker, changes, observe };
}
const pass = (ms: number) => vi.advanceTimersByTime(ms);

describe('a breaker', () => {
  it('opens above its share of failures, of twenty requests or more in ten seconds', () => {
    const { breaker, observe, changes } = start();
    observe(19, 'ill');
    expect(breaker.state).toBe('closed');
    observe(1, 'ill');
    expect([breaker.state, changes]).toEqual(['open', [false]]);
  });

  it('stays closed at its share, and takes no sign from what says neither', () => {
    const { breaker, observe } = start();
    observe(20, 'well');
    observe(80, 'ill');
    observe(100, 'neither');
    expect(breaker.state).toBe('closed');
    observe(1, 'ill');
    expect(breaker.state).toBe('open');
  });

  it('never opens where it is switched off, and at 100 only where all fail', () => {
    const off = start({ breakerPercent: 0 });
    off.observe(100, 'ill');
    expect(off.breaker.state).toBe('closed');
    const whole = start({ breakerPercent: 100 });
    whole.observe(1, 'well');
    whole.observe(40, 'ill');
    expect(whole.breaker.state).toBe('closed');
  });

  it('forgets what was before ten quiet seconds', () => {
    const { breaker, observe } = start();
    observe(19, 'ill');
    pass(10_001);
    observe(19, 'ill');
    expect(breaker.state).toBe('closed');
  });

  it('lets one request try after its pause, and closes when that is answered', () => {
    const { breaker, observe, changes } = start();
    observe(20, 'ill');
    pass(4_999);
    expect([breaker.mayTry(performance.now()), breaker.pauseLeft(performance.now())]).toEqual([false, 1]);
    pass(1);
    expect([breaker.mayTry(performance.now()), breaker.mayTry(performance.now()), breaker.state]).toEqual([
      true,
      false,
      'half_open',
    ]);
    // One that was sent before says nothing any more.
    observe(1, 'well');
    expect(breaker.state).toBe('half_open');
    breaker.observe('well', true, performance.now());
    expect([breaker.state, changes]).toEqual(['closed', [false, true]]);
    observe(19, 'ill');
    expect(breaker.state).toBe('closed');
  });

  it('pauses again when the one that tries fails, and lets another try when that one is cancelled', () => {
    const { breaker, observe, changes } = start();
    observe(20, 'ill');
    pass(5_000);
    breaker.mayTry(performance.now());
    breaker.observe('ill', true, performance.now());
    expect([breaker.state, breaker.mayTry(performance.now()), changes]).toEqual(['open', false, [false]]);
    pass(5_000);
    expect(breaker.mayTry(performance.now())).toBe(true);
    breaker.observe('neither', true, performance.now());
    expect([breaker.state, breaker.mayTry(performance.now())]).toEqual(['open', true]);
  });

  it.each([
    [1_000, 5_000],
    [20_000, 20_000],
    [3_600_000, 60_000],
  ])('pauses as long as Retry-After says, within limits: %d ms become %d', (asked, pause) => {
    const { breaker, observe } = start();
    observe(20, 'ill', asked);
    expect(breaker.pauseLeft(performance.now())).toBe(pause);
  });
});

describe('questions that are asked again', () => {
  it('are a share of all, of which some may come at once', () => {
    const budget = new RetryBudget(10);
    const taken = () => Array.from({ length: 20 }, () => budget.take()).filter(Boolean).length;
    expect(taken()).toBe(10);
    for (let asked = 0; asked < 51; asked += 1) budget.earn();
    expect(taken()).toBe(5);
    for (let asked = 0; asked < 1_000; asked += 1) budget.earn();
    expect(taken()).toBe(10);
  });

  it('are none where the share is 0', () => {
    const budget = new RetryBudget(0);
    budget.earn();
    expect(budget.take()).toBe(false);
  });

  it('are two at most, after a pause that no other has, and not before Retry-After', () => {
    const first = new Retries();
    const delays = [first.nextDelay(undefined), first.nextDelay(undefined), first.nextDelay(undefined)];
    expect(delays).toEqual([expect.any(Number), expect.any(Number), undefined]);
    expect(new Retries().nextDelay(undefined)).not.toBe(delays[0]);
    const asked = new Retries().nextDelay(3_000) ?? 0;
    expect(asked).toBeGreaterThanOrEqual(3_000);
    expect(asked).toBeLessThan(3_101);
  });

  it.each<[string | undefined, number | undefined]>([
    ['0', 0],
    ['120', 120_000],
    ['Thu, 01 Jan 1970 00:16:45 GMT', 5_000],
    ['Thu, 01 Jan 1970 00:00:01 GMT', 0],
    ['-1', undefined],
    ['1.5', undefined],
    ['soon', undefined],
    ['99999999999', undefined],
    [undefined, undefined],
  ])('read Retry-After %s as %s ms', (text, ms) => {
    expect(readRetryAfter(text, 1_000_000)).toBe(ms);
  });
});
