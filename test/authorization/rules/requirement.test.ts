import { describe, expect, it } from 'vitest';
import { explainTo, missingGrants } from '@wasl/gateway/authorization/missingGrants';
import {
  allOf,
  type AnyOf,
  isMet,
  isOpen,
  isSame,
  noRequirement,
  type Requirement,
} from '@wasl/gateway/authorization/requirement';
import { callerWith, needs } from './testRules.ts';

const scopes = (...lists: AnyOf[]): Requirement => ({ ...noRequirement, scopes: lists });
const policies = (...lists: AnyOf[]): Requirement => ({ ...noRequirement, policies: lists });
const signedIn: Requirement = { ...noRequirement, authenticated: true };
const anonymous = callerWith([], { authenticated: false });
const withPolicies = (...names: string[]) => callerWith([], { policies: new Set(names) });

describe('a requirement', () => {
  it.each<[string, Requirement, ReturnType<typeof callerWith>, boolean]>([
    ['nothing, by nobody', noRequirement, anonymous, true],
    ['a token', signedIn, anonymous, false],
    ['a token', signedIn, callerWith(), true],
    ['one scope', needs('a'), callerWith(), false],
    ['one scope', needs('a'), callerWith(['a']), true],
    ['one scope, by another', needs('a'), callerWith(['b']), false],
    ['either of two', scopes([['a'], ['b']]), callerWith(['b']), true],
    ['either of two', scopes([['a'], ['b']]), callerWith(), false],
    ['both of two', scopes([['a', 'b']]), callerWith(['a']), false],
    ['both of two', scopes([['a', 'b']]), callerWith(['a', 'b']), true],
    ['two lists', needs('a', 'b'), callerWith(['a']), false],
    ['two lists', needs('a', 'b'), callerWith(['b', 'a']), true],
    ['an empty list', scopes([]), callerWith(), true],
    ['an empty alternative', scopes([[]]), callerWith(), true],
    ['a policy', policies([['p']]), withPolicies('p'), true],
    ['a policy', policies([['p']]), withPolicies('q'), false],
    ['a policy, by a scope of its name', policies([['p']]), callerWith(['p']), false],
    ['a scope, by a policy of its name', needs('p'), withPolicies('p'), false],
    ['scope and policy, by the scope', { ...needs('a'), policies: [[['p']]] }, callerWith(['a']), false],
  ])('for %s is met or not', (_, requirement, caller, met) => expect(isMet(requirement, caller)).toBe(met));

  it.each<[Requirement, boolean]>([
    [noRequirement, true],
    [signedIn, false],
    [needs('a'), false],
    [policies([['p']]), false],
  ])('%j is open or not', (requirement, open) => expect(isOpen(requirement)).toBe(open));

  it('of several is all of them, each once', () => {
    expect(allOf([])).toEqual(noRequirement);
    expect(allOf([needs('a'), signedIn, needs('b', 'a'), policies([['p']]), policies([['p']])])).toEqual({
      authenticated: true,
      scopes: [[['a']], [['b']]],
      policies: [[['p']]],
    });
    expect(allOf([needs('a'), noRequirement]).authenticated).toBe(false);
  });
});

