import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '@wasl/gateway/core/configError';
import type { Caller } from '@wasl/gateway/core/caller';
import { createEvaluator } from '@wasl/gateway/policies/evaluator';
import { policyContextOf } from '@wasl/gateway/policies/policyContext';
import { createPolicyGrants } from '@wasl/gateway/policies/policyGrants';
import { principalOf } from '@wasl/gateway/policies/principal';
import {
  explain,
  isRecordFile,
  parseFile,
  parsePolicies,
  readPolicies,
  readPolicyFiles,
} from '@wasl/gateway/policies/readPolicies';
import { afterAll, describe, expect, it, vi } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'wasl-field-policies-'));
afterAll(() => rmSync(folder, { recursive: true }));
const callerWith = (change: Partial<Caller> = {}): Caller => ({
  authenticated: true,
  subject: 's',
  scopes: new Set(),
  policies: new Set(),
  claims: {},
  ...change,
});
const permit = (name: string, condition = '') =>
  `permit(principal, action == Action::"policy", resource == Policy::"${name}")${condition};`;

describe('the caller as policies see it', () => {
  it('is a user with a token, and nobody without', () => {
    const caller = callerWith({ scopes: new Set(['a', 'b']), claims: { roles: ['nurse', 7, 'clerk'], ward: 'w' } });
    expect(principalOf(caller)).toEqual({
      uid: { type: 'User', id: 's' },
      attrs: { roles: ['nurse', 'clerk'], scopes: ['a', 'b'], claims: { roles: ['nurse', 7, 'clerk'], ward: 'w' } },
      parents: [],
    });
    const anonymous = principalOf(callerWith({ authenticated: false, subject: null, claims: { roles: 'nurse' } }));
    expect(anonymous).toEqual({
      uid: { type: 'Anonymous', id: '' },
      attrs: { roles: [], scopes: [], claims: { roles: 'nurse' } },
      parents: [],
    });
  });

  it.each<[unknown, unknown]>([
    ['text', 'text'],
    [false, false],
    [7, 7],
    [2 ** 53, undefined],
    [1.5, undefined],
    [null, undefined],
    [undefined, undefined],
    [
      ['a', null, 1.5, ['b']],
      ['a', ['b']],
    ],
    [{ a: 1, __entity: 2, b: null }, { a: 1 }],
    [{ a: { b: { c: 1 } } }, { a: { b: { c: 1 } } }],
    [{ a: { b: { c: { deep: 1 }, d: 1 } } }, { a: { b: { d: 1 } } }],
    [[[['a']]], [[['a']]]],
    [[[[['deep']], 'a']], [[[], 'a']]],
    [{ a: { b: ['a', ['deep']] } }, { a: { b: ['a'] } }],
  ])('has claims that policies know: %j is %j', (claim, value) =>
    expect(principalOf(callerWith({ claims: { claim } })).attrs['claims']).toEqual(
      value === undefined ? {} : { claim: value },
    ),
  );
});

describe('what of a request policies decide on', () => {
  it('is its kind, and the purpose that it tells', () => {
    expect(policyContextOf({}, 'mutation')).toEqual({ operation: 'mutation' });
    expect(policyContextOf({ 'x-purpose-of-use': 'BTG' }, 'query')).toEqual({
      operation: 'query',
      purposeOfUse: 'BTG',
    });
  });

  it.each(['', 'btg', 'TREAT, BTG', 'toString'])('is refused for the purpose %j', (said) =>
    expect(() => policyContextOf({ 'x-purpose-of-use': said }, 'query')).toThrow(
      expect.objectContaining({
        code: 'BAD_REQUEST',
        details: { header: 'x-purpose-of-use', expected: expect.arrayContaining(['TREAT', 'BTG']) },
      }),
    ),
  );
});

