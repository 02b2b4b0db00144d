import { WaslError } from '@wasl/schema/errors.ts';
import type { CompiledEntityFetch } from '@wasl/gateway/execution/compile/compiledPlan';
import { runEntityFetch } from '@wasl/gateway/execution/run/runEntityFetch';
import { runLimitsOf, Spending } from '@wasl/gateway/execution/run/spending';
import type { JsonObject } from '@wasl/gateway/core/jsonObject';
import type { Guard, Refusal } from '@wasl/gateway/execution/guard/guard';
import { describe, expect, it, vi } from 'vitest';
import { bed, checked, errorsOf, fetchOf, items, key, on, room, startRun } from './testRun.ts';

const entities = (...all: unknown[]) => ({ data: { _entities: all } });
async function complete(places: unknown[], answers: unknown[], change: Partial<CompiledEntityFetch> = {}) {
  const { run, sent } = startRun({ places }, answers);
  await runEntityFetch(fetchOf(change), run);
  return { places: run.data['places'] as JsonObject[], sent, run, errors: errorsOf(run) };
}
const asked = (sent: { variables: JsonObject }[]) =>
  sent.map(({ variables }) => (variables['representations'] as JsonObject[]).map(({ id }) => id));
const invalid = { message: expect.any(String), path: ['places'], code: 'SUBGRAPH_RESPONSE_INVALID' };