describe('two requirements', () => {
  const many = scopes(...Array.from({ length: 11 }, (_, index) => [[`a${index}`], [`b${index}`]]));
  const alternatives = (count: number) => scopes(Array.from({ length: count }, (_, index) => [`a${index}`]));
  it.each<[string, Requirement, Requirement, boolean]>([
    ['nothing twice', noRequirement, noRequirement, true],
    ['a token and nothing', signedIn, noRequirement, false],
    ['two tokens', signedIn, signedIn, true],
    ['alternatives in another order', scopes([['a'], ['b']]), scopes([['b'], ['a']]), true],
    ['names in another order', scopes([['a', 'b']]), scopes([['b', 'a']]), true],
    ['lists in another order', needs('a', 'b'), needs('b', 'a'), true],
    ['two lists, and both names in one', needs('a', 'b'), scopes([['a', 'b']]), true],
    ['either, and both', scopes([['a'], ['b']]), scopes([['a', 'b']]), false],
    ['an alternative that asks for more besides', scopes([['a'], ['a', 'b']]), needs('a'), true],
    ['it first', scopes([['b', 'a'], ['a']]), needs('a'), true],
    ['one name twice', scopes([['a', 'a']]), needs('a'), true],
    ['one list twice', needs('a', 'a'), needs('a'), true],
    [
      'lists multiplied out',
      scopes([['a'], ['b']], [['c']]),
      scopes([
        ['a', 'c'],
        ['c', 'b'],
      ]),
      true,
    ],
    ['an empty list and nothing', scopes([]), noRequirement, true],
    ['an empty list beside another', scopes([], [['a']]), needs('a'), true],
    ['other names', needs('a'), needs('b'), false],
    ['a policy and a scope of its name', policies([['a']]), needs('a'), false],
    ['other policies', policies([['a']]), policies([['b']]), false],
    ['2,000 alternatives', alternatives(2_000), alternatives(2_000), true],
    ['more than can be compared', alternatives(2_001), alternatives(2_001), false],
    ['more than can be compared, multiplied out', many, many, false],
    ['more than can be compared on one side', needs('a'), many, false],
    ['more than can be compared on the other', many, needs('a'), false],
  ])('let the same callers pass, or not: %s', (_, left, right, same) => expect(isSame(left, right)).toBe(same));
});

describe('what a caller lacks', () => {
  const none = { authenticated: false, scopes: [], policies: [] };
  it.each<[string, Requirement, ReturnType<typeof callerWith>, object]>([
    ['nothing', noRequirement, anonymous, none],
    ['a token', signedIn, anonymous, { ...none, authenticated: true }],
    ['no token, since it has one', signedIn, callerWith(), none],
    ['the scope', needs('a'), callerWith(['b']), { ...none, scopes: [['a']] }],
    ['no scope, since it holds it', needs('a'), callerWith(['a']), none],
    ['either', scopes([['a'], ['b']]), callerWith(), { ...none, scopes: [['a'], ['b']] }],
    ['nothing, since it holds either', scopes([['a'], ['b']]), callerWith(['b']), none],
    ['the rest of both', scopes([['a', 'b']]), callerWith(['a']), { ...none, scopes: [['b']] }],
    ['two at once', needs('a', 'b'), callerWith(), { ...none, scopes: [['a', 'b']] }],
    ['a name once', scopes([['a']], [['a', 'b']]), callerWith(), { ...none, scopes: [['a', 'b']] }],
    ['no longer way than another', scopes([['a'], ['a', 'b']]), callerWith(), { ...none, scopes: [['a']] }],
    ['no longer way than a later one', scopes([['a', 'b'], ['a']]), callerWith(), { ...none, scopes: [['a']] }],
    ['no way twice', scopes([['a'], ['a']]), callerWith(), { ...none, scopes: [['a']] }],
    [
      'one way of two that say the same',
      scopes([
        ['a', 'b'],
        ['b', 'a'],
      ]),
      callerWith(),
      { ...none, scopes: [['a', 'b']] },
    ],
    ['what an empty list leaves', scopes([], [['a']]), callerWith(), { ...none, scopes: [['a']] }],
    ['a policy', policies([['p', 'q']]), withPolicies('q'), { ...none, policies: [['p']] }],
    [
      'each way to meet two lists',
      scopes([['a'], ['b']], [['c'], ['d']]),
      callerWith(),
      {
        ...none,
        scopes: [
          ['a', 'c'],
          ['a', 'd'],
          ['b', 'c'],
          ['b', 'd'],
        ],
      },
    ],
  ])('is %s', (_, requirement, caller, missing) => expect(missingGrants(requirement, caller)).toEqual(missing));

  it('is told in at most 32 ways', () => {
    const wide = scopes(Array.from({ length: 40 }, (_, index) => [`a${index}`]));
    expect(missingGrants(wide, callerWith()).scopes).toHaveLength(32);
  });

  it('is told of all fields at a path together', () => {
    const [first, second, third] = [{}, {}, {}] as never[];
    const reasons = new Map([
      [first, { coordinate: 'A.a', requirement: needs('a') }],
      [second, { coordinate: 'A.b', requirement: needs('b') }],
    ]);
    const explain = explainTo(callerWith(), reasons as never);
    expect(explain([first!, second!, third!])).toEqual({ missing: { ...none, scopes: [['a', 'b']] } });
    expect(explain([third!])).toEqual({ missing: none });
  });
});
