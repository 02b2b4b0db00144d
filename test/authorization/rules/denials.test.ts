import { createAuthorize } from '@wasl/gateway/authorization/authorizeOperation';
import { type DeniedFieldsMode, listDenied } from '@wasl/gateway/authorization/deniedFields';
import { denialsOf } from '@wasl/gateway/authorization/denials';
import { noRequirement } from '@wasl/gateway/authorization/requirement';
import { describe, expect, it, vi } from 'vitest';
import { callerWith, needs, prepare, schema } from './testRules.ts';

const denying = (...denied: string[]) => ({
  hasRules: true,
  of: (typeName: string, field: string) => {
    const own = [`${typeName}.${field}`, typeName].filter((name) => denied.includes(name));
    return own.length > 0 ? needs(...own) : undefined;
  },
  ofType: (typeName: string) => (denied.includes(typeName) ? needs(typeName) : undefined),
});
function authorized(query: string, denied: string[], mode?: DeniedFieldsMode) {
  const prepared = prepare(query);
  return { prepared, authorized: createAuthorize(schema, denying(...denied), mode)(prepared, callerWith()) };
}

describe('the denied fields of an operation', () => {
  const list = (query: string, denied: string[], variables: Record<string, unknown> = {}) => {
    const { prepared, authorized: pruned } = authorized(query, denied);
    return listDenied(pruned, prepared, variables, schema);
  };
  const paths = (...asked: Parameters<typeof list>) =>
    list(...asked).map(({ path, coordinate }) => `${path.join('.')} ${coordinate}`);

  it.each<[string, string, string[], string[]]>([
    ['none', '{ user { id } }', ['User.email'], []],
    ['a field', '{ user { id email } }', ['User.email'], ['user.email User.email']],
    ['an alias', '{ a: user { b: email } }', ['User.email'], ['a.b User.email']],
    [
      'each path',
      '{ user { email friend { email } } }',
      ['User.email'],
      ['user.email User.email', 'user.friend.email User.email'],
    ],
    ['each path once', '{ user { email email } user { email } }', ['User.email'], ['user.email User.email']],
    ['a list without its items', '{ users { email } }', ['User.email'], ['users.email User.email']],
    [
      'nothing below a denied field',
      '{ user { friend { email id } } }',
      ['User.friend', 'User.email'],
      ['user.friend User.friend'],
    ],
    [
      'a field of one type',
      '{ any { ... on User { label } ... on Robot { label } } }',
      ['Robot.label'],
      ['any.label Robot.label'],
    ],
    [
      'the first of two at one path',
      '{ any { ... on User { label } ... on Robot { label } } }',
      ['User.label', 'Robot.label'],
      ['any.label User.label'],
    ],
    ['a field in an inline fragment', '{ user { ... { email } } }', ['User.email'], ['user.email User.email']],
    [
      'a field in a named fragment',
      '{ user { ...F } } fragment F on User { email id }',
      ['User.email'],
      ['user.email User.email'],
    ],
    [
      'fields of a denied fragment',
      '{ node { id ... on Robot { code id } } }',
      ['Robot'],
      ['node.code Robot.code', 'node.id Robot.id'],
    ],
    [
      'fields of a denied named fragment',
      '{ node { ...F } } fragment F on Robot { code }',
      ['Robot'],
      ['node.code Robot.code'],
    ],
    ['all of an operation', '{ size user { id } }', ['Query'], ['size Query.size', 'user Query.user']],
    [
      'in the order of the document',
      '{ size user { email } }',
      ['User.email', 'Query.size'],
      ['size Query.size', 'user.email User.email'],
    ],
  ])('are %s', (_, query, denied, expected) => expect(paths(query, denied)).toEqual(expected));

  it('come with what they demand', () => {
    const [email] = list('{ user { email } }', ['User.email']);
    expect(email).toMatchObject({ path: ['user', 'email'], requirement: needs('User.email') });
    expect(email?.node.name.value).toBe('email');
  });

  it('are those that the variables of the request ask for', () => {
    const query = `query($x: Boolean = true) { user { email @include(if: $x) ... @skip(if: $x) { name } ...F @include(if: $x) } }
      fragment F on User { label }`;
    const denied = ['User.email', 'User.name', 'User.label'];
    expect(paths(query, denied, { x: true })).toEqual(['user.email User.email', 'user.label User.label']);
    expect(paths(query, denied, { x: false })).toEqual(['user.name User.name']);
    expect(paths(query, denied, { x: null })).toEqual([]);
  });

  it('are named by themselves where nobody kept a reason', () => {
    const prepared = prepare('{ size }');
    const removed = new Set(prepared.operation.selectionSet.selections);
    expect(listDenied({ removed, reasons: new Map() }, prepared, {}, schema)).toMatchObject([
      { path: ['size'], coordinate: 'size', requirement: noRequirement },
    ]);
  });
});

