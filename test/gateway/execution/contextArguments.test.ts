import { contextArgumentsOf } from '@wasl/gateway/execution/run/contextArguments';
import type { PathStep } from '@wasl/gateway/execution/compile/compiledPlan';
import type { JsonObject } from '@wasl/gateway/core/jsonObject';
import { NumberText } from '@wasl/gateway/core/numberText';
import { expect, it } from 'vitest';
import { bed, items, key, on, room, types } from './testRun.ts';

const above: JsonObject = {
  ...room('2'),
  name: 'A',
  owner: { __typename: 'Ward', name: 'W' },
  untyped: { name: 'U' },
  beds: [bed('1', { name: 'x' }), null, room('3', { name: 'y' })],
  size: new NumberText('1.50'),
  none: null,
};
const argument = (path: PathStep[], levels = 1) => ({ variable: 'v', levels, path });
const textOf = (...all: ReturnType<typeof argument>[]) => contextArgumentsOf(all, [bed('1'), above], types);

it.each<[string, PathStep[], string]>([
  ['a value', [key('name')], '"v":"A",'],
  ['a value below', [key('owner'), key('name')], '"v":"W",'],
  ['a value below an object of the type', [key('owner'), on('Ward'), key('name')], '"v":"W",'],
  ['nothing below an object of another type', [key('owner'), on('Bed'), key('name')], ''],
  ['a value below an object whose type is not told', [key('untyped'), on('Bed'), key('name')], '"v":"U",'],
  ['a value of each item', [key('beds'), key('name')], '"v":["x",null,"y"],'],
  ['nothing by a step that no list takes', [items, key('name')], ''],
  ['nothing by a step that no list takes, whatever the type', [key('untyped'), items, key('name')], ''],
  ['nothing below a text', [key('name'), key('length')], ''],
  ['a number as it was written', [key('size')], '"v":1.50,'],
  ['nothing below a number', [key('size'), key('name')], ''],
  ['null', [key('none'), key('name')], '"v":null,'],
  ['nothing where it is missing', [key('other'), key('name')], ''],
])('an argument from above is %s', (_, path, text) => expect(textOf(argument(path))).toBe(text));

it('takes arguments from the level that each names, the last of one name', () => {
  expect(textOf(argument([key('id')], 0))).toBe('"v":"1",');
  expect(textOf(argument([key('id')], 5))).toBe('');
  expect(textOf(argument([key('id')], 0), argument([key('id')]), argument([key('other')]))).toBe('"v":"2",');
  const two = [argument([key('id')]), { ...argument([key('name')]), variable: 'w' }];
  expect(contextArgumentsOf(two, [bed('1'), above], types)).toBe('"v":"2","w":"A",');
});
