import { setImmediate } from 'node:timers/promises';
import { createAdmission } from '@wasl/gateway/pipeline/admission';
import { anonymous, authenticate } from '@wasl/gateway/pipeline/authenticate';
import { type Urgency, urgencies, urgencyOf } from '@wasl/gateway/pipeline/urgency';
import type { Caller } from '@wasl/gateway/core/caller';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { callerWith } from '../../authorization/rules/testRules.ts';
import { startExchange } from './testExchange.ts';

const overloaded = expect.objectContaining({ code: 'OVERLOADED' });

describe('admission', () => {
  it('lets so many in and no more, until one leaves, once', () => {
    const admission = createAdmission({ maxInFlight: 2 });
    const [first] = [admission.enter(), admission.enter()];
    expect(() => admission.enter()).toThrow(overloaded);
    first.leave();
    first.leave();
    expect(admission.inFlight()).toBe(1);
    admission.enter();
    expect(() => admission.enter()).toThrow(overloaded);
  });

  it('lets 1,000 requests and 1,000 streams in unless told otherwise', () => {
    const admission = createAdmission();
    const places = Array.from({ length: 1_000 }, () => admission.enter());
    expect(() => admission.enter()).toThrow(overloaded);
    for (const place of places) place.becomeStream();
    const last = admission.enter();
    expect(() => last.becomeStream()).toThrow(overloaded);
    expect([admission.inFlight(), admission.openStreams()]).toEqual([1, 1_000]);
  });

  it('counts streams apart, and keeps a request’s place that finds none among them', () => {
    const admission = createAdmission({ maxInFlight: 1, maxStreams: 1 });
    const stream = admission.enter();
    stream.becomeStream();
    expect([admission.inFlight(), admission.openStreams()]).toEqual([0, 1]);
    const second = admission.enter();
    expect(() => second.becomeStream()).toThrow(overloaded);
    expect(admission.inFlight()).toBe(1);
    second.leave();
    stream.leave();
    stream.leave();
    expect([admission.inFlight(), admission.openStreams()]).toEqual([0, 0]);
  });

  it('once stopped refuses all, tells streams, and waits for the last of them', async () => {
    const admission = createAdmission();
    const streams = [admission.enter(), admission.enter()];
    for (const stream of streams) stream.becomeStream();
    const request = admission.enter();
    let stopped = false;
    const stopping = admission.stop().then(() => (stopped = true));
    expect(admission.stopping.aborted).toBe(true);
    expect(() => admission.enter()).toThrow(expect.objectContaining({ code: 'SHUTTING_DOWN' }));
    streams[0]!.leave();
    request.leave();
    await setImmediate();
    expect(stopped).toBe(false);
    streams[1]!.leave();
    await stopping;
    await createAdmission().stop();
  });
});

describe('under load', () => {
  const staff = (...scopes: string[]) => callerWith(['user/Patient.rs', ...scopes]);
  const kinds: [Urgency, Caller, Record<string, string>][] = [
    ['batch', callerWith(['system/Statistics.rs']), {}],
    ['portal', anonymous, {}],
    ['portal', callerWith(['patient/Patient.rs']), { 'x-purpose-of-use': 'BTG' }],
    ['pharmacy', staff('user/MedicationDispense.cu'), {}],
    ['clinical', staff(), { 'x-purpose-of-use': 'TREAT' }],
    ['emergency', staff(), { 'x-purpose-of-use': 'ETREAT' }],
    ['emergency', staff('user/MedicationDispense.cu'), { 'x-purpose-of-use': 'BTG' }],
    ['emergency', staff('user/BreakGlass.cu'), {}],
  ];
  it.each(kinds)('a request is %s', (urgency, caller, headers) => {
    expect(urgencyOf(caller, headers)).toBe(urgency);
  });

  it('requests give way in the order of their urgency', () => {
    const admission = createAdmission({ maxInFlight: 100 });
    const kept = new Map<Urgency, number>();
    for (let taken = 1; taken <= 100; taken += 1) {
      const place = admission.enter();
      expect(admission.isBusy()).toBe(taken > 60);
      for (const urgency of urgencies) if (place.isFor(urgency)) kept.set(urgency, taken);
    }
    expect([...kept]).toEqual([
      ['batch', 60],
      ['portal', 80],
      ['pharmacy', 90],
      ['clinical', 95],
      ['emergency', 100],
    ]);
  });
});

describe('an exchange', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('lets its place and its version go when it ends, once', () => {
    const { exchange, admission, released } = startExchange();
    expect([admission.inFlight(), exchange.isStream()]).toEqual([1, false]);
    exchange.end();
    exchange.end();
    expect([admission.inFlight(), released.mock.calls.length]).toEqual([0, 1]);
  });

  it('is cancelled as late at its deadline, and not once it has ended', () => {
    const late = startExchange();
    vi.advanceTimersByTime(49);
    expect(late.cancellation.reason).toBeUndefined();
    vi.advanceTimersByTime(1);
    expect(late.cancellation.reason).toBe('late');
    const ended = startExchange();
    ended.exchange.end();
    vi.advanceTimersByTime(60);
    expect(ended.cancellation.reason).toBeUndefined();
  });

  it('as a stream has no deadline and a place among streams', () => {
    const { exchange, admission, cancellation } = startExchange();
    exchange.becomeStream();
    vi.advanceTimersByTime(60);
    expect([exchange.isStream(), cancellation.reason, admission.openStreams()]).toEqual([true, undefined, 1]);
    exchange.end();
    expect(admission.openStreams()).toBe(0);
  });

  it('stays a request where there is no place among streams', () => {
    const { exchange, cancellation } = startExchange('{ size }', {}, { maxStreams: 0 });
    expect(() => exchange.becomeStream()).toThrow(overloaded);
    vi.advanceTimersByTime(60);
    expect([exchange.isStream(), cancellation.reason]).toEqual([false, 'late']);
  });

  it('holds the version that was in force when it began', () => {
    const { exchange, outdated } = startExchange();
    expect(exchange.outdated).toBe(outdated.signal);
  });
});

describe('who asks', () => {
  const known = callerWith(['a']);
  const verify = vi.fn(async () => known);
  const unauthenticated = { code: 'UNAUTHENTICATED' };

  it('is nobody without a header', async () => {
    expect(await authenticate({ headers: {} }, verify)).toBe(anonymous);
    expect(await authenticate({ headers: {} }, undefined)).toEqual({
      authenticated: false,
      subject: null,
      scopes: new Set(),
      policies: new Set(),
      claims: {},
    });
    expect(verify).not.toHaveBeenCalled();
  });

  it.each(['Bearer t.o.k', 'bearer t.o.k', 'BEARER   t.o.k  '])('is whom the token says: %j', async (authorization) => {
    expect(await authenticate({ headers: { authorization } }, verify)).toBe(known);
    expect(verify).toHaveBeenLastCalledWith('t.o.k');
  });

  it.each(['', 'Bearer', 'Bearer ', 'Basic dTpw', 'Bearer a b', 'xBearer a', 'Bearera'])(
    'is refused with another header, and never nobody: %j',
    async (authorization) => {
      await expect(authenticate({ headers: { authorization } }, verify)).rejects.toMatchObject(unauthenticated);
    },
  );

  it('is refused with a token that nobody can check', async () => {
    const headers = { authorization: 'Bearer t.o.k' };
    await expect(authenticate({ headers }, undefined)).rejects.toMatchObject(unauthenticated);
  });
});
