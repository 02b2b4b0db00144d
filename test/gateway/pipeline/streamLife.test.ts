import { WaslError } from '@wasl/schema/errors.ts';
import { Cancellation } from '@wasl/gateway/core/cancellation';
import { beginStreamLife } from '@wasl/gateway/pipeline/streamLife';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { callerWith } from '../../authorization/rules/testRules.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());
const begin = (cancellation = new Cancellation()) => beginStreamLife({ cancellation });
const day = 86_400_000;

describe('the life of a stream', () => {
  it('ends when its client goes, or at once when it has gone', () => {
    const cancellation = new Cancellation();
    const life = begin(cancellation);
    expect(life.signal.aborted).toBe(false);
    cancellation.cancel('gone');
    expect(life.signal.aborted).toBe(true);
    expect(life.signal.reason).not.toBeInstanceOf(WaslError);
    expect(begin(cancellation).signal.aborted).toBe(true);
  });

  it('ends with the token of its caller, which the client is told', () => {
    const life = begin();
    life.endWithToken(callerWith([], { tokenExpiresAt: Date.now() + 5_000 }));
    vi.advanceTimersByTime(4_999);
    expect(life.signal.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(life.signal.reason).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('ends with a token that lasts longer than any timer', () => {
    const life = begin();
    life.endWithToken(callerWith([], { tokenExpiresAt: Date.now() + 30 * day }));
    vi.advanceTimersByTime(30 * day - 1);
    expect(life.signal.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(life.signal.aborted).toBe(true);
  });

  it('ends soon with a token that has ended, and never without one', () => {
    const [ended, anonymous] = [begin(), begin()];
    ended.endWithToken(callerWith([], { tokenExpiresAt: Date.now() - 1 }));
    anonymous.endWithToken(callerWith());
    vi.advanceTimersByTime(1);
    expect(ended.signal.aborted).toBe(true);
    vi.advanceTimersByTime(100 * day);
    expect(anonymous.signal.aborted).toBe(false);
  });

  it('ends in good order with any of several signals, also one that was given before', () => {
    const signals = [new AbortController(), new AbortController()];
    const life = begin();
    life.endWith(...signals.map(({ signal }) => signal));
    signals[1]!.abort();
    expect(life.signal.aborted).toBe(true);
    expect(life.signal.reason).not.toBeInstanceOf(WaslError);
    const late = begin();
    late.endWith(signals[0]!.signal, signals[1]!.signal);
    expect(late.signal.aborted).toBe(true);
  });

  it('lets go of timers, signals and its client when it is released', () => {
    const cancellation = new Cancellation();
    const signal = new AbortController();
    const stopListening = vi.fn<() => void>();
    const life = begin(cancellation);
    life.endWithToken(callerWith([], { tokenExpiresAt: Date.now() + 5_000 }));
    life.endWith(signal.signal);
    life.endUnless(
      () => stopListening,
      () => true,
    );
    life.release();
    expect(stopListening).toHaveBeenCalledTimes(1);
    expect(vi.getTimerCount()).toBe(0);
    cancellation.cancel('gone');
    signal.abort();
    expect(life.signal.aborted).toBe(false);
  });
});

describe('what a stream has to hold to', () => {
  function start(answers: (boolean | Error)[]) {
    const life = begin();
    const listeners: (() => void)[] = [];
    const holds = vi.fn(() => {
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return answer ?? true;
    });
    const onChange = (listener: () => void) => {
      listeners.push(listener);
      return () => undefined;
    };
    life.endUnless(onChange, holds);
    return { life, holds, change: () => listeners.forEach((listener) => listener()) };
  }

  it.each([[false], [new Error('cannot be told')]])('is asked at once, and ends the stream for %s', (answer) => {
    expect(start([answer]).life.signal.aborted).toBe(true);
    expect(start([true]).life.signal.aborted).toBe(false);
  });

  it('is asked once after a change: soon, or before something is handed over', () => {
    const { life, holds, change } = start([true, true, false]);
    life.review();
    expect(holds).toHaveBeenCalledTimes(1);
    change();
    change();
    expect(holds).toHaveBeenCalledTimes(1);
    life.review();
    life.review();
    vi.runAllTimers();
    expect([holds.mock.calls.length, life.signal.aborted]).toEqual([2, false]);
    change();
    vi.runAllTimers();
    expect([holds.mock.calls.length, life.signal.aborted]).toEqual([3, true]);
  });

  it('is asked of several streams in turn, one at a time', () => {
    const streams = [start([]), start([]), start([])];
    for (const { change } of streams) change();
    const asked = () => streams.map(({ holds }) => holds.mock.calls.length - 1);
    for (const expected of [
      [1, 0, 0],
      [1, 1, 0],
      [1, 1, 1],
    ]) {
      vi.advanceTimersToNextTimer();
      expect(asked()).toEqual(expected);
    }
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is nothing for a stream of which nothing is asked, or that was released', () => {
    expect(() => begin().review()).not.toThrow();
    const { life, holds, change } = start([]);
    change();
    life.release();
    vi.runAllTimers();
    expect(holds).toHaveBeenCalledTimes(1);
  });
});
