import { WaslError } from '@wasl/schema/errors.ts';
import { createAuthorize } from '@wasl/gateway/authorization/authorizeOperation';
import { answer } from '@wasl/gateway/pipeline/answer';
import { createAdmission } from '@wasl/gateway/pipeline/admission';
import { createDocuments } from '@wasl/gateway/documents/documents';
import type { Gateway } from '@wasl/gateway/pipeline/gateway';
import { Cancellation } from '@wasl/gateway/core/cancellation';
import type { GraphQLRequest } from '@wasl/gateway/core/request';
import type { ExecutableOperation } from '@wasl/gateway/execution/executor';
import type { ExecutedResult } from '@wasl/gateway/core/executedResult';
import { createShares } from '@wasl/gateway/pipeline/shares';
import { createFigures } from '@wasl/gateway/telemetry/figures';
import { describe, expect, it, vi } from 'vitest';
import { callerWith, needs, prepare, schema } from '../../authorization/rules/testRules.ts';

const verified = callerWith(['own']);
const granted = callerWith(['own', 'granted']);

function start(change: Partial<Gateway> = {}, cost = 3, authorizeAs?: (name: string) => boolean) {
  const log = vi.fn<Gateway['log']>();
  const released = vi.fn<() => void>();
  const execute = vi.fn<(operation: ExecutableOperation) => Promise<ExecutedResult>>(async () => ({
    data: { size: 1 },
  }));
  const of = (typeName: string, field: string) =>
    authorizeAs?.(`${typeName}.${field}`) ? needs('granted') : undefined;
  const supergraph = {
    executor: { schema, execute, subscribe: async function* () {} },
    records: { hasRecords: false },
    prepare: Object.assign(
      vi.fn(({ query }: { query: string }) => {
        if (query === 'bug') throw new TypeError('a bug');
        const operationCost = { estimate: vi.fn(() => cost), costliestPath: () => 'a.b', isAnnotated: true, parts: 1 };
        return { ...prepare(query), operationName: 'Q', cost: operationCost };
      }),
      { known: () => undefined },
    ),
    authorize: createAuthorize(schema, { hasRules: true, of, ofType: () => undefined }),
    titles: new Map(),
  };
  const gateway = {
    admission: createAdmission(),
    answerTimeoutMs: 1_000,
    supergraph: {
      acquire: () => ({ supergraph, outdated: new AbortController().signal, release: released }),
      current: () => supergraph,
    },
    verifyToken: async () => verified,
    documents: createDocuments({}),
    grantPolicies: vi.fn<Gateway['grantPolicies']>(() => granted),
    onRulesChange: () => () => undefined,
    decideRecord: undefined,
    signsRequests: false,
    costBudget: vi.fn<Gateway['costBudget']>(() => 3),
    denials: { mode: 'filter', onDenied: vi.fn<() => void>(), onWouldDeny: vi.fn<() => void>() },
    log,
    figures: createFigures(),
    shares: createShares(),
    ...change,
  } as unknown as Gateway;
  const ask = (query: string, more: Partial<GraphQLRequest> = {}) =>
    answer({ query, headers: { authorization: 'Bearer x' }, cancellation: new Cancellation(), ...more }, gateway);
  return { ask, gateway, supergraph, execute, released, log };
}
const codeOf = (answered: Awaited<ReturnType<typeof answer>>) =>
  'body' in answered ? answered.body.errors?.map(({ extensions }) => extensions?.['code']) : 'events';

