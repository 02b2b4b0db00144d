import { parse, print, validate } from 'graphql';
import { type Allowed, pruneOperation } from '@wasl/gateway/authorization/pruneOperation';
import { describe, expect, it } from 'vitest';
import { operationOf, schema } from './testRules.ts';

const denying = (...names: string[]): Allowed => ({
  field: (typeName, fieldName) => !names.includes(`${typeName}.${fieldName}`),
  type: (typeName) => !names.includes(typeName),
});
function prune(query: string, ...denied: string[]) {
  const document = parse(query);
  const pruned = pruneOperation(document, operationOf(document), schema, denying(...denied));
  const removed = [...pruned.removed].map((node) => print(node));
  return { ...pruned, document, left: pruned.document && print(pruned.document), removed };
}
const same = (text: string) => print(parse(text));
const key = 'waslTypename: __typename';

describe('an operation without what its caller may not ask for', () => {
  it('is the same document where nothing is denied', () => {
    const { document, operation, isPruned, removed, ...rest } = prune(
      'query($x: Int) { user { name } size }',
      'User.email',
    );
    expect([isPruned, removed, rest.typenameKey]).toEqual([false, [], 'waslTypename']);
    expect(operation).toBe(operationOf(document));
    expect(rest.left).toBe(print(document));
  });

  it.each<[string, string, string[], string, string[]]>([
    ['a field', '{ user { name email } }', ['User.email'], '{ user { name } }', ['email']],
    [
      'each place of it',
      '{ a: user { email id } b: user { id email } }',
      ['User.email'],
      '{ a: user { id } b: user { id } }',
      ['email', 'email'],
    ],
    [
      'a field with all below it',
      '{ user { id friend { name } } }',
      ['User.friend'],
      '{ user { id } }',
      ['friend {\n  name\n}'],
    ],
    [
      'a field of one type only',
      '{ any { ... on User { label } ... on Robot { label } } }',
      ['Robot.label'],
      `{ any { ... on User { label } ${key} } }`,
      ['label'],
    ],
    ['a field of an interface', '{ node { label id } }', ['Node.label'], `{ node { id ${key} } }`, ['label']],
    ['all of an object', '{ user { email } }', ['User.email'], `{ user { ${key} } }`, ['email']],
    ['all of an abstract object', '{ node { label } }', ['Node.label'], `{ node { ${key} } }`, ['label']],
    ['all of a list', '{ users { email } }', ['User.email'], `{ users { ${key} } }`, ['email']],
    [
      'a fragment on a type',
      '{ node { id ... on Robot { code } } }',
      ['Robot'],
      `{ node { id ${key} } }`,
      ['... on Robot {\n  code\n}'],
    ],
    [
      'a fragment that is left empty',
      '{ user { id ... on User { email } ... @skip(if: false) { email } } }',
      ['User.email'],
      '{ user { id } }',
      ['email', 'email'],
    ],
    [
      'a named fragment on a type',
      '{ user { id ...F } } fragment F on User { name }',
      ['User'],
      '{ user { id } }',
      ['...F'],
    ],
    [
      'what a named fragment holds',
      '{ user { ...F } } fragment F on User { name email }',
      ['User.email'],
      '{ user { ...F } } fragment F on User { name }',
      ['email'],
    ],
    [
      'a named fragment that is left empty',
      '{ user { id ...F } } fragment F on User { email }',
      ['User.email'],
      '{ user { id } }',
      ['email'],
    ],
    [
      'nothing of a fragment that stands twice, twice',
      '{ user { ...F friend { ...F } } } fragment F on User { name email }',
      ['User.email'],
      '{ user { ...F friend { ...F } } } fragment F on User { name }',
      ['email'],
    ],
    [
      'fragments that fragments held',
      '{ user { ...F id } } fragment F on User { friend { ...G } } fragment G on User { email }',
      ['User.friend'],
      '{ user { id } }',
      ['friend {\n  ...G\n}'],
    ],
    ['a root field', '{ user { id } size }', ['Query.size'], '{ user { id } }', ['size']],
  ])('has lost %s', (_, query, denied, left, removed) => {
    const pruned = prune(query, ...denied);
    expect(pruned.left).toBe(same(left));
    expect(pruned.removed).toEqual(removed);
    expect(pruned.isPruned).toBe(true);
    expect(validate(schema, parse(pruned.left!))).toEqual([]);
  });

  it.each([
    ['its only field is denied', '{ user { id } }', ['Query.user'], ['user {\n  id\n}']],
    ['its root type is denied', '{ user { id } }', ['Query'], ['{\n  user {\n    id\n  }\n}']],
    ['its only fragment is', '{ ...F } fragment F on Query { size }', ['Query.size'], ['size']],
  ])('is none where %s', (_, query, denied, removed) => {
    const pruned = prune(query, ...denied);
    expect([pruned.left, pruned.operation, pruned.isPruned, pruned.removed]).toEqual([null, null, true, removed]);
  });

  it('keeps a mutation that may run, though nothing of its answer may be read', () => {
    expect(prune('mutation { act { email } }', 'User.email').left).toBe(same(`mutation { act { ${key} } }`));
    expect(prune('mutation { act { email } }', 'Query', 'Mutation').left).toBeNull();
  });

  it('keeps introspection, whatever is denied', () => {
    const { left } = prune(
      '{ __typename __schema { types { name } } user { __typename email } }',
      'User.email',
      'Query.__schema',
      'Query.__typename',
      'User.__typename',
      '__Schema.types',
      '__Type.name',
    );
    expect(left).toBe(same('{ __typename __schema { types { name } } user { __typename } }'));
  });

  it('keeps the variables that are used, wherever they are', () => {
    const query = `query Q($a: Int, $b: Boolean!, $c: Boolean!, $d: Boolean!, $e: Boolean!) @include(if: $d) {
      size(of: $a) user { ...F email @skip(if: $e) } } fragment F on User { name @skip(if: $b) email @skip(if: $c) }`;
    const { left } = prune(query, 'User.email');
    expect(left).toBe(
      same(
        `query Q($a: Int, $b: Boolean!, $d: Boolean!) @include(if: $d) { size(of: $a) user { ...F } } fragment F on User { name @skip(if: $b) }`,
      ),
    );
  });

  it('asks for type names under a key that the document uses nowhere', () => {
    const { left, typenameKey } = prune(
      '{ node { label waslTypename: id a: id } user { waslTypename_: id } }',
      'Node.label',
    );
    expect(typenameKey).toBe('waslTypename__');
    expect(left).toBe(
      same('{ node { waslTypename: id a: id waslTypename__: __typename } user { waslTypename_: id } }'),
    );
  });

  it('leaves other operations and unused fragments behind', () => {
    const query = 'query A { user { email id } } query B { size } fragment F on User { name }';
    expect(prune(query, 'User.email').left).toBe(same('query A { user { id } }'));
  });
});
