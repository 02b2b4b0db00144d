import { setImmediate } from 'node:timers/promises';
import { WaslError } from '@wasl/schema/errors.ts';
import type { PartRuns } from '@wasl/gateway/execution/defer/partRuns';
import type { CompiledEntityFetch, CompiledFetch, CompiledNode } from '@wasl/gateway/execution/compile/compiledPlan';
import type { Guard } from '@wasl/gateway/execution/guard/guard';
import { runPlan } from '@wasl/gateway/execution/run/runPlan';
import { runLimitsOf, Spending } from '@wasl/gateway/execution/run/spending';
import type { JsonObject } from '@wasl/gateway/core/jsonObject';
import { describe, expect, it, vi } from 'vitest';
import { bed, checked, errorsOf, fetchOf, items, key, startRun } from './testRun.ts';

function rootFetch(query: string, change: Partial<CompiledFetch> = {}): CompiledFetch {
  const fetch: Partial<CompiledEntityFetch> = fetchOf();
  // By this a guard tells entities from fields of the root type.
  delete fetch.representation;
  const head = `{"query":${JSON.stringify(query)},"variables":{`;
  return { ...(fetch as CompiledFetch), query, head, path: [], check: () => checked(), ...change };
}
const fetchNode = (query: string, change: Partial<CompiledFetch> = {}): CompiledNode => ({
  kind: 'Fetch',
  fetch: rootFetch(query, change),
});
const asked = ({ sent }: ReturnType<typeof startRun>) => sent.map(({ query }) => query);

describe('a plan', () => {
  it('in sequence asks one after the other', async () => {
    const started = startRun({});
    const answers: ((data: JsonObject) => void)[] = [];
    started.run.send = (_, body) =>
      new Promise((resolve) => {
        started.sent.push(JSON.parse(body) as never);
        answers.push((data) => resolve({ status: 200, body: JSON.stringify({ data }) }));
      });
    const ran = runPlan({ kind: 'Sequence', nodes: [fetchNode('{a}'), fetchNode('{b}')] }, started.run);
    await setImmediate();
    expect(asked(started)).toEqual(['{a}']);
    answers[0]!({ a: 1 });
    await setImmediate();
    expect(asked(started)).toEqual(['{a}', '{b}']);
    answers[1]!({ b: 2 });
    await ran;
    expect(started.run.data).toEqual({ a: 1, b: 2 });
  });

  it('in parallel asks at once, and ends with the last', async () => {
    const started = startRun({}, [{ data: { a: 1 } }, { data: { b: 2 } }]);
    const ran = runPlan({ kind: 'Parallel', nodes: [fetchNode('{a}'), fetchNode('{b}')] }, started.run);
    expect(asked(started)).toEqual(['{a}', '{b}']);
    await ran;
    expect(started.run.data).toEqual({ a: 1, b: 2 });
  });

  it('apart fills answers of their own, which are merged', async () => {
    const { run, sent } = startRun({ places: [bed('1')] }, [{ data: { a: { x: 1 } } }, { data: { a: { y: 2 } } }]);
    run.known.set('cost of bills', {} as never);
    const entities: CompiledNode = { kind: 'Entities', fetch: fetchOf({ isRepeated: true }) };
    const first: CompiledNode = { kind: 'Sequence', nodes: [fetchNode('{a}'), entities] };
    await runPlan({ kind: 'Apart', nodes: [first, fetchNode('{b}')] }, run);
    expect(run.data).toEqual({ places: [bed('1')], a: { x: 1, y: 2 } });
    expect(sent).toHaveLength(2);
    expect(run.isLost).toBe(false);
  });

  it.each([
    ['the first', [{ errors: [{ message: 'x' }] }, { data: { b: 1 } }]],
    ['the second', [{ data: { b: 1 } }, { errors: [{ message: 'x' }] }]],
  ])('apart is lost where %s is', async (_, answers) => {
    const { run } = startRun({}, answers);
    await runPlan({ kind: 'Apart', nodes: [fetchNode('{a}'), fetchNode('{b}')] }, run);
    expect([run.isLost, run.data]).toEqual([true, { b: 1 }]);
  });

  it.each<[string, JsonObject, string[]]>([
    ['true', { x: true }, ['{a}']],
    ['false', { x: false }, ['{b}']],
    ['not sent', {}, ['{b}']],
    ['no boolean', { x: 'true' }, ['{b}']],
  ])('goes by its condition: %s', async (_, variables, queries) => {
    const started = startRun({}, [{ data: {} }], { variables });
    await runPlan(
      { kind: 'Condition', variable: 'x', whenTrue: fetchNode('{a}'), whenFalse: fetchNode('{b}') },
      started.run,
    );
    expect(asked(started)).toEqual(queries);
    await runPlan({ kind: 'Condition', variable: 'x' }, started.run);
    expect(started.sent).toHaveLength(1);
  });

  it('tells parts that wait of each fetch that is done', async () => {
    const fetched = vi.fn<PartRuns['fetched']>();
    const parts = { fetched, begin: vi.fn<PartRuns['begin']>() } as unknown as PartRuns;
    const { run } = startRun({ places: [] }, [{ data: {} }], { parts });
    await runPlan(fetchNode('{a}', { deferId: 'one' }), run);
    await runPlan({ kind: 'Entities', fetch: fetchOf({ deferId: 'two' }) }, run);
    expect(fetched.mock.calls).toEqual([['one'], ['two']]);
  });

  it('begins what is put off with what comes first, and waits for the first alone', async () => {
    const begin = vi.fn<PartRuns['begin']>();
    const parts = { fetched: () => undefined, begin } as unknown as PartRuns;
    const { run } = startRun({}, [{ data: { a: 1 } }], { parts });
    const part = { depends: [], label: undefined, path: [] };
    await runPlan({ kind: 'Defer', primary: fetchNode('{a}'), parts: [part] }, run);
    expect(begin).toHaveBeenCalledWith(part, run, expect.any(Promise));
    expect(run.data).toEqual({ a: 1 });
    await runPlan({ kind: 'Defer', parts: [part, part] }, run);
    expect(begin).toHaveBeenCalledTimes(3);
    await runPlan({ kind: 'Defer', parts: [part] }, startRun({}).run);
  });
});

