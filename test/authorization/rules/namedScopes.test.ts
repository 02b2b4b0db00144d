import { parse } from 'graphql';
import { namedScopes } from '@wasl/gateway/authorization/namedScopes';
import { readSecurityDirectives } from '@wasl/gateway/authorization/securityDirectives';
import { expect, it } from 'vitest';

const heading = `schema @link(url: "https://specs.apollo.dev/requiresScopes/v0.1") @link(url: "https://specs.apollo.dev/policy/v0.1") { query: Query }
  enum join__Graph { ONE @join__graph(name: "one", url: "http://one.test") TWO @other(name: "six") @join__graph(name: "two") THREE }
  enum Other { FOUR @join__graph(name: "four") }`;
function scopesIn(types: string) {
  const document = parse(`${heading} ${types}`);
  const scopes = namedScopes(document, readSecurityDirectives(document));
  return Object.fromEntries([...scopes].map(([name, all]) => [name, [...all]]));
}
const none = { one: [], two: [], THREE: [] };

it.each<[string, string, object]>([
  ['none without a rule', 'type A @join__type(graph: ONE) { f: Int }', {}],
  [
    'those on a type',
    'type A @join__type(graph: ONE) @join__type(graph: TWO) @requiresScopes(scopes: [["a", "b"], ["c"]]) { f: Int }',
    { one: ['a', 'b', 'c'], two: ['a', 'b', 'c'] },
  ],
  ['those on a scalar', 'scalar A @join__type(graph: THREE) @requiresScopes(scopes: [["a"]])', { THREE: ['a'] }],
  [
    'those on a field, for all that have the type',
    'type A @join__type(graph: ONE) @join__type(graph: TWO) { f: Int @requiresScopes(scopes: [["a"]]) }',
    { one: ['a'], two: ['a'] },
  ],
  [
    'those on a field, for those that have the field',
    'type A @join__type(graph: ONE) @join__type(graph: TWO) { f: Int @join__field(graph: TWO) @requiresScopes(scopes: [["a"]]) g: Int }',
    { two: ['a'] },
  ],
  [
    'none of a policy',
    'type A @join__type(graph: ONE) @policy(policies: [["p"]]) { f: Int @policy(policies: [["q"]]) }',
    {},
  ],
  [
    'none for a subgraph that there is not',
    'type A @join__type(graph: FIVE) @join__type(graph: "ONE") @join__type(key: "id") @join__type @requiresScopes(scopes: [["a"]]) { f: Int }',
    {},
  ],
  [
    'those on a field of which nobody is named',
    'type A @join__type(graph: ONE) { f: Int @join__field(type: "Int") @requiresScopes(scopes: [["a"]]) }',
    { one: ['a'] },
  ],
  [
    'none for a subgraph that another directive or argument names',
    'type A @join__implements(graph: TWO) @join__type(as: THREE, graph: ONE) @requiresScopes(scopes: [["a"]]) { f: Int }',
    { one: ['a'] },
  ],
])('the scopes that a subgraph has to know are %s', (_, types, expected) =>
  expect(scopesIn(types)).toEqual({ ...none, ...expected }),
);

it('a supergraph without subgraphs names none', () => {
  const document = parse('type Query { a: Int } query Q { a } enum join__Graph');
  expect(namedScopes(document, readSecurityDirectives(document))).toEqual(new Map());
});
