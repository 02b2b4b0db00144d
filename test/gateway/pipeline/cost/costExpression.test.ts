import { NumberText } from '@wasl/gateway/core/numberText';
import {
  type Condition,
  type Cost,
  evaluate,
  fixedCost,
  folded,
  mostCost,
  nothing,
  type Size,
  sizeOf,
  type Slice,
  sumOf,
  totalOf,
} from '@wasl/gateway/pipeline/cost/costExpression';
import { costliestPath } from '@wasl/gateway/pipeline/cost/costliestPath';
import { weighInput, type WeighedType } from '@wasl/gateway/pipeline/cost/weighInput';
import { describe, expect, it } from 'vitest';

const literal = (value: unknown): Slice => ({ kind: 'literal', value });
const variable = (name: string, path: string[] = [], otherwise?: unknown): Slice => ({
  kind: 'variable',
  variable: name,
  path,
  otherwise,
});
const sized = (...slices: Slice[]): Size => ({ slices, otherwise: 7 });
const field = (key: string, size: Size, each: Cost, once: Cost = nothing): Cost & { kind: 'field' } => ({
  kind: 'field',
  fixed: undefined,
  key,
  once,
  size,
  each,
});
const most = (...options: Cost[]): Cost & { kind: 'most' } => ({ kind: 'most', fixed: undefined, options });
const when = (part: Cost, ...conditions: Condition[]): Cost => ({ kind: 'when', fixed: undefined, conditions, part });
const times = (each: number, name = 'n', key = name) => field(key, sized(variable(name)), fixedCost(each));

describe('the number of items', () => {
  it.each<[string, Slice[], Record<string, unknown>, number]>([
    ['nothing tells', [], {}, 7],
    ['a literal tells', [literal(3)], {}, 3],
    ['none are asked for', [literal(0)], {}, 0],
    ['the most of several', [literal(3), literal(5), literal(4)], {}, 5],
    ['null', [literal(null)], {}, 7],
    ['a text', [literal('9')], {}, 7],
    ['a negative number', [literal(-1)], {}, 7],
    ['a number that was kept as it was written', [literal(new NumberText('12.0'))], {}, 12],
    ['more than any number is exact for', [literal(1e300)], {}, mostCost],
    ['a variable tells', [variable('n')], { n: 4 }, 4],
    ['a variable that is null', [variable('n', [], 2)], { n: null }, 7],
    ['a variable that was not sent', [variable('n', [], 2)], { m: 4 }, 2],
    ['a variable that is undefined', [variable('n', [], 2)], { n: undefined }, 2],
    ['a name that objects inherit', [variable('toString', [], 2)], {}, 2],
    ['a part of a variable', [variable('n', ['a', 'b'])], { n: { a: { b: 5 } } }, 5],
    ['a part that is missing', [variable('n', ['a', 'b'], 2)], { n: { a: {} } }, 7],
    ['a part of null', [variable('n', ['a', 'b'], 2)], { n: { a: null } }, 7],
    ['a part of a text', [variable('n', ['length'], 2)], { n: 'long' }, 7],
    ['an inherited part', [variable('n', ['toString'], 2)], { n: {} }, 7],
  ])('is known where %s', (_, slices, variables, items) => expect(sizeOf(sized(...slices), variables)).toBe(items));

  it('is never negative', () => expect(sizeOf({ slices: [], otherwise: -5 }, {})).toBe(0));
});

