import type { PathStep } from '@wasl/gateway/execution/compile/compiledPlan';
import { collectTargets, locateTargets } from '@wasl/gateway/execution/run/collectTargets';
import type { JsonObject } from '@wasl/gateway/core/jsonObject';
import { NumberText } from '@wasl/gateway/core/numberText';
import { describe, expect, it } from 'vitest';
import { bed, items, key, on, room, types } from './testRun.ts';

const [first, second, third] = [bed('1'), room('2'), bed('3')];
const ward: JsonObject = {
  __typename: 'Ward',
  places: [first, null, second, [third]],
  bed: { id: 'untyped' },
  renamed: { __typename: 'Root' },
  none: null,
};

const cases: [string, PathStep[], (string | number)[][], JsonObject[]][] = [
  ['the root', [], [[]], [ward]],
  ['a key', [key('bed')], [['bed']], [ward['bed'] as JsonObject]],
  ['a key that is null', [key('none'), key('more')], [], []],
  ['a key that is missing', [key('other')], [], []],
  ['an object where the path says a list', [key('bed'), items, key('id')], [], []],
  ['an object alone where the path says a list', [key('bed'), items], [], []],
  [
    'each item, also of lists in lists',
    [key('places'), items],
    [
      ['places', 0],
      ['places', 2],
      ['places', 3, 0],
    ],
    [first, second, third],
  ],
  [
    'items that the path does not name',
    [key('places')],
    [
      ['places', 0],
      ['places', 2],
      ['places', 3, 0],
    ],
    [first, second, third],
  ],
  [
    'items of one type',
    [key('places'), items, on('Bed')],
    [
      ['places', 0],
      ['places', 3, 0],
    ],
    [first, third],
  ],
  [
    'items of an interface',
    [key('places'), items, on('Place')],
    [
      ['places', 0],
      ['places', 2],
      ['places', 3, 0],
    ],
    [first, second, third],
  ],
  ['no items of a type that none has', [key('places'), items, on('Ward')], [], []],
  ['an object whose type is not told', [key('bed'), on('Room')], [['bed']], [ward['bed'] as JsonObject]],
  ['a key behind a type', [on('Ward'), key('bed')], [['bed']], [ward['bed'] as JsonObject]],
  ['no key behind another type', [on('Bed'), key('bed')], [], []],
  [
    'a root that its subgraph calls otherwise',
    [key('renamed'), on('Query')],
    [['renamed']],
    [ward['renamed'] as JsonObject],
  ],
  ['no object of a type that is known where the path says a root', [key('places'), items, on('Query')], [], []],
  ['no object of an unknown type where the path says another', [key('renamed'), on('Bed')], [], []],
];

describe('the objects at a path', () => {
  it.each(cases)('are %s', (_, path, __, expected) => {
    const targets = collectTargets(ward, path, types);
    expect(targets).toEqual(expected);
    targets.forEach((target, index) => expect(target).toBe(expected[index]));
  });

  it.each(cases)('are found with where they are: %s', (_, path, places, expected) => {
    const located = locateTargets(ward, path, types);
    expect(located.map((one) => one.path)).toEqual(places);
    located.forEach(({ ancestry }, index) => expect(ancestry[0]).toBe(expected[index]));
  });

  it('are told with each object above them, once', () => {
    const deep = { wards: [ward] };
    const path = [key('wards'), items, on('Ward'), key('places'), items, on('Bed')];
    const [found] = locateTargets(deep, path, types);
    expect(found).toEqual({ path: ['wards', 0, 'places', 0], ancestry: [first, ward, deep] });
  });

  it('are not texts or numbers, however written', () => {
    const odd = { places: ['text', 7, true, new NumberText('1.50')] };
    expect(locateTargets(odd, [key('places'), items], types)).toEqual([]);
    expect(collectTargets({ places: ['text', 7, true] }, [key('places'), items, key('length')], types)).toEqual([]);
  });
});
