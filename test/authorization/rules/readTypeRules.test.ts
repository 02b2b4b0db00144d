import { parse } from 'graphql';
import { readSecurityDirectives } from '@wasl/gateway/authorization/securityDirectives';
import { readTypeRules } from '@wasl/gateway/authorization/readTypeRules';
import { noRequirement } from '@wasl/gateway/authorization/requirement';
import { describe, expect, it } from 'vitest';

const heading = `schema ${['authenticated', 'policy', 'requiresScopes']
  .map((spec) => `@link(url: "https://specs.apollo.dev/${spec}/v0.1")`)
  .join(' ')} { query: Query }`;
function read(types: string) {
  const document = parse(`${heading} ${types}`);
  return readTypeRules(document, readSecurityDirectives(document));
}
const scopes = (...names: string[]) => ({ ...noRequirement, scopes: names.map((name) => [[name]]) });
const plain = { isInterface: false, isInterfaceObject: false, own: noRequirement, interfaces: [], contexts: [] };
const field = (output: string) => ({ own: noRequirement, output, reads: [] });

describe('the rules of a type', () => {
  it('are read with its fields, interfaces and contexts', () => {
    const types =
      read(`type A implements I & J @context(name: "x") @context(name: "y") @requiresScopes(scopes: "a") { f: [Int!]! g: A @authenticated }
      interface I implements J { f: Int } scalar S @authenticated union U = A enum E { X } input In { f: Int }`);
    expect(types.get('A')).toEqual({
      ...plain,
      own: scopes('a'),
      interfaces: ['I', 'J'],
      fields: new Map([
        ['f', field('Int')],
        ['g', { ...field('A'), own: { ...noRequirement, authenticated: true } }],
      ]),
      contexts: ['x', 'y'],
    });
    const fields = new Map([['f', field('Int')]]);
    expect(types.get('I')).toEqual({ ...plain, isInterface: true, interfaces: ['J'], fields });
    expect(types.get('S')).toEqual({ ...plain, own: { ...noRequirement, authenticated: true }, fields: new Map() });
    for (const name of ['U', 'E', 'In']) expect(types.get(name)).toEqual({ ...plain, fields: new Map() });
  });

  it('are those of all its extensions together', () => {
    const types =
      read(`interface A @context(name: "x") @requiresScopes(scopes: "a") @join__type(graph: G, isInterfaceObject: true) { f: Int }
      extend interface A implements I @context(name: "y") @requiresScopes(scopes: "b") @join__type(graph: H, isInterfaceObject: false) { g: Int }
      extend type B { f: Int } extend interface I { f: Int }`);
    expect(types.get('A')).toEqual({
      isInterface: true,
      isInterfaceObject: true,
      own: scopes('a', 'b'),
      interfaces: ['I'],
      fields: new Map([
        ['f', field('Int')],
        ['g', field('Int')],
      ]),
      contexts: ['x', 'y'],
    });
    expect(types.get('B')?.isInterface).toBe(false);
  });

  it('tell an interface that a subgraph has as an object, by a Boolean alone', () => {
    const types =
      read(`interface A @join__type(isInterfaceObject: true) { f: Int } interface B @join__type(isInterfaceObject: "true") { f: Int }
      interface C @join__type(isInterfaceObject: false) { f: Int } interface D { f: Int }`);
    expect([...types].map(([name, { isInterfaceObject }]) => [name, isInterfaceObject])).toEqual([
      ['A', true],
      ['B', false],
      ['C', false],
      ['D', false],
    ]);
  });

  it('are none of operations and fragments', () => {
    expect([...read('query Q { a } fragment F on A { a } type A { f: Int }').keys()]).toEqual(['A']);
  });
});

describe('the rule of a field', () => {
  const ruleOf = (directives: string) => read(`type A { f: Int ${directives} }`).get('A')?.fields.get('f')?.own;
  const readsOf = (directives: string) => read(`type A { f: Int ${directives} }`).get('A')?.fields.get('f')?.reads;

  it.each<[string, object]>([
    ['@requiresScopes(scopes: [["a", "b"], ["c"]])', { scopes: [[['a', 'b'], ['c']]] }],
    ['@requiresScopes(scopes: ["a"])', { scopes: [[['a']]] }],
    ['@requiresScopes(scopes: "a")', { scopes: [[['a']]] }],
    ['@requiresScopes(scopes: [[]])', { scopes: [[[]]] }],
    ['@requiresScopes(scopes: [])', {}],
    ['@policy(policies: [["p"]]) @authenticated', { authenticated: true, policies: [[['p']]] }],
    ['@other(scopes: 7)', {}],
  ])('is %s', (directives, rule) => expect(ruleOf(directives)).toEqual({ ...noRequirement, ...rule }));

  it.each([
    ['requiresScopes', 'scopes', '(other: 1)'],
    ['requiresScopes', 'scopes', ''],
    ['requiresScopes', 'scopes', '(scopes: null)'],
    ['requiresScopes', 'scopes', '(scopes: [["a", 7]])'],
    ['requiresScopes', 'scopes', '(scopes: [[["a"]]])'],
    ['policy', 'policies', '(policies: {p: "q"})'],
  ])('is refused where it is no list of names: @%s, %s, %s', (name, argument, given) => {
    const reason = `it has a rule @${name} whose ${argument} are not a list of lists of names`;
    expect(() => ruleOf(`@${name}${given}`)).toThrow(
      expect.objectContaining({ code: 'SUPERGRAPH_REFUSED', details: { reason } }),
    );
  });

  it.each<[string, object[]]>([
    ['', []],
    ['@join__field(graph: G)', []],
    ['@join__field(graph: G, requires: "a b") @join__field(requires: "c")', [{ selection: 'a b' }, { selection: 'c' }]],
    ['@other(requires: "a")', []],
    [
      '@join__field(requires: "a", contextArguments: [{context: "x", name: "n", selection: "b"}, {context: "y", selection: "c"}])',
      [{ selection: 'a' }, { selection: 'b', context: 'x' }, { selection: 'c', context: 'y' }],
    ],
    ['@join__field(contextArguments: {context: "x", selection: "b"})', [{ selection: 'b', context: 'x' }]],
    ['@join__field(contextArguments: [{context: "x"}, {selection: "b"}, "x"])', []],
  ])('comes with what its resolver is given: %s', (directives, reads) => expect(readsOf(directives)).toEqual(reads));
});