describe('a decision of policies', () => {
  const evaluator = (policies: Record<string, string>) => {
    const onError = vi.fn<(place: string, message: string) => void>();
    const evaluate = createEvaluator(policies, onError, 'evaluator test');
    const ask = (id: string, claims: Record<string, unknown> = {}, action = 'policy') => {
      const principal = principalOf(callerWith({ claims }));
      return evaluate({
        principal: principal.uid,
        action,
        resource: { type: 'Policy', id },
        context: {},
        entities: [principal],
      });
    };
    return { ask, evaluate, onError };
  };
  const failing = 'forbid(principal, action, resource == Policy::"b") when { principal.claims.level < 3 };';

  it('is a denial where none permits, and names the policies that decide', () => {
    const { ask } = evaluator({
      'f:1': permit('a'),
      'f:2': 'forbid(principal, action, resource) when { principal.claims has gone };',
    });
    expect(ask('a')).toEqual({ isAllowed: true, decidedBy: ['f:1'], failed: [] });
    expect(ask('b')).toEqual({ isAllowed: false, decidedBy: [], failed: [] });
    expect(ask('a', { gone: 1 })).toEqual({ isAllowed: false, decidedBy: ['f:2'], failed: [] });
    expect(ask('a', {}, 'other')).toMatchObject({ isAllowed: false });
  });

  it('is a denial where one fails, also a forbid; each is told once, and not whose request showed it', () => {
    const { ask, onError } = evaluator({ 'f:1': permit('a'), 'f:2': permit('b'), 'f:3': failing });
    expect(ask('a')).toMatchObject({ isAllowed: true, failed: [] });
    expect(ask('b')).toEqual({ isAllowed: false, decidedBy: ['f:2'], failed: ['f:3'] });
    expect(ask('b', { level: 1 })).toMatchObject({ isAllowed: false, decidedBy: ['f:3'], failed: [] });
    expect(ask('b')).toMatchObject({ isAllowed: false });
    expect(onError.mock.calls).toEqual([['f:3', expect.stringContaining('`level`')]]);
  });

  it('says nothing of the caller, whatever their name', () => {
    const onError = vi.fn<(place: string, message: string) => void>();
    const evaluate = createEvaluator(
      { 'f:1': 'permit(principal, action, resource) when { principal.gone };' },
      onError,
      'names',
    );
    for (const type of ['User', 'Anonymous']) {
      const principal = { type, id: 'a "quoted" name\\' };
      evaluate({
        principal,
        action: 'policy',
        resource: { type: 'Policy', id: 'a' },
        context: {},
        entities: [{ uid: principal, attrs: {}, parents: [] }],
      });
    }
    expect(onError).toHaveBeenCalledTimes(1);
    expect(onError.mock.calls[0]?.[1]).toBe('does not have the attribute `gone`');
    expect(onError.mock.calls[0]?.[1]).not.toContain('quoted');
  });

  it('is a denial where Cedar cannot be asked', () => {
    const { evaluate, onError } = evaluator({ 'f:1': 'permit(principal, action, resource);' });
    const question = {
      principal: { type: 'no type', id: 's' },
      action: 'policy',
      resource: { type: 'Policy', id: 'a"b' },
      context: {},
    };
    expect(evaluate(question)).toEqual({ isAllowed: false, decidedBy: [], failed: ['Policy::"a\\"b"'] });
    expect(onError.mock.calls).toEqual([['Policy::"a\\"b"', expect.stringMatching(/./)]]);
  });

  it('needs policies that Cedar takes', () => {
    expect(() => evaluator({ 'f:1': 'permit(principal);' })).toThrow(ConfigError);
    expect(() => evaluator({ 'f:1': 'permit(principal);' })).toThrow(/^The policies cannot be used: .+/);
  });
});

describe('names that policies grant', () => {
  const start = (...texts: string[]) =>
    createPolicyGrants(Object.fromEntries(texts.map((text, index) => [`f:${index}`, text])), () => undefined);

  it('are those of the token and those that Cedar grants', () => {
    const grant = start(permit('a'), permit('n', ' when { principal.roles.contains("nurse") }'));
    const { policies, ...rest } = grant(callerWith({ policies: new Set(['told']) }), {}, 'query');
    expect(['a', 'n', 'told', 'b'].map((name) => policies.has(name))).toEqual([true, false, true, false]);
    expect(rest).toMatchObject({ authenticated: true, subject: 's' });
    expect(grant(callerWith({ claims: { roles: ['nurse'] } }), {}, 'query').policies.has('n')).toBe(true);
  });

  it('are decided for each kind of request and purpose, once for a caller', () => {
    const grant = start(
      permit(
        'a',
        ' when { context.operation == "query" && context has purposeOfUse && context.purposeOfUse == "BTG" }',
      ),
    );
    const caller = callerWith();
    const asked = [
      grant(caller, {}, 'query'),
      grant(caller, { 'x-purpose-of-use': 'BTG' }, 'query'),
      grant(caller, { 'x-purpose-of-use': 'TREAT' }, 'query'),
      grant(caller, { 'x-purpose-of-use': 'BTG' }, 'mutation'),
    ];
    expect(asked.map(({ policies }) => policies.has('a'))).toEqual([false, true, false, false]);
    expect(new Set(asked).size).toBe(4);
    expect(grant(caller, { 'x-purpose-of-use': 'BTG' }, 'query')).toBe(asked[1]);
    expect(grant(callerWith(), {}, 'query')).not.toBe(asked[0]);
  });

  it('are decided when they are asked for, and once', () => {
    const onError = vi.fn<(place: string, message: string) => void>();
    const grant = createPolicyGrants({ 'f:1': permit('a', ' when { principal.gone }') }, onError, 'asked once');
    const { policies } = grant(callerWith(), {}, 'query');
    expect(onError).not.toHaveBeenCalled();
    expect([policies.has('a'), policies.has('a')]).toEqual([false, false]);
    expect(onError).toHaveBeenCalledTimes(1);
  });
});

