import { parse } from 'graphql';
import type { Caller } from '@wasl/gateway/core/caller';
import { noAnnotations, readCostAnnotations } from '@wasl/gateway/pipeline/cost/costAnnotations';
import { createBudgets } from '@wasl/gateway/pipeline/cost/costBudgets';
import { readCostDirectives } from '@wasl/gateway/pipeline/cost/costDirectives';
import { describe, expect, it } from 'vitest';

const link = (more = '', url = 'https://specs.apollo.dev/cost/v0.1') => `@link(url: "${url}"${more})`;
const names = (...links: string[]) => {
  const found = readCostDirectives(parse(`schema ${links.join(' ')} { query: Query }`));
  return found && { cost: [...found.cost], listSize: [...found.listSize] };
};

describe('the names of the directives', () => {
  const usual = { cost: ['cost', 'cost__cost'], listSize: ['cost__listSize'] };

  it.each<[string, string[], object | undefined]>([
    ['none', [], undefined],
    ['none of another feature', [link('', 'https://specs.apollo.dev/tag/v0.3')], undefined],
    ['none of another host', [link('', 'https://example.test/https://specs.apollo.dev/cost/v0.1')], undefined],
    ['none of another major version', [link('', 'https://specs.apollo.dev/cost/v1.0')], undefined],
    ['none of more than a version', [link('', 'https://specs.apollo.dev/cost/v0.1/more')], undefined],
    ['the spec’s own', [link()], usual],
    ['a slash at its end', [link('', 'https://specs.apollo.dev/cost/v0.12/')], usual],
    ['another namespace', [link(', as: "money"')], { cost: ['money', 'money__cost'], listSize: ['money__listSize'] }],
    [
      'imports',
      [link(', import: ["@listSize", {name: "@cost", as: "@price"}]')],
      { cost: ['cost', 'cost__cost', 'price'], listSize: ['cost__listSize', 'listSize'] },
    ],
    [
      'those of two links',
      [link(), link(', as: "money"')],
      { cost: ['cost', 'cost__cost', 'money', 'money__cost'], listSize: ['cost__listSize', 'money__listSize'] },
    ],
  ])('are %s', (_, links, expected) => expect(names(...links)).toEqual(expected));

  it('are read of extensions of the schema too, and of nothing else', () => {
    expect(readCostDirectives(parse(`extend schema ${link()}`))).toBeDefined();
    expect(readCostDirectives(parse(`schema { query: Query } type Query ${link()} { a: Int }`))).toBeUndefined();
  });
});

