import { GraphQLError } from 'graphql';
import { WaslError } from '@wasl/schema/errors.ts';
import { ToldBySubgraph } from '@wasl/gateway/core/toldBySubgraph';
import { addEntityErrors, addFailure, addRootErrors, push } from '@wasl/gateway/execution/run/fetchErrors';
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

  it('stand at each place where the entity stands, behind its path', () => {
    const { run } = startRun(data());
    const error = { message: 'x', path: ['_entities', 1, 'cost'] };
    addEntityErrors(batchOf({ errorsOf: new Map([[1, [error, { message: 'y' }]]]) }), wanted, fetchOf(), run);
    expect(errorsOf(run)).toEqual([
      { message: 'x', path: ['places', 0, 'cost'], code: generic },
      { message: 'y', path: ['places', 0], code: generic },
      { message: 'x', path: ['places', 1, 'cost'], code: generic },
      { message: 'y', path: ['places', 1], code: generic },
    ]);
  });

  it('of the whole stand once, at what its entities have in common', () => {
    const { run } = startRun(data());
    const batch = batchOf({ errors: [{ message: 'x', path: ['_entities'] }] });
    addEntityErrors(batch, wanted, fetchOf(), run);
    addEntityErrors(batch, wanted.slice(0, 1), fetchOf(), run);
    expect(errorsOf(run).map(({ path }) => path)).toEqual([['places'], ['places', 0]]);
  });
});

describe('the failure of a fetch', () => {
  const failure = new WaslError('SUBGRAPH_TIMEOUT');
  const pathOf = (fetch: ReturnType<typeof fetchOf>, all = data()) => {
    const { run } = startRun(all);
    addFailure(failure, fetch, run);
    expect(run.errors).toHaveLength(1);
    return run.errors[0]?.path;
  };

  it.each<[string, string, string[] | undefined]>([
    ['its one field', '{bed{id}}', ['bed']],
    ['the alias of it', 'query($x:Int){a:bed{id}} fragment F on Bed{id}', ['a']],
    ['the whole where it asks for two', '{bed{id} a:bed{id}}', undefined],
    ['the whole where it asks for a fragment', '{...on Query{bed{id}}}', undefined],
    ['the operation behind a fragment', 'fragment F on Bed{id} {bed{id}}', ['bed']],
  ])('at the root stands at %s', (_, query, path) => expect(pathOf(root(query))).toEqual(path));

  it('stands at what the objects that miss something have in common', () => {
    expect(pathOf(fetchOf())).toEqual(['places']);
    expect(pathOf(fetchOf({ path: [key('other'), items] }))).toEqual(['other', 0]);
    expect(pathOf(fetchOf({ path: [key('nothing')] }))).toBeUndefined();
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
