import { Cancellation } from '@wasl/gateway/core/cancellation';
import { largestAnswer, type RunLimits, runLimitsOf, Spending } from '@wasl/gateway/execution/run/spending';
import { describe, expect, it } from 'vitest';

const limits: RunLimits = { maxEntities: 3, maxReceivedBytes: 10, maxCopiedValues: 5, maxAnswerBytes: 20 };
const tooLarge = (limit: keyof RunLimits) =>
  expect.objectContaining({ code: 'ANSWER_TOO_LARGE', details: { [limit]: limits[limit] } });

describe('the limits of a run', () => {
  it('are these unless others are given', () => {
    const defaults = {
      maxEntities: 100_000,
      maxReceivedBytes: 8_388_608,
      maxCopiedValues: 2_000_000,
      maxAnswerBytes: 33_554_432,
    };
    expect(runLimitsOf({})).toEqual(defaults);
    expect([largestAnswer(), largestAnswer(1_000), largestAnswer(1e9)]).toEqual([4_194_304, 500, 33_554_432]);
    expect(runLimitsOf({ maxEntities: 0, maxCopiedValues: undefined })).toEqual({ ...defaults, maxEntities: 0 });
    expect(runLimitsOf({ ...limits, timeoutMs: 1 } as RunLimits)).toEqual(limits);
  });
});

describe('what a request has come to', () => {
  it.each(Object.keys(limits) as (keyof RunLimits)[])(
    'may reach its limit of %s, and is refused beyond it',
    (limit) => {
      const spending = new Spending(limits);
      expect(spending.take(limit, limits[limit] - 1)).toBe(true);
      expect(spending.take(limit, 1)).toBe(true);
      expect([spending.exceeded, spending.cancellation.reason]).toEqual([undefined, undefined]);
      expect(() => spending.check()).not.toThrow();
      expect(spending.take(limit, 1)).toBe(false);
      expect(spending.exceeded).toEqual(tooLarge(limit));
      expect(spending.cancellation.reason).toBe('tooLarge');
      expect(() => spending.check()).toThrow(tooLarge(limit));
    },
  );

  it('is refused for the first limit that it passes, and takes nothing more of another', () => {
    const spending = new Spending(limits);
    const refusal = spending.refuse('maxEntities');
    expect(refusal).toEqual(tooLarge('maxEntities'));
    expect(spending.refuse('maxAnswerBytes')).toBe(refusal);
    expect(spending.take('maxCopiedValues', 0)).toBe(false);
  });

  it('leaves so much for the answer', () => {
    const spending = new Spending(limits);
    spending.take('maxReceivedBytes', 9);
    expect(spending.leftOf('maxAnswerBytes')).toBe(20);
    spending.take('maxAnswerBytes', 8);
    expect(spending.leftOf('maxAnswerBytes')).toBe(12);
  });

  it.each(['late', 'gone'] as const)('ends with its request, before and after it began: %s', (reason) => {
    const [request, ended] = [new Cancellation(), new Cancellation()];
    const spending = new Spending(limits, request);
    expect(spending.cancellation.reason).toBeUndefined();
    request.cancel(reason);
    ended.cancel(reason);
    expect(spending.cancellation.reason).toBe(reason);
    expect(new Spending(limits, ended).cancellation.reason).toBe(reason);
    expect(spending.exceeded).toBeUndefined();
  });

  it('no longer ends with a request that was released', () => {
    const request = new Cancellation();
    const spending = new Spending(limits, request);
    spending.release();
    request.cancel('gone');
    expect(spending.cancellation.reason).toBeUndefined();
    expect(() => new Spending(limits).release()).not.toThrow();
  });
});