describe('a fetch of entities', () => {
  it('completes each object with its entity, and asks for each different one once', async () => {
    const { places, sent, errors } = await complete(
      [bed('1'), room('1'), bed('1')],
      [entities({ cost: 1 }, { cost: 2 })],
    );
    expect(places).toEqual([bed('1', { cost: 1 }), room('1', { cost: 2 }), bed('1', { cost: 1 })]);
    expect(asked(sent)).toEqual([['1', '1']]);
    expect(errors).toEqual([]);
  });

  it.each<[string, unknown[]]>([
    ['there is none', []],
    ['all are null', [null]],
    ['the key is missing', [{ __typename: 'Bed' }]],
    ['the type is not told', [{ id: '1' }]],
    ['the type is none that the subgraph knows', [{ __typename: 'Ward', id: '1' }]],
  ])('asks nobody where %s', async (_, places) => {
    const { sent, errors } = await complete(structuredClone(places), []);
    expect([sent, errors]).toEqual([[], []]);
  });

  it('leaves an object as it is whose entity is unknown', async () => {
    const { places, errors } = await complete([bed('1'), bed('2')], [entities(null, { cost: 2 })]);
    expect(places).toEqual([bed('1'), bed('2', { cost: 2 })]);
    expect(errors).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['of another type', { __typename: 'Room', cost: 990 }],
    ['that is no object', 'text'],
    ['that is a list', [{ cost: 990 }]],
  ])('merges no entity %s, and says so at each field that is missing for it', async (_, wrong) => {
    const { places, errors } = await complete([bed('1'), bed('2'), bed('3')], [entities(wrong, { cost: 2 }, wrong)]);
    expect(places).toEqual([bed('1'), bed('2', { cost: 2 }), bed('3')]);
    expect(errors).toEqual([0, 2].map((index) => ({ ...invalid, path: ['places', index, 'cost'] })));
  });

  it.each<[string, JsonObject]>([
    ['of the same type', { __typename: 'Bed', cost: 1 }],
    ['that tells no type', { cost: 1 }],
    ['of an interface, which says nothing', { __typename: 'Place', cost: 1 }],
  ])('merges an entity %s', async (_, entity) => {
    const { places, errors } = await complete([bed('1')], [entities(entity)]);
    expect([places, errors]).toEqual([[bed('1', { cost: 1 })], []]);
  });

  it('merges an entity into an object whose type is an interface, which another knows', async () => {
    const { places, errors } = await complete(
      [{ __typename: 'Place', id: '1' }],
      [entities({ __typename: 'Bed', cost: 1 })],
      {
        representation: { nodeOf: (_, from) => from.step('1'), write: () => '{"__typename":"Place","id":"1"}' },
      },
    );
    expect([places, errors]).toEqual([[{ __typename: 'Bed', id: '1', cost: 1 }], []]);
  });

  it('tells a failure at each field that is missing, and errors of one entity where it stands', async () => {
    const failed = await complete([bed('1'), bed('2')], [new WaslError('SUBGRAPH_TIMEOUT')]);
    expect(failed.places).toEqual([bed('1'), bed('2')]);
    expect(failed.errors).toEqual(
      [0, 1].map((index) => ({
        message: expect.any(String),
        path: ['places', index, 'cost'],
        code: 'SUBGRAPH_TIMEOUT',
      })),
    );
    const told = {
      ...entities({ cost: 1 }, { cost: null }),
      errors: [{ message: 'x', path: ['_entities', 1, 'cost'] }],
    };
    const { errors } = await complete([bed('1'), bed('2')], [told]);
    expect(errors).toEqual([{ message: 'x', path: ['places', 1, 'cost'], code: 'DOWNSTREAM_SERVICE_ERROR' }]);
  });

  it('tells errors that came alone at what is missing', async () => {
    const { errors } = await complete([bed('1')], [{ data: null, errors: [{ message: 'x' }] }]);
    expect(errors).toEqual([{ message: 'x', path: ['places', 0, 'cost'], code: 'DOWNSTREAM_SERVICE_ERROR' }]);
  });

  it('gives objects of one entity values that later fetches change apart', async () => {
    const { places } = await complete([bed('1'), bed('1')], [entities({ cost: { amount: 1 } })]);
    (places[0]!['cost'] as JsonObject)['paid'] = true;
    expect(places[1]).toEqual(bed('1', { cost: { amount: 1 } }));
  });

  it('renames what a subgraph answered, in each copy', async () => {
    const rewriteOutput = (received: JsonObject) => {
      if (!('cost_0' in received)) return;
      received['cost'] = received['cost_0'];
      delete received['cost_0'];
    };
    const answers = [entities({ cost_0: [1] })];
    const { places } = await complete([bed('1'), bed('1')], answers, { rewriteOutput, check: () => checked() });
    expect(places).toEqual([bed('1', { cost: [1] }), bed('1', { cost: [1] })]);
    expect(places[0]!['cost']).not.toBe(places[1]!['cost']);
  });

  it('that is repeated asks for what no fetch like it asked for, and copies what is shared', async () => {
    const { run, sent } = startRun({ places: [bed('1')] }, [
      entities({ cost: { of: 1 } }),
      entities({ cost: { of: 2 } }),
    ]);
    const fetch = fetchOf({ isRepeated: true });
    await runEntityFetch(fetch, run);
    const before = run.data['places'] as JsonObject[];
    run.data = { places: [bed('1'), bed('2')] };
    await runEntityFetch(fetch, run);
    const after = run.data['places'] as JsonObject[];
    expect(asked(sent)).toEqual([['1'], ['2']]);
    expect(after).toEqual([bed('1', { cost: { of: 1 } }), bed('2', { cost: { of: 2 } })]);
    expect(after[0]!['cost']).not.toBe(before[0]!['cost']);
    run.data = { places: [bed('1')] };
    await runEntityFetch({ ...fetch, signature: 'another' }, { ...run, send: run.send });
    expect(asked(sent)).toEqual([['1'], ['2'], ['1']]);
  });

  it('that is not repeated asks again', async () => {
    const { run, sent } = startRun({ places: [bed('1')] }, [entities({ cost: 1 }), entities({ cost: 2 })]);
    await runEntityFetch(fetchOf(), run);
    await runEntityFetch(fetchOf(), run);
    expect(asked(sent)).toEqual([['1'], ['1']]);
    expect(run.known.size).toBe(0);
  });

  it('asks apart about entities below different arguments', async () => {
    const context = { contextArguments: [{ variable: 'ward', levels: 1, path: [key('name')] }] };
    const wards = ['A', 'B', 'A'].map((name, index) => ({
      __typename: 'Ward',
      name,
      bed: bed(String(index % 2 === 0 ? 1 : 2)),
    }));
    const { run, sent } = startRun({ places: [...wards, { __typename: 'Ward', bed: bed('1') }] }, [
      entities({ cost: 1 }),
      entities({ cost: 2 }),
      entities({ cost: 3 }),
    ]);
    await runEntityFetch(fetchOf({ ...context, path: [key('places'), items, on('Ward'), key('bed')] }), run);
    expect(sent.map(({ variables }) => variables['ward'])).toEqual(['A', 'B', undefined]);
    expect(asked(sent)).toEqual([['1'], ['2'], ['1']]);
    const costs = (run.data['places'] as JsonObject[]).map((ward) => (ward['bed'] as JsonObject)['cost']);
    expect(costs).toEqual([1, 2, 1, 3]);
  });
});