describe('what a mode makes of denied fields', () => {
  const query = 'query($x: Boolean!) { size user { email @include(if: $x) } }';
  function denials(mode: DeniedFieldsMode, denied: string[], x = true) {
    const { prepared, authorized: pruned } = authorized(query, denied, mode);
    const [onDenied, onWouldDeny] = [vi.fn<(count: number) => void>(), vi.fn<(...all: unknown[]) => void>()];
    const found = denialsOf(pruned, callerWith(), { ...prepared, variables: { x } }, schema, {
      mode,
      onDenied,
      onWouldDeny,
    });
    return { found, counted: onDenied.mock.calls, would: onWouldDeny.mock.calls, nodes: [...pruned.reasons.keys()] };
  }
  const lacks = (name: string) => ({ authenticated: false, scopes: [[name]], policies: [] });

  it.each(['filter', 'reject', 'explain', 'dry-run'] as const)('%s: nothing where nothing is denied', (mode) =>
    expect(denials(mode, [])).toEqual({ found: {}, counted: [], would: [], nodes: [] }),
  );

  it('filter: nothing more, and counts them', () => {
    const { found, counted, would } = denials('filter', ['User.email', 'Query.size']);
    expect({ found, counted, would }).toEqual({ found: {}, counted: [[2]], would: [] });
  });

  it('explain: tells at each field what is missing', () => {
    const { found, counted, would, nodes } = denials('explain', ['User.email']);
    expect([Object.keys(found), counted, would]).toEqual([['explain'], [[1]], []]);
    expect(found.explain?.(nodes)).toEqual({ missing: lacks('User.email') });
  });

  it('reject: refuses the whole with an error for each', () => {
    const { found, counted, would } = denials('reject', ['User.email', 'Query.size']);
    expect(JSON.parse(JSON.stringify(found))).toEqual({
      refusal: {
        data: null,
        errors: [['size'], ['user', 'email']].map((path) => ({
          message: 'Unauthorized field or type',
          locations: [expect.anything()],
          path,
          extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' },
        })),
      },
    });
    expect([counted, would]).toEqual([[[2]], []]);
  });

  it('dry-run: reports them in the answer and to the log', () => {
    const { found, counted, would } = denials('dry-run', ['User.email', 'Query.size']);
    expect(found).toEqual({
      extensions: {
        authorization: {
          mode: 'dry-run',
          denied: [
            { path: ['size'], coordinate: 'Query.size', missing: lacks('Query.size') },
            { path: ['user', 'email'], coordinate: 'User.email', missing: lacks('User.email') },
          ],
        },
      },
    });
    expect([counted, would]).toEqual([[[2]], [['hash', ['Query.size', 'User.email']]]]);
  });

  it.each(['reject', 'dry-run'] as const)('%s: nothing where the request asks for none of them', (mode) => {
    const { found, counted, would } = denials(mode, ['User.email'], false);
    expect({ found, counted, would }).toEqual({ found: {}, counted: [[1]], would: [] });
  });
});
