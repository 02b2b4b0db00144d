import { GraphQLError } from 'graphql';
import { WaslError } from '@wasl/schema/errors.ts';
import { ToldBySubgraph } from '@wasl/gateway/core/toldBySubgraph';
import { addEntityErrors, addFailure, addRootErrors } from '@wasl/gateway/execution/run/fetchErrors';
import { push } from '@wasl/gateway/execution/run/pushError';
import { addUnasked } from '@wasl/gateway/execution/run/lostFetches';
import type { JsonObject } from '@wasl/gateway/core/jsonObject';
import type { ResponsePath } from '@wasl/gateway/execution/run/collectTargets';
import type { Run } from '@wasl/gateway/execution/run/run';
import { describe, expect, it, vi } from 'vitest';
import { bed, errorsOf, fetchOf, items, key, startRun } from './testRun.ts';

const data = () => ({ places: [bed('1'), bed('2')], other: [bed('3')] });
const root = (query = '{a: bed{id}}', path: ReturnType<typeof key>[] = []) => fetchOf({ query, path });
const generic = 'DOWNSTREAM_SERVICE_ERROR';

describe('errors of a root fetch', () => {
  it('stand where the subgraph says, with its code, under the keys that the client asked for', () => {
    const { run } = startRun(data());
    const fetch = { ...root(), renamed: new Map([['b_0', 'b']]) };
    addRootErrors([{ message: 'x', path: ['a', 0, 'b_0'], extensions: { code: 'C' } }, { message: 'y' }], fetch, run);
    expect(errorsOf(run)).toEqual([
      { message: 'x', path: ['a', 0, 'b'], code: 'C' },
      { message: 'y', code: generic },
    ]);
    const [told, plain] = run.errors.map(({ originalError }) => originalError);
    expect(told).toEqual(expect.objectContaining({ subgraph: 'bills', told: { code: 'C' } }));
    expect(plain).toBeInstanceOf(ToldBySubgraph);
  });

  it('have the general code where the subgraph gives none that is a text', () => {
    const { run } = startRun(data());
    addRootErrors([{ message: 'x', extensions: { code: 7 } }], root(), run);
    expect(errorsOf(run)).toEqual([{ message: 'x', code: generic }]);
  });

  it('stand at each object that the fetch is about', () => {
    const { run } = startRun(data());
    addRootErrors([{ message: 'x', path: ['a'] }], root('{a: bed{id}}', [key('places'), items]), run);
    expect(errorsOf(run).map(({ path }) => path)).toEqual([
      ['places', 0, 'a'],
      ['places', 1, 'a'],
    ]);
  });

  it('that the gateway found bear its own code', () => {
    const { run } = startRun(data());
    addRootErrors([{ message: '', path: ['a'], finding: new WaslError('SUBGRAPH_RESPONSE_INVALID') }], root(), run);
    expect(errorsOf(run)).toEqual([{ message: '', path: ['a'], code: 'SUBGRAPH_RESPONSE_INVALID' }]);
    expect(run.errors[0]?.originalError).toBeInstanceOf(WaslError);
  });
});

describe('errors of what only we asked for', () => {
  it('are told of nobody, judged under the keys that the client asked for', () => {
    const isAsked = vi.fn<Run['paths']['isAsked']>(([first]) => first === 'a');
    const clientPath = (path: readonly (string | number)[]) => [...path, 'asked'];
    const { run } = startRun(data(), [], { paths: { clientPath, isAsked } });
    const fetch = { ...root(), renamed: new Map([['a_0', 'a']]) };
    addRootErrors([{ message: 'x', path: ['a_0', 0] }, { message: 'y', path: ['b'] }, { message: 'z' }], fetch, run);
    expect(errorsOf(run).map(({ message, path }) => [message, path])).toEqual([
      ['x', ['a', 0, 'asked']],
      ['z', undefined],
    ]);
    expect(isAsked.mock.calls).toEqual([
      [['a', 0], run.data],
      [['b'], run.data],
    ]);
  });
});

describe('errors of entities', () => {
  const wanted = [
    { index: 1, position: 0 },
    { index: 0, position: 1 },
    { index: 1, position: 1 },
  ];
  const batchOf = (change: object) => ({ entities: [], errorsOf: new Map(), errors: [], ...change });

  it('stand at each place where the entity stands, behind its path or at what is missing of it', () => {
    const { run } = startRun(data());
    const error = { message: 'x', path: ['_entities', 1, 'cost'] };
    addEntityErrors(batchOf({ errorsOf: new Map([[1, [error, { message: 'y' }]]]) }), wanted, fetchOf(), run);
    expect(errorsOf(run)).toEqual([
      { message: 'x', path: ['places', 0, 'cost'], code: generic },
      { message: 'y', path: ['places', 0, 'cost'], code: generic },
      { message: 'x', path: ['places', 1, 'cost'], code: generic },
      { message: 'y', path: ['places', 1, 'cost'], code: generic },
    ]);
  });

  it('of the whole stand at what is missing, the first of them, and once at what its entities have in common', () => {
    const whole = { message: 'x', path: ['_entities'] };
    const { run } = startRun(data());
    addEntityErrors(batchOf({ errors: [whole, { message: 'y' }] }), wanted, fetchOf(), run);
    expect(errorsOf(run).map(({ message, path }) => [message, path])).toEqual([
      ['x', ['places', 0, 'cost']],
      ['x', ['places', 1, 'cost']],
      ['y', ['places']],
    ]);
    const answered = startRun({ places: [bed('1', { cost: 1 }), bed('2', { cost: null })] }).run;
    addEntityErrors(batchOf({ errors: [whole] }), wanted, fetchOf(), answered);
    expect(errorsOf(answered).map(({ path }) => path)).toEqual([['places']]);
  });
});