describe('what a supergraph says about costs', () => {
  const read = (types: string, linked = link(', import: ["@listSize"]')) =>
    readCostAnnotations(parse(`extend schema ${linked} ${types}`));
  const fieldOf = (directives: string) =>
    read(`type A { f(x: Int @cost(weight: 3), y: Int): Int ${directives} }`).fields.get('A.f');

  it('is nothing without a link', () => {
    expect(read('type A @cost(weight: 1) { f: Int }', '@link(url: "https://example.test/x/v1.0")')).toBe(noAnnotations);
    expect(noAnnotations).toEqual({ isAnnotated: false, types: new Map(), fields: new Map(), inputFields: new Map() });
  });

  it('is weights of types', () => {
    const { types, isAnnotated } =
      read(`type A @cost(weight: 1) { f: Int } scalar S @cost(weight: "2.5") enum E @cost(weight: 0) { X @cost(weight: 9) }
      type B { f: Int } query Q @cost(weight: 1) { a } fragment F on A @cost(weight: 1) { a } directive @d on OBJECT`);
    expect([...types]).toEqual([
      ['A', 1],
      ['S', 2.5],
      ['E', 0],
    ]);
    expect(isAnnotated).toBe(true);
  });

  it('is weights of input fields', () => {
    const { inputFields, fields } = read(
      'input In { a: Int @cost(weight: 4) b: Int c: Int @cost(weight: "x") } type A { f: Int }',
    );
    expect([...inputFields]).toEqual([['In.a', 4]]);
    expect(fields.size).toBe(0);
  });

  it.each<[string, number | undefined]>([
    ['@cost(weight: 1)', 1],
    ['@cost(weight: 1.5)', 1.5],
    ['@cost(weight: "-2.0")', -2],
    ['@other @cost(weight: 1)', 1],
    ['@cost(weight: "")', undefined],
    ['@cost(weight: " ")', undefined],
    ['@cost(weight: "1e400")', undefined],
    ['@cost(weight: true)', undefined],
    ['@cost', undefined],
    ['@weight(weight: 1)', undefined],
  ])('is a weight of a field: %s', (directive, weight) =>
    expect(fieldOf(directive)).toEqual({ ...(weight !== undefined && { weight }), arguments: new Map([['x', 3]]) }),
  );

  const list = { assumedSize: undefined, slicingArguments: [], sizedFields: [], requireOneSlicingArgument: true };
  it.each<[string, object]>([
    ['@listSize', list],
    ['@listSize(assumedSize: 5)', { ...list, assumedSize: 5 }],
    ['@listSize(assumedSize: "many")', list],
    ['@listSize(slicingArguments: ["first", "page.size"])', { ...list, slicingArguments: ['first', 'page.size'] }],
    [
      '@listSize(slicingArguments: "first", sizedFields: ["edges", 7])',
      { ...list, slicingArguments: ['first'], sizedFields: ['edges'] },
    ],
    ['@listSize(requireOneSlicingArgument: false)', { ...list, requireOneSlicingArgument: false }],
    ['@listSize(requireOneSlicingArgument: "false")', list],
    ['@cost__listSize', list],
  ])('is the size of a list: %s', (directive, expected) =>
    expect(fieldOf(directive)).toEqual({ list: expected, arguments: new Map([['x', 3]]) }),
  );

  it('is nothing of a field without an annotation', () => {
    expect(read('type A { f(x: Int): Int } interface I { f: Int }').fields).toEqual(new Map());
  });

  it('is that of an interface’s field, where a field has none of its own', () => {
    const { fields } =
      read(`interface I { f: Int @cost(weight: 1) g: Int @cost(weight: 2) h: Int } interface J { f: Int @cost(weight: 3) h: Int @cost(weight: 4) }
      type A implements I & J { f: Int g: Int @cost(weight: 5) h: Int k: Int } type B { f: Int }`);
    expect(Object.fromEntries([...fields].map(([name, { weight }]) => [name, weight]))).toEqual({
      'I.f': 1,
      'I.g': 2,
      'J.f': 3,
      'J.h': 4,
      'A.f': 1,
      'A.g': 5,
      'A.h': 4,
    });
  });
});

describe('what a caller may spend', () => {
  const callerWith = (...scopes: string[]): Caller => ({
    authenticated: true,
    subject: 's',
    scopes: new Set(scopes),
    policies: new Set(),
    claims: {},
  });
  const anonymous: Caller = { ...callerWith('user/x'), authenticated: false };

  it.each<[string, Caller, number]>([
    ['nobody, whatever scopes it has', anonymous, 2_000],
    ['somebody without scopes', callerWith(), 5_000],
    ['a citizen', callerWith('patient/*.read', 'openid'), 5_000],
    ['staff', callerWith('patient/*.read', 'system/*.read', 'user/*.read'), 10_000],
    ['a service', callerWith('system/*.read', 'patient/*.read'), 20_000],
    ['a scope that only looks alike', callerWith('my-user/x', 'systems'), 5_000],
  ])('goes by who asks: %s', (_, caller, most) => {
    expect(createBudgets()(caller, true)).toBe(most);
    expect(createBudgets()(caller, false)).toBe(1_000_000);
  });

  it('is what is given for a class, whatever the schema says', () => {
    const budget = createBudgets({ staff: 7, anonymous: 0 });
    expect([true, false].map((isAnnotated) => budget(callerWith('user/x'), isAnnotated))).toEqual([7, 7]);
    expect(budget(anonymous, true)).toBe(0);
    expect(budget(callerWith(), true)).toBe(5_000);
  });
});