describe('a fetch of entities within limits', () => {
  async function within(limits: Parameters<typeof runLimitsOf>[0], places: JsonObject[], answer: unknown) {
    const spending = new Spending(runLimitsOf(limits));
    const { run, sent } = startRun({ places }, [answer], { spending });
    await runEntityFetch(fetchOf(), run);
    return { places: run.data['places'], sent: sent.length, exceeded: spending.exceeded?.details };
  }

  it('asks for so many different entities and no more', async () => {
    const places = () => [bed('1'), bed('2'), bed('1')];
    const answer = entities({ cost: 1 }, { cost: 2 });
    expect(await within({ maxEntities: 2 }, places(), answer)).toMatchObject({ sent: 1, exceeded: undefined });
    expect(await within({ maxEntities: 1 }, places(), answer)).toEqual({
      places: places(),
      sent: 0,
      exceeded: { maxEntities: 1 },
    });
  });

  it('copies so many values of what objects share and no more', async () => {
    const answer = entities({ cost: { amount: 1 } });
    const found = { cost: { amount: 1 } };
    expect(await within({ maxCopiedValues: 6 }, [bed('1'), bed('1')], answer)).toEqual({
      places: [bed('1', found), bed('1', found)],
      sent: 1,
      exceeded: undefined,
    });
    const { exceeded } = await within({ maxCopiedValues: 2 }, [bed('1'), bed('1')], answer);
    expect(exceeded).toEqual({ maxCopiedValues: 2 });
  });
});

describe('a fetch of entities with a guard', () => {
  const refusal = (index: number, ...path: string[]): Refusal => ({ index, path, error: new WaslError('FORBIDDEN') });
  const none: Guard = { beforeFetch: () => ({ refusals: [] }), beforeMerge: () => [], beforeRelease: () => [] };
  async function guarded(guard: Partial<Guard>, places: unknown[], ...answers: unknown[]) {
    const { run, sent } = startRun({ places }, answers, { guard: { ...none, ...guard } });
    await runEntityFetch(fetchOf(), run);
    return { places: run.data['places'], asked: asked(sent), errors: errorsOf(run).map(({ path }) => path) };
  }

  it('does not ask about an object that it refuses', async () => {
    const beforeFetch = vi.fn<Guard['beforeFetch']>(() => ({ refusals: [refusal(1)] }));
    const {
      places,
      asked: ids,
      errors,
    } = await guarded({ beforeFetch }, [bed('1'), bed('2'), bed('3')], entities({ cost: 1 }, { cost: 3 }));
    expect(places).toEqual([bed('1', { cost: 1 }), bed('2'), bed('3', { cost: 3 })]);
    expect([ids, errors]).toEqual([[['1', '3']], [['places', 1]]]);
    expect(beforeFetch.mock.calls[0]?.[0]).toMatchObject({ subgraph: 'bills', isEntities: true });
  });

  it('merges nothing that it refuses, and tells so wherever the entity stands', async () => {
    const beforeMerge = () => [refusal(0, 'cost')];
    const { places, errors } = await guarded(
      { beforeMerge },
      [bed('1'), bed('2'), bed('1')],
      entities({ cost: 1 }, { cost: 2 }),
    );
    expect(places).toEqual([bed('1', { cost: null }), bed('2', { cost: 2 }), bed('1', { cost: null })]);
    expect(errors).toEqual([
      ['places', 0, 'cost'],
      ['places', 2, 'cost'],
    ]);
  });

  it('asks nobody where it fails', async () => {
    const beforeFetch = () => Promise.reject(new Error('no decision'));
    const { asked: ids, errors } = await guarded({ beforeFetch }, [bed('1')]);
    expect([ids, errors]).toEqual([[], [['places', 0, 'cost']]]);
  });
});
