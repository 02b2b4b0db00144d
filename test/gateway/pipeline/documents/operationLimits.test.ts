import { parse } from 'graphql';
import { type OperationLimits, refuseOversized } from '@wasl/gateway/pipeline/documents/operationLimits';
import { describe, expect, it } from 'vitest';

const wide = 1_000_000;
const none: OperationLimits = {
  maxDepth: wide,
  maxFields: wide,
  maxObjects: wide,
  maxAliases: wide,
  maxDefers: wide,
  maxIntrospections: wide,
  maxOperations: wide,
};
const measure = (query: string, limits: Partial<OperationLimits> = {}) =>
  refuseOversized(parse(query), { ...none, ...limits });
const tooLarge = (limit: string, most: number) =>
  expect.objectContaining({ code: 'OPERATION_TOO_LARGE', details: { [limit]: most } });
/** The smallest limit under which a document passes. */
const extentOf = (query: string, limit: keyof OperationLimits) => {
  for (let most = 0; most < 40; most += 1) {
    try {
      measure(query, { [limit]: most });
      return most;
    } catch (error) {
      expect(error).toEqual(tooLarge(limit, most));
    }
  }
  throw new Error('It is larger than this test looks.');
};

const fragmentTwice = '{ a { ...F } b { ...F } } fragment F on T { x y: z { w } }';

describe('the extent of a document', () => {
  it.each<[keyof OperationLimits, string, number]>([
    ['maxDepth', '{ a }', 1],
    ['maxDepth', '{ a { b { c } d } }', 3],
    ['maxDepth', '{ a { ... { b } } }', 3],
    ['maxDepth', '{ a { ...F } } fragment F on T { b { c } }', 4],
    ['maxDepth', 'fragment F on T { b { c } } { a { ...F } }', 4],
    ['maxDepth', '{ ...F a { b { c { ...F } } } } fragment F on T { x { y } }', 5],
    ['maxDepth', '{ a { b { c { ...F } } } ...F } fragment F on T { x { y } }', 6],
    ['maxDepth', '{ a } { b { c } }', 2],
    ['maxDepth', 'fragment F on T { b { c } }', 2],
    ['maxDepth', '{ a { ...Nothing } }', 2],
    ['maxDepth', '{ ...F } fragment F on T { ...F a { b { c } } }', 4],
    ['maxFields', '{ a b: c }', 2],
    ['maxFields', fragmentTwice, 8],
    ['maxFields', '{ a } { b } fragment F on T { c d }', 4],
    ['maxFields', '{ ... { a } ...Nothing }', 1],
    ['maxObjects', '{ a b { c d { e } } }', 2],
    ['maxObjects', fragmentTwice, 4],
    ['maxAliases', '{ a x: b { y: c } }', 2],
    ['maxAliases', fragmentTwice, 2],
    [
      'maxDefers',
      '{ a ... @defer { b } ...F @defer } fragment F on T { c ... @defer(if: true) { d } ... @skip(if: true) { e } }',
      3,
    ],
    ['maxDefers', '{ a { ... @defer { b } } ... { c } }', 1],
    ['maxDefers', '{ a @defer }', 0],
    ['maxIntrospections', '{ __schema { types { name } } b: __type(name: "A") { x: name } __typename }', 2],
    ['maxIntrospections', '{ __schema { a: types { b: fields { name } } } }', 3],
    ['maxIntrospections', '{ __type(name: "A") { ... { a: fields { name } } } }', 2],
    ['maxIntrospections', '{ a: user { b: name { c } } }', 0],
    ['maxIntrospections', '{ __schema { types { ...F } } } fragment F on __Type { a: fields { name } }', 2],
    ['maxIntrospections', '{ user { ...F } } fragment F on User { a: fields { name } }', 0],
    ['maxIntrospections', '{ user { ...F } } fragment F on Odd__ { a: fields { name } }', 0],
    ['maxOperations', '{ a } { b } query C { c } fragment F on T { d }', 3],
  ])('has %s: %s', (limit, query, extent) => expect(extentOf(query, limit)).toBe(extent));

  it.each<[keyof OperationLimits, string, number]>([
    ['maxObjects', 'a { b }', 500],
    ['maxAliases', 'a: b', 1_000],
    ['maxDefers', '... @defer { b }', 100],
    ['maxIntrospections', '__schema { b }', 10],
  ])('may have a usual %s of “%s”', (limit, part, most) => {
    const of = (times: number) => parse(`{ ${Array.from({ length: times }, () => part).join(' ')} }`);
    expect(() => refuseOversized(of(most), { maxDepth: wide, maxFields: wide })).not.toThrow();
    expect(() => refuseOversized(of(most + 1), { maxDepth: wide, maxFields: wide })).toThrow(tooLarge(limit, most));
  });

  it('may have 200 operations', () => {
    const of = (times: number) => parse(Array.from({ length: times }, () => '{ a }').join(' '));
    expect(() => refuseOversized(of(200), { maxDepth: 1, maxFields: wide })).not.toThrow();
    expect(() => refuseOversized(of(201), { maxDepth: 1, maxFields: wide })).toThrow(tooLarge('maxOperations', 200));
  });

  it('is counted without laying out fragments that double one another', () => {
    const fragments = Array.from(
      { length: 80 },
      (_, index) => `fragment F${index} on T { ...F${index + 1} ...F${index + 1} }`,
    );
    const query = `{ ...F0 } ${fragments.join(' ')} fragment F80 on T { a }`;
    expect(() => measure(query)).toThrow(tooLarge('maxFields', wide));
    expect(() => measure(query, { maxFields: Number.MAX_SAFE_INTEGER })).not.toThrow();
  });

  it('is refused for its depth before its width', () => {
    expect(() => measure('{ a { b } }', { maxDepth: 1, maxFields: 1 })).toThrow(tooLarge('maxDepth', 1));
  });

  it('counts the depth of values too', () => {
    expect(() => measure('{ a(x: [[1]]) }', { maxDepth: 1 })).toThrow(tooLarge('maxDepth', 1));
  });
});

describe('fragments that go round in a circle', () => {
  it.each([
    ['{ a { ...F ...F } } fragment F on T { b ...G } fragment G on T { c }', false],
    ['{ ...Nothing }', false],
    ['{ a } fragment F on T { b }', false],
    ['{ ...F } fragment F on T { ...F }', true],
    ['{ ...F } fragment F on T { a { ...G } } fragment G on T { ... { ...F } }', true],
    ['{ a } fragment F on T { ...G } fragment G on T { ...F }', true],
  ])('are told: %s', (query, isCircular) => expect(measure(query)).toEqual({ isCircular }));

  it('are measured, however deep they are where they are alone', () => {
    const circle = '{ a } fragment F on T { ...G } fragment G on T { ...F b { c { d } } }';
    expect(() => measure(circle, { maxDepth: 3 })).toThrow(tooLarge('maxDepth', 3));
  });
});
