import { GraphQLError } from 'graphql';
import { createAuthorize } from '@wasl/gateway/authorization/authorizeOperation';
import { createAdmission } from '@wasl/gateway/pipeline/admission';
import type { AllowedOperation } from '@wasl/gateway/pipeline/authorize';
import { execute } from '@wasl/gateway/pipeline/execute';
import type { Exchange } from '@wasl/gateway/pipeline/exchange';
import type { ExecutedResult } from '@wasl/gateway/core/executedResult';
import type { ExecutableOperation } from '@wasl/gateway/execution/executor';
import { Cancellation } from '@wasl/gateway/core/cancellation';
import { describe, expect, it, vi } from 'vitest';
import { callerWith, needs, prepare, schema } from '../../authorization/rules/testRules.ts';

const came: ExecutedResult = { data: { size: 1 } };
interface Change {
  variables?: Record<string, unknown>;
  denied?: string[];
  acceptsParts?: boolean;
  defers?: boolean;
  signsRequests?: boolean;
  more?: boolean;
  denials?: AllowedOperation['denials'];
}

function start(query: string, change: Change = {}) {
  const prepared = { ...prepare(query), defers: change.defers ?? false };
  const caller = callerWith([], { claims: { roles: ['nurse'] } });
  const of = (typeName: string, field: string) =>
    change.denied?.includes(`${typeName}.${field}`) ? needs('x') : undefined;
  const authorized = createAuthorize(schema, { hasRules: true, of, ofType: () => undefined })(prepared, caller);
  const { document, operation, cacheKey } = authorized;
  const variables = change.variables ?? {};
  const runnable =
    document && operation ? { document, operation, operationName: undefined, variables, cacheKey } : undefined;
  const denials = change.denials ?? {};
  const sent = { ...prepared, prepared, variables, isNew: false };
  const allowed: AllowedOperation = { verified: caller, caller, sent, authorized, denials, runnable };
  const parts = (async function* () {})();
  const executor = {
    schema,
    execute: vi.fn(async () => came),
    executeInParts: vi.fn(async () => ({ first: came, more: change.more === false ? undefined : parts })),
  };
  const cancellation = new Cancellation();
  const headers = { traceparent: '00-a-b-01', cookie: 'c', 'x-purpose-of-use': 'TREAT' };
  const request = { query, headers, cancellation, acceptsParts: change.acceptsParts ?? false };
  const supergraph = { executor, records: { hasRecords: false } };
  const gateway = { signsRequests: change.signsRequests ?? false };
  const exchange = { request, gateway, supergraph } as unknown as Exchange;
  return { run: () => execute(allowed, exchange), executor, parts, caller, cancellation, runnable };
}
const asked = (executed: ReturnType<typeof vi.fn>) => executed.mock.calls as unknown[][];

describe('an operation that may run', () => {
  it('runs as a whole, with what subgraphs are told', async () => {
    const { run, executor, cancellation, runnable, caller } = start('{ size }');
    expect(await run()).toEqual({ kind: 'whole', result: came });
    expect(asked(executor.execute)).toEqual([
      [
        {
          ...runnable,
          subgraphHeaders: { traceparent: '00-a-b-01' },
          asker: undefined,
          cancellation,
          guard: undefined,
          caller,
        },
      ],
    ]);
    expect(executor.executeInParts).not.toHaveBeenCalled();
  });

  it('tells subgraphs who asks where requests are signed', async () => {
    const { run, executor, caller } = start('{ size }', { signsRequests: true });
    await run();
    expect(asked(executor.execute)[0]?.[0]).toMatchObject({
      asker: { caller, decision: { role: 'nurse', purpose: 'TREAT' } },
    });
  });

  it('comes in parts where it puts something off and its client takes parts', async () => {
    const { run, executor, parts } = start('{ size }', { acceptsParts: true, defers: true });
    expect(await run()).toEqual({ kind: 'parts', first: came, more: parts });
    expect(executor.execute).not.toHaveBeenCalled();
    const all = start('{ size }', { acceptsParts: true, defers: true, more: false });
    expect(await all.run()).toEqual({ kind: 'whole', result: came });
  });

  it.each<[string, Change]>([
    ['its client takes no parts', { defers: true }],
    ['it puts nothing off', { acceptsParts: true }],
    ['something was taken out', { acceptsParts: true, defers: true, denied: ['User.name'] }],
  ])('comes as a whole where %s', async (_, change) => {
    const { run, executor } = start('{ size user { id name } }', change);
    expect(await run()).toEqual({ kind: 'whole', result: came });
    expect(executor.executeInParts).not.toHaveBeenCalled();
  });
});

describe('an operation that may not run', () => {
  it('is refused with what the gateway’s mode says', async () => {
    const refusal = { data: null, errors: [new GraphQLError('x')] };
    const { run, executor } = start('{ size }', { denials: { refusal } });
    const results = await run();
    expect(results.kind === 'whole' && results.result).toBe(refusal);
    expect(executor.execute).not.toHaveBeenCalled();
  });

  const nullCondition = 'query($x: Boolean = true) { size user @include(if: $x) { name } }';
  it.each<[string, string, Change]>([
    ['nothing is left of it', '{ size }', { denied: ['Query.size'] }],
    [
      'the condition of a field that was taken out is null',
      nullCondition,
      { denied: ['Query.user'], variables: { x: null } },
    ],
  ])('asks nobody where %s', async (_, query, change) => {
    const { run, executor } = start(query, change);
    expect(await run()).toEqual({ kind: 'whole', result: { data: {} } });
    expect(executor.execute).not.toHaveBeenCalled();
  });

  it.each<[string, Change]>([
    ['nothing was taken out', { variables: { x: null } }],
    ['no condition is null', { denied: ['Query.user'], variables: { x: false } }],
  ])('is left to the executor where %s', async (_, change) => {
    const { run, executor } = start(nullCondition, change);
    expect(await run()).toEqual({ kind: 'whole', result: came });
    expect(executor.execute).toHaveBeenCalledTimes(1);
  });
});

