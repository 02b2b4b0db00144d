import { GraphQLError } from 'graphql';
import { createAuthorize } from '@wasl/gateway/authorization/authorizeOperation';
import { restoreDenied } from '@wasl/gateway/authorization/restoreDenied';
import { describe, expect, it } from 'vitest';
import { callerWith, needs, prepare, schema } from './testRules.ts';

const rules = (...denied: string[]) => ({
  hasRules: true,
  of: (typeName: string, field: string) => (denied.includes(`${typeName}.${field}`) ? needs('x') : undefined),
  ofType: (typeName: string) => (denied.includes(typeName) ? needs('x') : undefined),
});
function restore(
  query: string,
  denied: string[],
  data: Record<string, unknown> | null,
  more: { variables?: object; errors?: GraphQLError[] } = {},
) {
  const prepared = prepare(query);
  const authorized = createAuthorize(schema, rules(...denied))(prepared, callerWith());
  const sent = { ...prepared, variables: { ...more.variables } };
  const result = { data, ...(more.errors && { errors: more.errors }) };
  const restored = restoreDenied(result, authorized, sent, schema);
  const plain: unknown = JSON.parse(JSON.stringify(restored.data));
  return {
    data: plain,
    denied: (restored.errors ?? []).map(({ path, message }) => `${path?.join('.')}: ${message}`),
    restored,
    result,
  };
}
const at = (...paths: string[]) => paths.map((path) => `${path}: Unauthorized field or type`);
const waslTypename = 'User';