describe('a cost', () => {
  it('of zero is nothing', () => {
    expect(fixedCost(0)).toBe(nothing);
    expect(fixedCost(2)).toEqual({ kind: 'fixed', fixed: 2 });
  });

  it('of several is their sum, known where each is', () => {
    const [two, varying] = [fixedCost(2), times(3)];
    expect(sumOf([two, nothing, two])).toEqual({
      kind: 'sum',
      fixed: 4,
      terms: [two, nothing, two],
      base: 4,
      varying: [],
    });
    expect(sumOf([two, varying])).toEqual({
      kind: 'sum',
      fixed: undefined,
      terms: [two, varying],
      base: 2,
      varying: [varying],
    });
    expect(totalOf([two, nothing, two])).toEqual(fixedCost(4));
    expect(totalOf([nothing, nothing])).toBe(nothing);
    expect(totalOf([two, nothing, varying])).toEqual(sumOf([two, varying]));
  });

  it.each<[string, Cost, number]>([
    ['a sum', sumOf([fixedCost(2), times(3), times(5, 'm')]), 2 + 3 * 4 + 5 * 6],
    ['the most of options', most(fixedCost(9), times(3), times(1, 'm')), 12],
    ['the most of none', most(), 0],
    ['a field', field('a', sized(variable('n')), times(2, 'm'), fixedCost(1)), 1 + 4 * 2 * 6],
    ['a field whose call varies', field('a', sized(literal(2)), fixedCost(3), times(2, 'm')), 12 + 6],
    ['what is not left out', when(fixedCost(3), { variable: 'no', otherwise: undefined, leftOutWhen: true }), 3],
    ['what is left out', when(fixedCost(3), { variable: 'no', otherwise: undefined, leftOutWhen: false }), 0],
    [
      'what one of two conditions leaves out',
      when(
        fixedCost(3),
        { variable: 'no', otherwise: undefined, leftOutWhen: true },
        { variable: 'yes', otherwise: undefined, leftOutWhen: true },
      ),
      0,
    ],
    ['what a default leaves out', when(fixedCost(3), { variable: 'x', otherwise: true, leftOutWhen: true }), 0],
    ['what nothing is said of', when(fixedCost(3), { variable: 'x', otherwise: undefined, leftOutWhen: true }), 3],
    ['a sum beyond every number', sumOf([fixedCost(mostCost), times(3)]), mostCost],
    ['a product beyond every number', field('a', sized(literal(1e15)), fixedCost(1e15)), mostCost],
    ['less than nothing', sumOf([fixedCost(-2), fixedCost(1)]), 0],
    ['less than nothing, for each', field('a', sized(literal(2)), fixedCost(-3), fixedCost(1)), 0],
  ])('is %s', (_, cost, expected) => expect(evaluate(cost, { n: 4, m: 6, yes: true, no: false })).toBe(expected));

  it('of an input is what its values cost, or its default’s', () => {
    const type: WeighedType = { fields: new Map([['a', { weight: 3, type: undefined }]]) };
    const input = (otherwise?: unknown): Cost => ({ kind: 'input', fixed: undefined, variable: 'in', otherwise, type });
    expect(evaluate(input(), { in: { a: 1 } })).toBe(3);
    expect(evaluate(input({ a: 1 }), { in: {} })).toBe(0);
    expect(evaluate(input({ a: 1 }), {})).toBe(3);
    expect(evaluate(input(), {})).toBe(0);
    const negative: WeighedType = { fields: new Map([['a', { weight: -3, type: undefined }]]) };
    expect(evaluate({ ...input(), type: negative } as Cost, { in: { a: 1 } })).toBe(0);
  });

  it('is folded where no variable changes it', () => {
    const fixed = field('a', sized(literal(2)), fixedCost(3), fixedCost(1));
    expect(folded(fixed)).toEqual({ ...fixed, fixed: 7 });
    expect(folded(most(fixedCost(2), fixedCost(5)))).toEqual({ ...most(fixedCost(2), fixedCost(5)), fixed: 5 });
    for (const cost of [
      times(3),
      field('a', sized(literal(1), variable('n')), fixedCost(1)),
      field('a', sized(), times(3)),
      field('a', sized(), fixedCost(3), times(3)),
      most(fixedCost(1), times(3)),
    ])
      expect(folded(cost)).toBe(cost);
    expect(evaluate({ ...fixed, fixed: 1 }, {})).toBe(1);
  });
});

describe('the way to most of a cost', () => {
  it.each<[string, Cost, string]>([
    ['nothing', nothing, ''],
    ['the costliest of a sum', sumOf([fixedCost(9), times(1), times(2, 'm')]), 'm'],
    ['the first of two that cost the same', sumOf([times(3, 'm', 'a'), times(3, 'm', 'b')]), 'a'],
    ['nobody of a sum whose own cost is most', sumOf([fixedCost(90), times(1)]), ''],
    ['the costliest option', most(sumOf([times(1)]), sumOf([times(2)]), sumOf([times(2, 'm')])), 'm'],
    [
      'through fields',
      field('a', sized(literal(1)), sumOf([field('b', sized(literal(2)), sumOf([times(1)]))])),
      'a.b.n',
    ],
    ['through conditions', sumOf([when(times(1), { variable: 'no', otherwise: undefined, leftOutWhen: true })]), 'n'],
    [
      'a field whose items cost nothing',
      sumOf([field('a', sized(literal(1)), sumOf([field('b', sized(), nothing)]), fixedCost(5))]),
      'a',
    ],
    [
      'a field of which none are asked for',
      sumOf([field('a', sized(literal(0)), sumOf([times(1)])), fixedCost(1)]),
      '',
    ],
  ])('leads to %s', (_, cost, path) => expect(costliestPath(cost, { n: 4, m: 6, no: false })).toBe(path));

  it('is told as far as anybody reads', () => {
    expect(costliestPath(field('a'.repeat(1_001), sized(), fixedCost(1)), {})).toBe(`${'a'.repeat(1_000)}…`);
  });
});

describe('the values in an input', () => {
  const inner: WeighedType = { fields: new Map([['x', { weight: 2, type: undefined }]]) };
  const type: WeighedType = {
    fields: new Map([
      ['a', { weight: 1, type: undefined }],
      ['in', { weight: 10, type: inner }],
      ['toString', { weight: 100, type: undefined }],
    ]),
  };

  it.each<[unknown, number]>([
    [null, 0],
    ['a', 0],
    [{}, 0],
    [{ a: null }, 1],
    [{ a: 1, b: 1 }, 1],
    [{ in: { x: 1, y: 1 } }, 12],
    [{ in: null }, 10],
    [{ in: [{ x: 1 }, { x: 2 }, null] }, 14],
    [[{ a: 1 }, [{ a: 1 }]], 2],
  ])('cost what their fields say: %j', (value, cost) => expect(weighInput(type, value)).toBe(cost));
});