describe('a fetch of root fields', () => {
  it('sends its variables, and whether it is a mutation', async () => {
    const variables = ['x', 'y'].map((name) => ({ name, label: `"${name}":` }));
    const { run, sent } = startRun({}, [{ data: { a: 1 } }, { data: {} }], { variables: { x: 1, y: [2], z: 3 } });
    await runPlan(fetchNode('mutation{a}', { variables, isMutation: true }), run);
    await runPlan(fetchNode('{b}'), run);
    expect(sent).toEqual([
      { subgraph: 'bills', query: 'mutation{a}', variables: { x: 1, y: [2] }, isMutation: true },
      { subgraph: 'bills', query: '{b}', variables: {}, isMutation: false },
    ]);
  });

  it('below the root gives each object what came, and what is its own', async () => {
    const rewriteOutput = vi.fn<(received: JsonObject) => void>((received) => void (received['c'] = received['b']));
    const { run, sent } = startRun({ places: [bed('1'), bed('2')] }, [{ data: { b: { of: 1 } } }]);
    await runPlan(fetchNode('{b}', { path: [key('places'), items], rewriteOutput }), run);
    const [one, two] = run.data['places'] as JsonObject[];
    expect([one, two]).toEqual(['1', '2'].map((id) => bed(id, { b: { of: 1 }, c: { of: 1 } })));
    expect(one!['b']).not.toBe(two!['b']);
    expect([sent.length, rewriteOutput.mock.calls.length]).toEqual([1, 1]);
  });

  it.each([
    // Of what came, an object with one value in it, there are two copies.
    [6, 3],
    [5, 0],
  ])('below the root gives each object values of its own, where %s copied values are allowed', async (most, filled) => {
    const spending = new Spending(runLimitsOf({ maxCopiedValues: most }));
    const { run } = startRun({ places: ['1', '2', '3'].map((id) => bed(id)) }, [{ data: { b: { of: 1 } } }], {
      spending,
    });
    await runPlan(fetchNode('{b}', { path: [key('places'), items] }), run);
    const values = (run.data['places'] as JsonObject[]).flatMap(({ b }) => b ?? []);
    expect(values).toEqual(Array.from({ length: filled }, () => ({ of: 1 })));
    expect(new Set(values).size).toBe(filled);
    expect(spending.exceeded?.details).toEqual(filled > 0 ? undefined : { maxCopiedValues: 5 });
  });

  it('asks nobody where its path leads to nothing', async () => {
    const { run, sent } = startRun({ places: [] });
    await runPlan(fetchNode('{b}', { path: [key('places'), items] }), run);
    expect([sent, run.errors]).toEqual([[], []]);
  });

  it.each<[string, unknown, string]>([
    ['a connection', new WaslError('SUBGRAPH_UNAVAILABLE'), 'SUBGRAPH_UNAVAILABLE'],
    ['an answer that is none', { data: 7 }, 'SUBGRAPH_RESPONSE_INVALID'],
  ])('that fails with %s tells so, and goes on', async (_, answer, code) => {
    const { run } = startRun({}, [answer]);
    await runPlan(fetchNode('{a}'), run);
    expect(errorsOf(run)).toEqual([{ message: expect.any(String), path: ['a'], code }]);
    expect([run.isLost, run.data]).toEqual([false, {}]);
  });

  it('is lost with errors alone at the root, and not below it', async () => {
    const errors = [{ message: 'x', path: ['b'] }];
    const root = startRun({}, [{ errors }]);
    await runPlan(fetchNode('{b}'), root.run);
    expect([root.run.isLost, errorsOf(root.run)]).toEqual([
      true,
      [{ message: 'x', path: ['b'], code: 'DOWNSTREAM_SERVICE_ERROR' }],
    ]);
    const below = startRun({ places: [bed('1')] }, [{ errors }]);
    await runPlan(fetchNode('{b}', { path: [key('places'), items] }), below.run);
    expect([below.run.isLost, below.run.errors.length]).toEqual([false, 1]);
  });

  it('tells what a subgraph left out without a word, and takes its word where it tells an error', async () => {
    const check = () => checked([['a', 'b']]);
    const silent = startRun({}, [{ data: { a: {} } }]);
    await runPlan(fetchNode('{a{b}}', { check }), silent.run);
    expect(errorsOf(silent.run)).toEqual([{ message: '', path: ['a', 'b'], code: 'SUBGRAPH_RESPONSE_INVALID' }]);
    const told = startRun({}, [{ data: { a: {} }, errors: [{ message: 'x' }] }]);
    await runPlan(fetchNode('{a{b}}', { check }), told.run);
    expect(errorsOf(told.run)).toEqual([{ message: 'x', code: 'DOWNSTREAM_SERVICE_ERROR' }]);
    expect(told.run.data).toEqual({ a: {} });
  });
});