describe('a subscription', () => {
  async function* events(...all: (ExecutedResult | Error)[]) {
    for (const event of all) {
      if (event instanceof Error) throw event;
      yield event;
    }
  }
  function subscribe(source: AsyncGenerator<ExecutedResult>, change: { signsRequests?: boolean } = {}) {
    const prepared = prepare('subscription { size }');
    const caller = callerWith([], { tokenExpiresAt: Date.now() + 60_000 });
    const { document, operation } = prepared;
    const runnable = { document, operation, operationName: undefined, variables: {}, cacheKey: 'hash' };
    const sent = { ...prepared, prepared, variables: {}, isNew: false };
    const authorized = { cacheKey: 'hash', isPruned: false } as AllowedOperation['authorized'];
    const allowed: AllowedOperation = { verified: caller, caller, sent, authorized, denials: {}, runnable };
    const cancellation = new Cancellation();
    const subscribed = vi.fn<(operation: ExecutableOperation & { signal: AbortSignal }) => typeof source>(() => source);
    const now = { prepare: vi.fn(() => prepared), authorize: vi.fn(() => ({ cacheKey: 'hash' })) };
    const listeners = new Set<() => void>();
    const outdated = new AbortController();
    const grantPolicies = vi.fn(() => caller);
    const admission = createAdmission();
    const request = {
      query: 'subscription { size }',
      headers: { traceparent: 't' },
      cancellation,
      acceptsEvents: true,
    };
    const exchange = {
      request,
      outdated: outdated.signal,
      supergraph: { executor: { schema, subscribe: subscribed }, records: { hasRecords: false } },
      gateway: {
        admission,
        signsRequests: change.signsRequests ?? false,
        grantPolicies,
        supergraph: { current: () => now },
        onRulesChange: (listener: () => void) => (listeners.add(listener), () => void listeners.delete(listener)),
      },
    } as unknown as Exchange;
    const started = execute(allowed, exchange);
    const change_ = () => listeners.forEach((listener) => listener());
    return {
      started,
      subscribed,
      caller,
      cancellation,
      outdated,
      admission,
      listeners,
      now,
      grantPolicies,
      request,
      change: change_,
    };
  }
  async function eventsOf(started: ReturnType<typeof execute>) {
    const results = await started;
    if (results.kind !== 'events') throw new Error('It has no events.');
    return results.events;
  }

  it('brings the result of each event, and lets everything go at its end', async () => {
    const { started, subscribed, cancellation, listeners, now, request, caller, grantPolicies } = subscribe(
      events(came, came),
    );
    const results = await eventsOf(started);
    expect(subscribed).not.toHaveBeenCalled();
    const all: ExecutedResult[] = [];
    for await (const result of results) all.push(result);
    expect(all).toEqual([came, came]);
    expect(subscribed.mock.calls[0]?.[0]).toMatchObject({
      subgraphHeaders: { traceparent: 't' },
      asker: undefined,
      cancellation,
      guard: undefined,
      cacheKey: 'hash',
      signal: expect.any(AbortSignal),
    });
    expect(now.prepare).toHaveBeenCalledWith(request);
    expect(grantPolicies).toHaveBeenCalledWith(caller, request.headers, 'subscription');
    expect(listeners.size).toBe(0);
  });

  it('tells subgraphs who asks where requests are signed', async () => {
    const { started, subscribed, caller } = subscribe(events(came), { signsRequests: true });
    await (await eventsOf(started)).next();
    expect(subscribed.mock.calls[0]?.[0]).toMatchObject({ asker: { caller } });
  });

  it('hands nothing over that its caller may no longer have', async () => {
    const { started, now, change, subscribed } = subscribe(events(came, came));
    const results = await eventsOf(started);
    expect(await results.next()).toEqual({ done: false, value: came });
    now.authorize.mockReturnValue({ cacheKey: 'other' });
    change();
    expect(await results.next()).toEqual({ done: true, value: undefined });
    expect(subscribed.mock.calls[0]?.[0].signal.aborted).toBe(true);
  });

  it.each<[string, (started: ReturnType<typeof subscribe>) => unknown]>([
    ['its version of the schema', ({ outdated }) => outdated.abort()],
    ['the server', ({ admission }) => admission.stop()],
    ['its client', ({ cancellation }) => cancellation.cancel('gone')],
  ])('ends with %s', async (_, end) => {
    const stream = subscribe(events(came, came));
    const results = await eventsOf(stream.started);
    await results.next();
    end(stream);
    expect(await results.next()).toEqual({ done: true, value: undefined });
  });

  it('ends with the token of its caller', async () => {
    vi.useFakeTimers();
    const stream = subscribe(events(came, came));
    const results = await eventsOf(stream.started);
    await results.next();
    vi.advanceTimersByTime(60_000);
    expect(stream.subscribed.mock.calls[0]?.[0].signal.reason).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(await results.next()).toEqual({ done: true, value: undefined });
    vi.useRealTimers();
  });

  it('fails with what its source fails with', async () => {
    const { started, listeners } = subscribe(events(came, new Error('broken off')));
    const results = await eventsOf(started);
    await results.next();
    await expect(results.next()).rejects.toThrow('broken off');
    expect(listeners.size).toBe(0);
  });
});
