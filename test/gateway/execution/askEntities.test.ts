import { WaslError } from '@wasl/schema/errors.ts';
import type { EntityQuestion } from '@wasl/gateway/execution/run/entityAnswers';
import { askEntities, askTogether } from '@wasl/gateway/execution/run/askEntities';
import { describe, expect, it } from 'vitest';
import { fetchOf, startRun } from './testRun.ts';

const texts = ['{"__typename":"Bed","id":"1"}', '{"__typename":"Bed","id":"2"}'];
const question = (change: Partial<EntityQuestion> = {}): EntityQuestion => ({
  fetch: fetchOf(),
  representations: texts,
  argumentsText: '',
  variables: {},
  ...change,
});
const ask = async (answer: unknown, asked = question()) => {
  const { run, sent } = startRun({}, [answer]);
  return { batch: await askEntities(asked, run.send), sent };
};
const [one, two] = [{ cost: 1 }, { cost: 2 }];
const nothing = { entities: [], errorsOf: new Map(), errors: [] };
const invalid = expect.objectContaining({ code: 'SUBGRAPH_RESPONSE_INVALID' });
const variable = (name: string) => ({ name, label: `"${name}":` });

describe('a question about entities', () => {
  it('brings each entity, in the order of the question', async () => {
    const { batch, sent } = await ask({ data: { _entities: [one, two] } });
    expect(batch).toEqual({ entities: [one, two], errorsOf: new Map(), errors: [] });
    expect(sent).toEqual([
      {
        subgraph: 'bills',
        query: fetchOf().query,
        variables: { representations: texts.map((text) => JSON.parse(text) as unknown) },
        isMutation: false,
      },
    ]);
  });

  it('takes along the variables that the client sent, and arguments from above', async () => {
    const fetch = fetchOf({ variables: [variable('size'), variable('unsent'), variable('toString')] });
    const asked = question({ fetch, argumentsText: '"ward":"A",', variables: { size: null, other: 1 } });
    const { sent } = await ask({ data: { _entities: [one, two] } }, asked);
    expect(Object.keys(sent[0]!.variables)).toEqual(['ward', 'size', 'representations']);
    expect(sent[0]!.variables).toMatchObject({ ward: 'A', size: null });
  });

  it('has errors of single entities and of the whole', async () => {
    const errors = [
      { message: 'a', path: ['_entities', 1, 'cost'] },
      { message: 'b', path: ['_entities', 1] },
      { message: 'c', path: ['_entities', 0] },
      { message: 'd' },
      { message: 'e', path: ['_entities'] },
      { message: 'f', path: ['other', 1] },
      { message: 'g', path: ['_entities', 'cost'] },
    ];
    const { batch } = await ask({ data: { _entities: [null, { cost: null }] }, errors });
    expect([...batch.errorsOf].map(([index, own]) => [index, own.map(({ message }) => message)])).toEqual([
      [1, ['a', 'b']],
      [0, ['c']],
    ]);
    expect(batch.errors.map(({ message }) => message)).toEqual(['d', 'e', 'f', 'g']);
    expect(batch.entities).toEqual([null, { cost: null }]);
  });

  it.each([[null], [{ _entities: null }], [{}]])('has errors alone where the data are %j', async (data) => {
    const errors = [{ message: 'a' }];
    expect((await ask({ data, errors })).batch).toEqual({ ...nothing, errors });
  });

  it.each([
    [{}],
    [{ _entities: null }],
    [{ _entities: [one] }],
    [{ _entities: [one, two, one] }],
    [{ _entities: { length: 2 } }],
  ])('fails for data that are %j: nobody can tell whose entity is whose', async (data) =>
    expect((await ask({ data })).batch).toEqual({ ...nothing, failure: invalid }),
  );

  it('fails for a wrong number of entities even with an error', async () => {
    const { batch } = await ask({ data: { _entities: [one] }, errors: [{ message: 'a' }] });
    expect(batch).toEqual({ ...nothing, failure: invalid });
  });

  it('fails with what the connection failed with', async () => {
    const failure = new WaslError('SUBGRAPH_TIMEOUT');
    expect((await ask(failure)).batch).toEqual({ ...nothing, failure });
  });

  it('finds what a subgraph left out without a word, and takes its word where it tells an error', async () => {
    const data = { _entities: [one, {}] };
    const finding = { message: '', path: ['_entities', 1, 'cost'], finding: invalid };
    expect((await ask({ data })).batch.errorsOf).toEqual(new Map([[1, [finding]]]));
    expect((await ask({ data, errors: [{ message: 'a' }] })).batch.errorsOf).toEqual(new Map());
    expect((await ask({ data: { _entities: [null, 'text'] } })).batch.errorsOf).toEqual(new Map());
  });
});

describe('questions asked together', () => {
  const second = question({
    representations: ['{"__typename":"Room","id":"3"}'],
    fetch: fetchOf({ id: 2, variables: [variable('size')] }),
    variables: { size: 3 },
  });
  const first = question({ fetch: fetchOf({ variables: [variable('size')] }), variables: { size: 3 } });
  const together = async (...answers: unknown[]) => {
    const { run, sent } = startRun({}, answers);
    return { batches: await askTogether([first, second], run.send), sent };
  };

  it('are one request, each with representations and errors of its own', async () => {
    const errors = [
      { message: 'a', path: ['_entities0', 1, 'cost'] },
      { message: 'b', path: ['_entities1', 0] },
      { message: 'c' },
    ];
    const { batches, sent } = await together({ data: { _entities0: [one, two], _entities1: [null] }, errors });
    expect(batches).toEqual([
      { entities: [one, two], errorsOf: new Map([[1, [errors[0]]]]), errors: [errors[2]] },
      { entities: [null], errorsOf: new Map([[0, [errors[1]]]]), errors: [errors[2]] },
    ]);
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ subgraph: 'bills', isMutation: false });
    expect(Object.entries(sent[0]!.variables)).toEqual([
      ['size', 3],
      ['representations0', texts.map((text) => JSON.parse(text) as unknown)],
      ['representations1', [{ __typename: 'Room', id: '3' }]],
    ]);
  });

  it('are asked again one by one where an error took the whole answer', async () => {
    const lost = { data: null, errors: [{ message: 'a', path: ['_entities0', 0] }] };
    const own = { data: null, errors: [{ message: 'a', path: ['_entities', 0] }] };
    const { batches, sent } = await together(lost, own, { data: { _entities: [two] } });
    expect(batches.map(({ entities }) => entities)).toEqual([[], [two]]);
    expect(sent.map(({ query }) => query)).toEqual([
      expect.stringContaining('_entities0'),
      first.fetch.query,
      second.fetch.query,
    ]);
  });

  it('all fail with the connection, and are not asked again', async () => {
    const failure = new WaslError('SUBGRAPH_UNAVAILABLE');
    const { batches, sent } = await together(failure);
    expect(batches).toEqual([
      { ...nothing, failure },
      { ...nothing, failure },
    ]);
    expect(sent).toHaveLength(1);
  });
});