describe('a folder of policies', () => {
  const write = (files: Record<string, string>) => {
    const own = mkdtempSync(join(folder, 'policies-'));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(own, name), text);
    return own;
  };

  it('is read in the order of the names, of policies and the schema of records alone', async () => {
    const own = write({
      'b.cedar': permit('b'),
      'a.cedar': permit('a'),
      'notes.txt': 'x',
      'record.cedarschema': 's',
      'other.cedarschema': 't',
    });
    expect(await readPolicyFiles(own)).toEqual([
      [join(own, 'a.cedar'), permit('a')],
      [join(own, 'b.cedar'), permit('b')],
      [join(own, 'record.cedarschema'), 's'],
    ]);
    const withoutSchema = write({ 'a.cedar': permit('a') });
    expect(await readPolicies(withoutSchema)).toEqual({ [`${join(withoutSchema, 'a.cedar')}:1`]: permit('a') });
  });

  it.each([
    ['holds none', '', 'holds no .cedar file: WASL_POLICIES_DIR names the wrong folder.'],
    ['is none', 'none', 'cannot be read: WASL_POLICIES_DIR must be a folder of Cedar policies.'],
  ])('is refused where it %s', async (_, below, reason) => {
    const own = join(write({ 'record.cedarschema': 's' }), below);
    await expect(readPolicyFiles(own)).rejects.toThrow(ConfigError);
    await expect(readPolicyFiles(own)).rejects.toThrow(`${own} ${reason}`);
  });

  it('is refused where a file cannot be read', async () => {
    const own = write({ 'notes.txt': '' });
    mkdirSync(join(own, 'a.cedar'));
    const cause = expect.objectContaining({ code: 'EISDIR' });
    const message = `${join(own, 'a.cedar')} cannot be read.`;
    await expect(readPolicyFiles(own)).rejects.toThrow(expect.objectContaining({ message, cause }));
    const missing = readPolicyFiles(join(own, 'none'));
    await expect(missing).rejects.toThrow(
      expect.objectContaining({ cause: expect.objectContaining({ code: 'ENOENT' }) }),
    );
  });

  it.each([
    ['x/record-a.cedar', true],
    ['record-/a.cedar', false],
    ['my-record-a.cedar', false],
    ['record-a.txt', false],
    ['record.cedar', false],
  ])('holds policies about records in files of their own: %s', (file, is) => expect(isRecordFile(file)).toBe(is));
});

describe('policies of a file', () => {
  it('are named by their lines, each by one of its own', () => {
    const [a, b] = [permit('a'), permit('b')];
    expect(parseFile('f', `${a}\n// text\n\n${b} ${permit('c')}\n${a}`)).toEqual([
      ['f:1', a],
      ['f:4', b],
      ['f:4 (policy 3)', permit('c')],
      ['f:5', a],
    ]);
    const many = Array.from({ length: 12 }, (_, index) => permit(`p${index}`));
    expect(parseFile('f', many.join('\n'))).toEqual(many.map((text, index) => [`f:${index + 1}`, text]));
  });

  it('are refused at the line of what is none', () => {
    expect(() => parseFile('f', `${permit('سياسة')}\n\npermit(principal,, resource);`)).toThrow(/^f:3: .+/);
    expect(() => parseFile('f', 'permit')).toThrow(ConfigError);
  });

  it('are told with what Cedar says, at the line in the file', () => {
    const error = { message: 'wrong', help: 'do better', sourceLocations: [{ start: 7, end: 8 }] } as never;
    expect(explain('f', 'é\nab\ncd', error)).toBe('f:3: wrong: do better');
    expect(explain('f', 'é\nab\ncd', error, 10)).toBe('f:12: wrong: do better');
    expect(explain('f', 'a\nb', { message: 'wrong' } as never)).toBe('f:1: wrong');
    expect(explain('f', 'a\nb', { message: 'wrong', sourceLocations: [] } as never)).toBe('f:1: wrong');
    expect(explain('f', '', undefined)).toBe('f:1: this is no Cedar policy');
  });

  it.each([
    'permit(principal, action == Action::"read", resource);',
    'permit(principal, action == Action::"write", resource);',
    'permit(principal == Role::"nurse", action, resource);',
    'permit(principal, action, resource == Category::"ALLERGIES");',
  ])('are no rules about records: %s', (text) =>
    expect(() => parsePolicies([['f.cedar', `\n${text}`]])).toThrow(
      'f.cedar:2: this is a rule about records: put it in a file whose name begins with record-.',
    ),
  );

  it('of records are left to others', () => {
    const files = [
      ['a.cedar', permit('a')],
      ['record-b.cedar', 'permit(principal, action == Action::"read", resource);'],
      ['record.cedarschema', 'no policy'],
      ['c.cedar', 'permit(principal, action == Action::"reading", resource);'],
    ] as const;
    expect(Object.keys(parsePolicies(files))).toEqual(['a.cedar:1', 'c.cedar:1']);
  });
});