describe('a fetch of root fields with a guard', () => {
  const none: Guard = { beforeFetch: () => ({ refusals: [] }), beforeMerge: () => [], beforeRelease: () => [] };
  const forbidden = new WaslError('FORBIDDEN');
  const path = [key('places'), items];
  async function guarded(guard: Partial<Guard>, answer: unknown, change: Partial<CompiledFetch> = {}) {
    const { run, sent } = startRun({ places: [bed('1'), bed('2')] }, [answer], { guard: { ...none, ...guard } });
    await runPlan(fetchNode('{b c}', change), run);
    return { data: run.data, sent: sent.length, errors: errorsOf(run).map((error) => [error.path, error.code]) };
  }

  it('is merged where the guard refuses nothing', async () => {
    const { data, sent, errors } = await guarded({}, { data: { b: 1 } });
    expect([data, sent, errors]).toEqual([{ places: [bed('1'), bed('2')], b: 1 }, 1, []]);
  });

  const bothFields = [
    [['b'], 'FORBIDDEN'],
    [['c'], 'FORBIDDEN'],
  ];

  it('is not made where the guard refuses it, or cannot decide', async () => {
    const beforeFetch = () => ({ refusals: [{ index: 0, path: [], error: forbidden }] });
    expect(await guarded({ beforeFetch }, { data: { b: 1 } }, { path })).toMatchObject({
      sent: 0,
      errors: [[['places', 0], 'FORBIDDEN']],
    });
    const failing = await guarded({ beforeFetch: () => Promise.reject(forbidden) }, { data: { b: 1 } });
    expect([failing.sent, failing.errors]).toEqual([0, bothFields]);
  });

  it('is not merged where the guard refuses what came, with an error at each object', async () => {
    const beforeMerge = () => [{ index: 0, path: [], error: forbidden }];
    const { data, errors } = await guarded({ beforeMerge }, { data: { b: 1 } }, { path });
    expect(data).toEqual({ places: [bed('1'), bed('2')] });
    expect(errors).toEqual([
      [['places', 0], 'FORBIDDEN'],
      [['places', 1], 'FORBIDDEN'],
    ]);
  });

  it('is merged without a value that the guard refuses', async () => {
    const beforeMerge = () => [{ index: 0, path: ['b'], error: forbidden }];
    const { data, errors } = await guarded({ beforeMerge }, { data: { b: 1, c: 2 } });
    expect(data).toMatchObject({ b: null, c: 2 });
    expect(errors).toEqual([[['b'], 'FORBIDDEN']]);
  });

  it('is not merged where the guard cannot decide, and ends only then', async () => {
    const { data, errors } = await guarded({ beforeMerge: () => Promise.reject(forbidden) }, { data: { b: 1 } });
    expect([data, errors]).toEqual([{ places: [bed('1'), bed('2')] }, bothFields]);
  });

  it('asks the guard nothing about errors alone', async () => {
    const beforeMerge = vi.fn<Guard['beforeMerge']>(() => []);
    const { errors } = await guarded({ beforeMerge }, { data: null, errors: [{ message: 'x' }] });
    expect(beforeMerge).not.toHaveBeenCalled();
    expect(errors).toEqual([[undefined, 'DOWNSTREAM_SERVICE_ERROR']]);
  });
});