describe('the failure of a fetch', () => {
  const failure = new WaslError('SUBGRAPH_TIMEOUT');
  const pathsOf = (fetch: ReturnType<typeof fetchOf>, all: JsonObject = data(), change: Partial<Run> = {}) => {
    const { run } = startRun(all, [], change);
    addFailure(failure, fetch, run);
    return run.errors.map(({ path }) => path);
  };

  it.each<[string, string, string[][]]>([
    ['its one field', '{bed{id}}', [['bed']]],
    ['the alias of it', 'query($x:Int){a:bed{id}} fragment F on Bed{id}', [['a']]],
    ['each of two', '{bed{id} a:bed{id}}', [['bed'], ['a']]],
    ['what fragments select', '{...on Query{bed{id}} ...F} fragment F on Query{a:bed{id}}', [['bed'], ['a']]],
    ['the operation behind a fragment', 'fragment F on Bed{id} {bed{id}}', [['bed']]],
    ['what is not left out', '{bed @skip(if:true){id} a:bed @include(if:$x){id} c:bed @skip(if:$x){id}}', [['c']]],
  ])('at the root stands at %s', (_, query, paths) => expect(pathsOf(root(query))).toEqual(paths));

  it('stands at what the condition of a variable leaves in', () => {
    const variables = { x: true };
    expect(pathsOf(root('{a:bed @include(if:$x){id} c:bed @skip(if:$x){id}}'), data(), { variables })).toEqual([['a']]);
  });

  it('stands at each field that an object misses, and only there', () => {
    const places = [bed('1'), bed('2', { cost: 1 }), bed('3', { cost: null })];
    expect(pathsOf(fetchOf(), { places })).toEqual([['places', 0, 'cost']]);
    expect(pathsOf(fetchOf({ path: [key('other'), items] }))).toEqual([['other', 0, 'cost']]);
  });

  it('stands at what its objects have in common where nothing is missing of them, or there are none', () => {
    expect(pathsOf(fetchOf(), { places: [bed('1', { cost: 1 }), bed('2', { cost: 2 })] })).toEqual([['places']]);
    expect(pathsOf(fetchOf({ path: [key('nothing')] }))).toEqual([undefined]);
  });

  it('of what the plan alone asked for stands at the object, until it is known what it was for', () => {
    const clientPath = (path: ResponsePath) => (path.at(-1) === 'cost' ? path.slice(0, -1) : path);
    const { run } = startRun(data(), [], { paths: { clientPath, isAsked: () => true } });
    addFailure(failure, fetchOf(), run);
    expect(run.errors.map(({ path }) => path)).toEqual([['places']]);
    const query = 'query($representations:[_Any!]!){_entities(representations:$representations){...on Bed{alert}}}';
    addUnasked(fetchOf({ query }), new Set([1]), run);
    expect(run.errors.map(({ path }) => path)).toEqual([['places', 1, 'alert']]);
    addUnasked(fetchOf({ query, path: [key('other'), items] }), new Set([0]), run);
    expect(run.errors).toHaveLength(1);
  });

  it('stands at the client’s path, or nowhere where the client asked for none of it', () => {
    const clientPath = ([first]: readonly unknown[]) => (first === 'places' ? ['beds'] : undefined);
    const { run } = startRun(data(), [], { paths: { clientPath, isAsked: () => true } });
    addFailure(failure, fetchOf(), run);
    addFailure(failure, root(), run);
    expect(run.errors.map(({ path }) => path)).toEqual([['beds'], undefined]);
  });

  it('keeps its cause, and makes one of what is no error', () => {
    const { run } = startRun(data());
    addFailure(failure, root(), run);
    addFailure('thrown', root(), run);
    expect(run.errors.map(({ originalError }) => originalError)).toEqual([failure, new Error('thrown')]);
    expect(run.errors.map(({ message }) => message)).toEqual([failure.message, 'thrown']);
  });
});

describe('errors of a run', () => {
  const error = (path: (string | number)[], message = 'x', code = 'C') =>
    new GraphQLError(message, { path, extensions: { code } });

  it('are each told once: another message, path or code is another error', () => {
    const { run } = startRun(data());
    const all = [error(['a']), error(['a', 0]), error(['a'], 'y'), error(['a'], 'x', 'D')];
    for (const one of [...all, error(['a']), error(['a'], 'y')]) push(one, run);
    expect(run.errors).toEqual(all);
  });

  it('are at most 1,000', () => {
    const { run } = startRun(data());
    for (let index = 0; index < 999; index += 1) push(error([index]), run);
    addRootErrors([{ message: 'last' }, { message: 'too many' }], root(), run);
    push(error(['too many']), run);
    expect(run.errors).toHaveLength(1_000);
    expect(run.errors.at(-1)?.message).toBe('last');
    expect(run.errorKeys.size).toBe(1_000);
  });
});
