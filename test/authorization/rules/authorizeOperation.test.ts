import { print } from 'graphql';
import { createAuthorize, variablesOf } from '@wasl/gateway/authorization/authorizeOperation';
import type { DeniedFieldsMode } from '@wasl/gateway/authorization/deniedFields';
import type { Requirement } from '@wasl/gateway/authorization/requirement';
import { describe, expect, it, vi } from 'vitest';
import { callerWith, needs, prepare, schema } from './testRules.ts';

const rules: Record<string, Requirement> = {
  'User.email': needs('email'),
  'User.name': needs('name'),
  'Query.size': needs('size'),
  Robot: needs('robots'),
  Mutation: needs('write'),
  Sealed: needs('sealed'),
};
const requirements = {
  hasRules: true,
  of: vi.fn((typeName: string, field: string): Requirement | undefined => rules[`${typeName}.${field}`]),
  ofType: (typeName: string) => rules[typeName],
};
const authorize = (mode?: DeniedFieldsMode) => createAuthorize(schema, requirements, mode);
const reasonsOf = ({ reasons }: ReturnType<ReturnType<typeof authorize>>) =>
  [...reasons].map(([node, { coordinate, requirement }]) => [print(node), coordinate, requirement.scopes[0]?.[0]?.[0]]);
const left = ({ document }: ReturnType<ReturnType<typeof authorize>>) =>
  document && print(document).replaceAll(/\s+/g, ' ');

describe('an operation that a caller may run', () => {
  it('has lost what the caller may not ask for, with the reasons', () => {
    const authorized = authorize()(prepare('{ user { id name email } size }'), callerWith(['name']));
    expect(left(authorized)).toBe('{ user { id name } }');
    expect(reasonsOf(authorized)).toEqual([
      ['email', 'User.email', 'email'],
      ['size', 'Query.size', 'size'],
    ]);
  });

  it('is whole where the caller meets all rules, under its own name', () => {
    const prepared = prepare('{ user { id name email } }');
    const authorized = authorize()(prepared, callerWith(['name', 'email']));
    expect(authorized.document).toBe(prepared.document);
    expect([authorized.isPruned, authorized.cacheKey, authorized.reasons.size]).toEqual([false, 'hash', 0]);
  });

  it('is named by what is left of it, not by whose grants left it', () => {
    const prepared = prepare('{ user { id name email } }');
    const [run, again] = [authorize(), authorize()];
    const one = run(prepared, callerWith(['name']));
    expect(one.cacheKey).toMatch(/^hash:[\w-]{43}$/);
    expect(again(prepared, callerWith(['name', 'other'])).cacheKey).toBe(one.cacheKey);
    expect(run(prepared, callerWith(['email'])).cacheKey).not.toBe(one.cacheKey);
    expect(run(prepare('{ user { name } }'), callerWith()).cacheKey).toMatch(/^hash:/);
    expect(run(prepare('{ size }'), callerWith()).cacheKey).toBe('hash');
  });

  it('stays whole with dry-run, with the reasons and what would be gone', () => {
    const prepared = prepare('{ user { id email } }');
    const authorized = authorize('dry-run')(prepared, callerWith());
    expect(authorized.document).toBe(prepared.document);
    expect(authorized.operation).toBe(prepared.operation);
    expect([authorized.isPruned, authorized.cacheKey, authorized.removed.size]).toEqual([false, 'hash', 1]);
    expect(reasonsOf(authorized)).toEqual([['email', 'User.email', 'email']]);
  });

  it.each<[string, string, string[]]>([
    ['a field', '{ size }', ['size']],
    ['a fragment on a type', '{ any { ... on Robot { code } } }', ['robots']],
    ['a named fragment on a type', '{ any { ...F } } fragment F on Robot { code }', ['robots']],
    ['a field in a fragment without a type', '{ user { ... @include(if: true) { email } } }', ['email']],
    ['an operation', 'mutation { act { id } }', ['write']],
    ['type and field', '{ size any { ... on Robot { code } } user { name } }', ['name', 'robots', 'size']],
  ])('is decided by each rule that it touches: %s', (_, query, scopes) => {
    const run = authorize();
    const prepared = prepare(query);
    expect(run(prepared, callerWith()).isPruned).toBe(true);
    for (const scope of scopes) {
      const others = scopes.filter((other) => other !== scope);
      expect(run(prepared, callerWith(others)).isPruned).toBe(true);
    }
    expect(run(prepared, callerWith(scopes)).isPruned).toBe(false);
  });

  it('is decided once for each caller, and for each set of grants that matters', () => {
    const run = authorize();
    const prepared = prepare('{ user { id email } }');
    const [caller, alike, other] = [callerWith(['a']), callerWith(['b']), callerWith(['email'])];
    const first = run(prepared, caller);
    requirements.of.mockClear();
    expect(run(prepared, caller)).toBe(first);
    expect(run(prepared, alike)).toBe(first);
    expect(requirements.of).not.toHaveBeenCalled();
    expect(run(prepared, other)).not.toBe(first);
    expect(run(prepare('{ user { id email } }'), caller)).not.toBe(first);
  });

  it('remembers 64 sets of grants', () => {
    const run = createAuthorize(schema, {
      ...requirements,
      of: (_, field) => (field === 'id' ? undefined : needs(field)),
      ofType: (name) => (name === 'Query' ? needs('q') : name === 'Robot' ? needs('r') : undefined),
    });
    const prepared = prepare(
      '{ user { id name email label } node { label ... on Robot { code } } size nodes { id } users { rank } }',
    );
    const names = ['name', 'email', 'label', 'code', 'size', 'rank', 'r'];
    const set = (bits: number) =>
      callerWith(['q', 'user', 'node', 'nodes', 'users', ...names.filter((_, index) => bits & (1 << index))]);
    const first = run(prepared, set(0));
    for (let bits = 1; bits < 64; bits += 1) run(prepared, set(bits));
    expect(run(prepared, set(0))).toBe(first);
    run(prepared, set(64));
    expect(run(prepared, set(0))).not.toBe(first);
  });

  it('gives the reason of a field that says the type, where the type is denied', () => {
    const authorized = authorize()(
      prepare('{ any { ... on Robot { __typename code } __typename } sealed { code } }'),
      callerWith(),
    );
    expect(reasonsOf(authorized)).toEqual([['__typename', 'Robot.__typename', 'robots']]);
  });
});

describe('the variables of what is left', () => {
  it('are those that it defines and the client sent', () => {
    const { operation } = prepare('query($a: Int, $b: Int, $toString: Int) { size(of: $a) }');
    expect(variablesOf(operation, { a: 1, c: 2 })).toEqual({ a: 1 });
    expect(variablesOf(operation, { b: null })).toEqual({ b: null });
    expect(variablesOf(prepare('{ size }').operation, { a: 1 })).toEqual({});
  });
});