describe('a fetch that names root types', () => {
  const own = (name: unknown) => ({ data: { __typename: name } });
  const withTypeNames = (names: ReadonlyMap<string, string>) => {
    const query = `{a} # ${JSON.stringify([...names])}`;
    return { query, head: `{"query":${JSON.stringify(query)},"variables":{`, check: () => checked() };
  };
  const naming = (change: Partial<CompiledFetch> = {}) =>
    fetchNode('{a}', { roots: ['query'], withTypeNames, ...change });
  /** Types are known by supergraph: each test has one of its own. */
  const start = (...answers: unknown[]) => {
    const started = startRun({}, answers);
    started.run.types = { ...started.run.types };
    return started;
  };

  it('uses the names of its subgraph, which it asks for once', async () => {
    const started = start(own('Root'), own('Change'), { data: {} }, { data: {} }, own('Other'), { data: {} });
    await runPlan(naming({ roots: ['query', 'mutation'] }), started.run);
    await runPlan(naming(), started.run);
    await runPlan(naming({ subgraph: 'wards' }), started.run);
    expect(asked(started)).toEqual([
      '{__typename}',
      'mutation{__typename}',
      '{a} # [["Query","Root"],["Mutation","Change"]]',
      '{a} # [["Query","Root"]]',
      '{__typename}',
      '{a} # [["Query","Other"]]',
    ]);
    expect(started.sent.every(({ isMutation }) => !isMutation)).toBe(true);
  });

  it('stays as it is where the names are ours', async () => {
    const started = start(own('Query'), { data: {} });
    await runPlan(naming(), started.run);
    expect(asked(started)).toEqual(['{__typename}', '{a}']);
  });

  it.each([[7], [''], ['a b'], ['1a'], ['a"b'], [null]])(
    'asks again the next time where the name is %j',
    async (name) => {
      const started = start(own(name), { data: {} }, own('Root'), { data: {} });
      await runPlan(naming(), started.run);
      await runPlan(naming(), started.run);
      expect(asked(started)).toEqual(['{__typename}', '{a}', '{__typename}', '{a} # [["Query","Root"]]']);
      expect(started.run.errors).toEqual([]);
    },
  );

  it('asks for entities with them too', async () => {
    const started = start(own('Root'), { data: { _entities: [{ cost: 1 }] } });
    started.run.data = { places: [bed('1')] };
    const fetch = fetchOf({ roots: ['query'] });
    const named = { ...fetch, query: 'named', head: fetch.head.replace('query(', 'query Named(') };
    await runPlan({ kind: 'Entities', fetch: { ...fetch, withTypeNames: () => named } }, started.run);
    expect(asked(started)).toEqual(['{__typename}', expect.stringContaining('query Named(')]);
    expect(started.run.data).toEqual({ places: [bed('1', { cost: 1 })] });
  });
});

describe('questions that may travel together', () => {
  const ask = (id: number, change: object = {}): CompiledNode => ({
    kind: 'Entities',
    fetch: fetchOf({ id, mayMerge: true, ...change }),
  });
  const one = { data: { _entities: [{ cost: 1 }] } };
  const both = { data: { _entities0: [{ cost: 1 }], _entities1: [{ cost: 2 }] } };
  const path = [key('other')];

  it('do so where they are for one subgraph and ready at once', async () => {
    const { run, sent } = startRun({ places: [bed('1')], other: bed('2') }, [both, one, one]);
    await runPlan({ kind: 'Parallel', nodes: [ask(1), ask(2, { path })] }, run);
    expect(run.data).toEqual({ places: [bed('1', { cost: 1 })], other: bed('2', { cost: 2 }) });
    expect(sent).toHaveLength(1);
    await runPlan({ kind: 'Sequence', nodes: [ask(1), ask(2, { path })] }, run);
    expect(sent).toHaveLength(3);
  });

  it('do not for two subgraphs, nor where one of them may not', async () => {
    const { run, sent } = startRun({ places: [bed('1')], other: bed('2') }, [one, one, one, one]);
    await runPlan({ kind: 'Parallel', nodes: [ask(1), ask(2, { path, subgraph: 'wards' })] }, run);
    expect(sent.map(({ subgraph }) => subgraph)).toEqual(['bills', 'wards']);
    await runPlan({ kind: 'Parallel', nodes: [ask(1), ask(2, { path, mayMerge: false })] }, run);
    expect(sent.map(({ query }) => query.includes('_entities0'))).toEqual([false, false, false, false]);
  });
});