describe('an answer whose operation was pruned', () => {
  it.each<[string, string, string[], Record<string, unknown>, unknown, string[]]>([
    [
      'a field is null',
      '{ user { name id } }',
      ['User.name'],
      { user: { id: '1' } },
      { user: { name: null, id: '1' } },
      ['user.name'],
    ],
    [
      'an alias too',
      '{ user { a: name id } }',
      ['User.name'],
      { user: { id: '1' } },
      { user: { a: null, id: '1' } },
      ['user.a'],
    ],
    [
      'a non-null field takes its object',
      '{ user { email id } }',
      ['User.email'],
      { user: { id: '1' } },
      { user: null },
      ['user.email'],
    ],
    [
      'and the object’s non-null parent',
      '{ sealed { code } size }',
      ['Sealed.code'],
      { sealed: {}, size: 1 },
      null,
      ['sealed.code'],
    ],
    [
      'an item that may be null is',
      '{ nodes { ... on Robot { code id } } }',
      ['Robot.code'],
      { nodes: [{ waslTypename: 'Robot', id: 'r' }, { waslTypename }] },
      { nodes: [null, {}] },
      ['nodes.0.code'],
    ],
    [
      'an item that may not takes its list',
      '{ users { email id } size }',
      ['User.email'],
      { users: [{ id: '1' }], size: 1 },
      null,
      ['users.0.email'],
    ],
    [
      'a list in a list too',
      '{ matrix { email id } size }',
      ['User.email'],
      { matrix: [[{ id: '1' }], []], size: 1 },
      { matrix: [null, []], size: 1 },
      ['matrix.0.0.email'],
    ],
    [
      'each item has an error',
      '{ users { name } }',
      ['User.name'],
      { users: [{}, {}] },
      { users: [{ name: null }, { name: null }] },
      ['users.0.name', 'users.1.name'],
    ],
    [
      'an object that is null has none',
      '{ user { name } size }',
      ['User.name'],
      { user: null, size: 2 },
      { user: null, size: 2 },
      [],
    ],
    [
      'only the type that it is denied on',
      '{ any { ... on User { label } ... on Robot { label } } }',
      ['Robot.label'],
      { any: { waslTypename, label: 'l' } },
      { any: { label: 'l' } },
      [],
    ],
    [
      'that type',
      '{ any { ... on User { label } ... on Robot { label } } }',
      ['Robot.label'],
      { any: { waslTypename: 'Robot' } },
      { any: { label: null } },
      ['any.label'],
    ],
    [
      'an object that does not say what it is is null',
      '{ any { ... on User { name label } } }',
      ['User.name'],
      { any: { label: 'l' } },
      { any: null },
      [],
    ],
    [
      'an object of an unknown type is null',
      '{ any { ... on User { name label } } }',
      ['User.name'],
      { any: { waslTypename: 'X', label: 'l' } },
      { any: null },
      [],
    ],
    [
      'a fragment on a denied type',
      '{ node { id ... on User { name } } }',
      ['User'],
      { node: { waslTypename, id: '1' } },
      { node: { id: '1', name: null } },
      ['node.name'],
    ],
    [
      'a named fragment on a denied type',
      '{ node { id ...F } } fragment F on User { name }',
      ['User'],
      { node: { waslTypename, id: '1' } },
      { node: { id: '1', name: null } },
      ['node.name'],
    ],
    [
      'a key that is asked for elsewhere too is answered',
      '{ node { label ... on User { label } } }',
      ['User.label'],
      { node: { waslTypename, label: 'l' } },
      { node: { label: 'l' } },
      [],
    ],
    [
      'a fragment that stands where it is denied and where not',
      '{ node { ... on User { ...F } ...F } } fragment F on Node { id }',
      ['User'],
      { node: { waslTypename, id: '1' } },
      { node: { id: '1' } },
      [],
    ],
    [
      'the order is that of the question',
      '{ user { id name rank } }',
      ['User.name'],
      { user: { rank: 'LOW', id: '1' } },
      { user: { id: '1', name: null, rank: 'LOW' } },
      ['user.name'],
    ],
    [
      'introspection is answered',
      '{ __typename __schema { queryType { name } } user { __typename name } }',
      ['User.name'],
      { __typename: 'Query', __schema: { queryType: { name: 'Query' } }, user: { __typename: 'User' } },
      { __typename: 'Query', __schema: { queryType: { name: 'Query' } }, user: { __typename: 'User', name: null } },
      ['user.name'],
    ],
    [
      'a list that is none is null',
      '{ users { id } nodes { label } }',
      ['Node.label'],
      { users: [], nodes: {} },
      { users: [], nodes: null },
      [],
    ],
    [
      'what is missing is null',
      '{ size user { name } }',
      ['User.name'],
      { user: {} },
      { size: null, user: { name: null } },
      ['user.name'],
    ],
    [
      'what was denied is not read, whatever came',
      '{ user { name id } }',
      ['User.name'],
      { user: { id: '1', name: 'secret' } },
      { user: { name: null, id: '1' } },
      ['user.name'],
    ],
    [
      'inherited names are not read',
      '{ user { toString: label name } }',
      ['User.name'],
      { user: {} },
      { user: { toString: null, name: null } },
      ['user.name'],
    ],
    [
      'introspection that answers null is',
      '{ __type(name: "X") { name } size }',
      ['Query.size'],
      { __type: null },
      { __type: null, size: null },
      ['size'],
    ],
    [
      'a fragment without a type applies',
      '{ user { ... { name id } } }',
      ['User.name'],
      { user: { id: '1' } },
      { user: { name: null, id: '1' } },
      ['user.name'],
    ],
    [
      'a fragment on what the object is not applies not',
      '{ any { ... on Lonely { label: code } id: __typename } size }',
      ['Query.size'],
      { any: { waslTypename, id: 'User' } },
      { any: { id: 'User' }, size: null },
      ['size'],
    ],
    ['all of the operation', '{ user { id } size }', ['Query'], {}, { user: null, size: null }, ['user', 'size']],
    ['all of a mutation', 'mutation { act { id } }', ['Mutation'], {}, { act: null }, ['act']],
  ])('has its nulls again: %s', (_, query, denied, data, expected, paths) => {
    const restored = restore(query, denied, data);
    expect(restored.data).toEqual(expected);
    expect(JSON.stringify(restored.data)).toBe(JSON.stringify(expected));
    expect(restored.denied).toEqual(at(...paths));
  });

  it('is the same where nothing was pruned, or nothing came', () => {
    const all = restore('{ user { id } }', [], { user: { id: '1' } });
    expect(all.restored).toBe(all.result);
    const nothing = restore('{ user { name id } }', ['User.name'], null);
    expect(nothing.restored).toBe(nothing.result);
  });

  it('goes by the variables that were sent', () => {
    const query = 'query($x: Boolean!) { user { id name @include(if: $x) email @skip(if: $x) } }';
    const denied = ['User.name', 'User.email'];
    expect(restore(query, denied, { user: { id: '1' } }, { variables: { x: true } })).toMatchObject({
      data: { user: { id: '1', name: null } },
      denied: at('user.name'),
    });
    expect(restore(query, denied, { user: { id: '1' } }, { variables: { x: false } })).toMatchObject({
      data: { user: null },
      denied: at('user.email'),
    });
  });

  it('has an error where only what was taken out has a condition that is null', () => {
    const query = 'query($x: Boolean = true) { user { id name @include(if: $x) } size @skip(if: false) }';
    const { data, denied } = restore(query, ['User.name'], { user: { id: '1' }, size: 1 }, { variables: { x: null } });
    expect(data).toEqual({ user: null, size: 1 });
    expect(denied).toEqual(['user: Argument "if" of non-null type "Boolean!" must not be null.']);
    const atRoot = restore(
      'query($x: Boolean = true) { user @include(if: $x) { id } size }',
      ['Query.user'],
      { size: 1 },
      { variables: { x: null } },
    );
    expect([atRoot.data, atRoot.denied]).toEqual([
      null,
      ['undefined: Argument "if" of non-null type "Boolean!" must not be null.'],
    ]);
  });

  it('has no error for a condition of a fragment that stands without it before', () => {
    const query = 'query($x: Boolean = true) { user { ...F ...F @include(if: $x) name } } fragment F on User { id }';
    const restored = restore(query, ['User.name'], { user: { id: '1' } }, { variables: { x: null } });
    expect(restored).toMatchObject({ data: { user: { id: '1', name: null } }, denied: at('user.name') });
  });

  it('tells of a field once, however often its fragment stands', () => {
    const query = '{ user { ...F ... on User { ...F } id } } fragment F on User { name }';
    const { restored } = restore(query, ['User.name'], { user: { id: '1' } });
    expect(restored.errors?.map(({ nodes }) => nodes?.length)).toEqual([1]);
    const denied = '{ node { id ... on User { ...F ... { ...F } } } } fragment F on User { name }';
    const below = restore(denied, ['User'], { node: { waslTypename, id: '1' } });
    expect(below.restored.errors?.map(({ nodes }) => nodes?.length)).toEqual([1]);
  });

  it('keeps the errors that came, first, and tells of each denied field what explains it', () => {
    const errors = [new GraphQLError('came')];
    expect(restore('{ user { name id } }', ['User.name'], { user: { id: '1' } }, { errors }).denied).toEqual([
      'undefined: came',
      ...at('user.name'),
    ]);
    const prepared = prepare('{ user { name ... on User { name } } }');
    const authorized = createAuthorize(schema, rules('User.name'))(prepared, callerWith());
    const missing = { authenticated: false, scopes: [['x']], policies: [] };
    const sent = { ...prepared, variables: {} };
    const { errors: told = [] } = restoreDenied({ data: { user: {} } }, authorized, sent, schema, (nodes) => ({
      missing: { ...missing, policies: [[String(nodes.length)]] },
    }));
    expect(told.map(({ extensions }) => extensions)).toEqual([
      { code: 'UNAUTHORIZED_FIELD_OR_TYPE', missing: { ...missing, policies: [['2']] } },
    ]);
    expect(told[0]?.locations).toHaveLength(2);
    const plain = restore('{ user { name id } }', ['User.name'], { user: {} }).restored.errors;
    expect(plain?.[0]?.extensions).toEqual({ code: 'UNAUTHORIZED_FIELD_OR_TYPE' });
  });

  it('has no list of errors where there is none', () => {
    expect(restore('{ user { name } size }', ['User.name'], { user: null }).restored).not.toHaveProperty('errors');
  });

  it('tells 1,000 denied fields at most, and every one is null', () => {
    const users = Array.from({ length: 1_001 }, () => ({}));
    const { restored } = restore('{ users { name } }', ['User.name'], { users });
    expect(restored.errors).toHaveLength(1_000);
    expect((restored.data as { users: unknown[] }).users.at(-1)).toEqual({ name: null });
    const nodes = users.map(() => ({ id: '1', waslTypename: 'User' }));
    const conditioned = 'query($x: Boolean = true) { nodes { id ... on User { name @include(if: $x) } } }';
    const more = restore(conditioned, ['User.name'], { nodes }, { variables: { x: null } });
    expect(more.restored.errors).toHaveLength(1_000);
    expect((more.data as { nodes: unknown[] }).nodes.at(-1)).toBeNull();
  });
});