describe('one request', () => {
  it('goes through all stages, and lets its place go', async () => {
    const { ask, gateway, execute, released } = start();
    const headers = { authorization: 'Bearer x' };
    expect(await ask('query Q($of: Int) { size(of: $of) }', { variables: { of: 1 } })).toEqual({
      status: 200,
      body: { data: { size: 1 } },
    });
    expect(gateway.grantPolicies).toHaveBeenCalledWith(verified, headers, 'query');
    expect(gateway.costBudget).toHaveBeenCalledWith(verified, true);
    expect(execute.mock.calls[0]?.[0]).toMatchObject({ variables: { of: 1 }, operationName: 'Q', cacheKey: 'hash' });
    expect([released.mock.calls.length, gateway.admission.inFlight()]).toEqual([1, 0]);
  });

  it('runs what is left of it, with the variables of that', async () => {
    const { ask, execute } = start({ grantPolicies: () => callerWith() }, 3, (name) => name === 'User.name');
    await ask('query Q($of: Int, $x: Boolean = true) { size(of: $of) user { id name @include(if: $x) } }', {
      variables: { of: 1, x: true },
    });
    expect(execute.mock.calls[0]?.[0].variables).toEqual({ of: 1 });
    const whole = start({}, 3, (name) => name === 'User.name');
    await whole.ask('query Q($of: Int) { size user { name } }', { variables: { of: 1, more: 2 } });
    expect(whole.execute.mock.calls[0]?.[0].variables).toEqual({ of: 1, more: 2 });
  });

  it('is answered without running where nothing of it is left', async () => {
    const { ask, execute } = start({ grantPolicies: () => callerWith() }, 3, (name) => name === 'Query.size');
    expect(await ask('{ size }')).toMatchObject({ status: 200, body: { data: { size: null } } });
    expect(execute).not.toHaveBeenCalled();
  });

  it('is answered without running where the gateway’s mode refuses the whole', async () => {
    const denials = { mode: 'reject' as const, onDenied: vi.fn<() => void>(), onWouldDeny: vi.fn<() => void>() };
    const { ask, execute } = start({ grantPolicies: () => callerWith(), denials }, 3, (name) => name === 'User.name');
    const { body } = (await ask('{ size user { name } }')) as { body: { data: unknown } };
    expect(body).toMatchObject({ data: null, errors: [{ path: ['user', 'name'] }] });
    expect(execute).not.toHaveBeenCalled();
    expect(denials.onDenied).toHaveBeenCalledWith(1);
  });
});

describe('a request that is refused', () => {
  it('before it has a place', async () => {
    const { ask, gateway, released } = start({ admission: createAdmission({ maxInFlight: 0 }) });
    expect(codeOf(await ask('{ size }'))).toEqual(['OVERLOADED']);
    expect([released.mock.calls.length, gateway.admission.inFlight()]).toEqual([0, 0]);
  });

  it.each<[string, Partial<Gateway>, Partial<GraphQLRequest>, string, string]>([
    [
      'for its token',
      { verifyToken: () => Promise.reject(new WaslError('UNAUTHENTICATED')) },
      {},
      '{ size }',
      'UNAUTHENTICATED',
    ],
    ['for a subscription that its client cannot take', {}, {}, 'subscription { size }', 'OPERATION_NOT_SUPPORTED'],
    ['for a mutation by GET', {}, { queryOnly: true }, 'mutation { act { id } }', 'METHOD_NOT_ALLOWED'],
    ['for its variables', {}, { variables: {} }, 'query($of: Int!) { size(of: $of) }', 'GRAPHQL_VALIDATION_FAILED'],
    ['for what it costs', { costBudget: () => 2.9 }, {}, '{ size }', 'OPERATION_TOO_COSTLY'],
    [
      'for a header of policies',
      {
        grantPolicies: () => {
          throw new WaslError('BAD_REQUEST');
        },
      },
      {},
      '{ size }',
      'BAD_REQUEST',
    ],
    ['for a bug', {}, {}, 'bug', 'INTERNAL_SERVER_ERROR'],
  ])('%s lets its place go, and asks nobody', async (_, change, request, query, code) => {
    const { ask, gateway, execute, released } = start(change);
    expect(codeOf(await ask(query, request))).toEqual([code]);
    expect([released.mock.calls.length, gateway.admission.inFlight(), execute.mock.calls.length]).toEqual([1, 0, 0]);
  });

  it('for what it costs says how much, and where', async () => {
    const { ask } = start({}, 4);
    expect(await ask('{ size }')).toMatchObject({
      status: 400,
      body: { errors: [{ extensions: { cost: { estimated: 4, most: 3, path: 'a.b' } } }] },
    });
  });

  it('answers a query by GET, and a mutation otherwise', async () => {
    const { ask } = start();
    expect(codeOf(await ask('{ size }', { queryOnly: true }))).toBeUndefined();
    expect(codeOf(await ask('mutation { act { id } }'))).toBeUndefined();
  });

  it('as a stream has a place among streams until its end', async () => {
    const { ask, gateway, released } = start();
    const answered = await ask('subscription { size }', { acceptsEvents: true });
    expect([gateway.admission.openStreams(), gateway.admission.inFlight()]).toEqual([1, 0]);
    if (!('events' in answered)) throw new Error('It has no events.');
    expect(await answered.events.next()).toEqual({ done: true, value: undefined });
    expect([gateway.admission.openStreams(), released.mock.calls.length]).toEqual([0, 1]);
  });

  it('keeps a query that takes events out of the streams', async () => {
    const { ask, gateway } = start();
    const pending = ask('{ size }', { acceptsEvents: true });
    expect(gateway.admission.openStreams()).toBe(0);
    expect(codeOf(await pending)).toBeUndefined();
  });
});
