import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPolicyGrants } from '@wasl/gateway/authorization/policies/policyGrants';
import { readPolicies } from '@wasl/gateway/authorization/policies/readPolicies';
import { anonymous } from '@wasl/gateway/request/authenticate';
import type { Caller } from '@wasl/gateway/request/types';
import { root } from '@wasl/kit/paths';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/startTestGateway.ts';
import type { PlainSubgraph } from '../support/startTestSubgraphs.ts';
import { startTokenIssuer, type TokenIssuer } from '../support/startTokenIssuer.ts';

const subgraphs: PlainSubgraph[] = [
  {
    name: 'wards',
    sdl: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@policy"])
      type Query {
        ward: String @policy(policies: [["ward"]])
        board: String @policy(policies: [["board"], ["ward", "night"]])
        broken: String @policy(policies: [["broken"]])
        open: String @policy(policies: [["everyone"]])
        unknown: String @policy(policies: [["nobody-wrote-it"]])
      }`,
    resolvers: {
      Query: { ward: () => 'W', board: () => 'B', broken: () => 'X', open: () => 'O', unknown: () => 'U' },
    },
  },
];

const files = {
  'permits.cedar': `
    permit(principal is User, action == Action::"policy", resource == Policy::"ward") when { principal.roles.contains("nurse") };
    permit(principal is User, action == Action::"policy", resource == Policy::"night")
      when { principal.claims has shift && principal.claims.shift == "night" };
    permit(principal, action == Action::"policy", resource == Policy::"everyone");
    permit(principal, action == Action::"policy", resource == Policy::"broken");`,
  'forbids.cedar': `
    forbid(principal, action, resource == Policy::"ward") when { principal.claims has suspended && principal.claims.suspended };
    // غير محروس: لا يُختبر وجود المطالبة قبل قراءتها
    forbid(principal, action, resource == Policy::"broken") when { principal.claims.level < 3 };`,
};

let folder: string;
let issuer: TokenIssuer;
let gateway: TestGateway;
const warnings: unknown[] = [];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wasl-policies-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  issuer = await startTokenIssuer();
  gateway = await startTestGateway(subgraphs, {
    tokens: { jwksUrl: issuer.jwksUrl, policiesClaim: 'granted' },
    policiesDir: folder,
    warn: (message, about) => void warnings.push({ message, ...about }),
  });
});
afterAll(async () => {
  await gateway.stop();
  await issuer.stop();
  rmSync(folder, { recursive: true });
});

async function ask(field: string, claims: Record<string, unknown> | null) {
  const headers: Record<string, string> =
    claims === null ? {} : { authorization: `Bearer ${await issuer.sign(claims)}` };
  return gateway.ask(`{ ${field} }`, { headers });
}
const denied = (field: string) => ({
  data: { [field]: null },
  errors: [
    {
      message: 'Unauthorized field or type',
      path: [field],
      locations: [{ line: 1, column: 3 }],
      extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' },
    },
  ],
});

describe('a @policy decided by Cedar', () => {
  const nurse = { roles: ['nurse'] };
  const granted: [string, string, Record<string, unknown> | null, string][] = [
    ['a role that a policy permits', 'ward', nurse, 'W'],
    ['all policies of an inner list', 'board', { ...nurse, shift: 'night' }, 'B'],
    ['a policy that permits everyone, without a token', 'open', null, 'O'],
    ['the claim, where no Cedar policy permits', 'unknown', { granted: ['nobody-wrote-it'] }, 'U'],
    ['the claim for one policy and Cedar for the other', 'board', { ...nurse, granted: 'night' }, 'B'],
    ['a forbid whose condition does not hold', 'broken', { level: 3 }, 'X'],
  ];
  it.each(granted)('is met by %s', async (_, field, claims, value) => {
    expect(await ask(field, claims)).toEqual({ data: { [field]: value } });
  });

  const refused: [string, string, Record<string, unknown> | null][] = [
    ['without a token', 'ward', null],
    ['another role', 'ward', { roles: ['clerk'] }],
    ['a role in the wrong form', 'ward', { roles: 'nurse' }],
    ['a name that no policy speaks of', 'unknown', nurse],
    ['half of an inner list', 'board', nurse],
    ['a forbid, though another policy permits', 'ward', { ...nurse, suspended: true }],
    ['a scope of the policy’s name', 'ward', { scope: 'ward night board' }],
    ['a role of the policy’s name', 'ward', { roles: ['ward'] }],
    ['a forbid that fails on a missing claim', 'broken', {}],
    ['a forbid that fails on a claim of another type', 'broken', { level: 'three' }],
    ['a forbid that fails on a fraction', 'broken', { level: 2.5 }],
    ['a claim that is null', 'broken', { level: null }],
  ];
  it.each(refused)('is not met by %s', async (_, field, claims) => {
    gateway.subgraphs.asked.length = 0;
    expect(await ask(field, claims)).toEqual(denied(field));
    expect(gateway.subgraphs.asked).toEqual([]);
  });

  it('is answered for a caller whose claims Cedar has no form for', async () => {
    const odd = {
      roles: ['nurse'],
      __entity: { type: 'User', id: 'root' },
      deep: { a: { b: { c: { d: 1 } } } },
      none: null,
    };
    expect(await ask('ward', odd)).toEqual({ data: { ward: 'W' } });
  });

  it('tells the operator once of a policy that fails, by file and line, without the caller', async () => {
    await ask('broken', { sub: 'somebody' });
    await ask('broken', { sub: 'somebody-else' });
    const place = `${join(folder, 'forbids.cedar')}:4`;
    expect(warnings).toEqual([
      { message: 'a policy failed, so it denied', policy: place, reason: expect.stringContaining('`level`') },
    ]);
    expect(JSON.stringify(warnings)).not.toContain('somebody');
  });
});

describe('the decision', () => {
  it('is made once for a caller and a name, and only for names that are asked about', () => {
    const errors: string[] = [];
    const grant = createPolicyGrants(
      {
        'p:1': 'permit(principal, action, resource == Policy::"a");',
        'p:2': 'permit(principal, action, resource) when { principal.nothing };',
      },
      (place) => errors.push(place),
    );
    const caller: Caller = { ...anonymous, authenticated: true, subject: 's' };
    expect(grant(caller)).toBe(grant(caller));
    expect(errors).toEqual([]);
    expect(grant(caller).policies.has('b')).toBe(false);
    expect(errors).toEqual(['p:2']);
  });
});

describe('a folder of policies', () => {
  it.each([
    ['permit(principal, action, resource);\n// تعليق\npermit(principal,, resource);', 3],
    ['permit(principal == ?principal, action, resource);', 1],
    ['permit(principal, action, resource) when { principal.x ===== 1 };', 1],
  ])('that holds %j is refused at line %i', async (text, line) => {
    const other = mkdtempSync(join(tmpdir(), 'wasl-policies-'));
    writeFileSync(join(other, 'broken.cedar'), text);
    await expect(readPolicies(other)).rejects.toThrow(new RegExp(`broken\\.cedar:${line}: `));
    rmSync(other, { recursive: true });
  });

  it('keeps a gateway from starting when one of its files is broken', async () => {
    const other = mkdtempSync(join(tmpdir(), 'wasl-policies-'));
    writeFileSync(join(other, 'one.cedar'), 'permit(principal action resource);');
    const start = startTestGateway(subgraphs, { tokens: { jwksUrl: issuer.jwksUrl }, policiesDir: other });
    await expect(start).rejects.toThrow(`${join(other, 'one.cedar')}:1: `);
    rmSync(other, { recursive: true });
  });

  it('that is missing or holds no policy is refused', async () => {
    await expect(readPolicies('/nowhere')).rejects.toThrow('/nowhere cannot be read');
    const empty = mkdtempSync(join(tmpdir(), 'wasl-policies-'));
    await expect(readPolicies(empty)).rejects.toThrow('holds no .cedar file');
    rmSync(empty, { recursive: true });
  });

  it('keeps each of several policies that stand on one line, a forbid before a permit too', async () => {
    const other = mkdtempSync(join(tmpdir(), 'wasl-policies-'));
    const forbid = 'forbid(principal, action, resource == Policy::"a");';
    const permit = 'permit(principal, action, resource);';
    writeFileSync(join(other, 'one.cedar'), `${forbid} ${permit}\n${permit}`);
    const policies = await readPolicies(other);
    expect(policies).toEqual({
      [join(other, 'one.cedar:1')]: forbid,
      [join(other, 'one.cedar:1 (policy 2)')]: permit,
      [join(other, 'one.cedar:2')]: permit,
    });
    const grant = createPolicyGrants(policies, () => undefined);
    expect(['a', 'b'].map((name) => grant(anonymous).policies.has(name))).toEqual([false, true]);
    rmSync(other, { recursive: true });
  });
});

describe('the committed policies', async () => {
  const grant = createPolicyGrants(await readPolicies(join(root, 'schema/policies')), (place, message) => {
    throw new Error(`${place}: ${message}`);
  });
  const meets = (claims: Record<string, unknown>, name: string) =>
    grant({ ...anonymous, authenticated: true, subject: 's', claims }).policies.has(name);

  it.each([
    ['emergency staff at a facility', { roles: ['emergency'], facility_id: 'F-DI-001' }, 'emergency-care', true],
    ['emergency staff at no facility', { roles: ['emergency'] }, 'emergency-care', false],
    ['an auditor', { roles: ['auditor'] }, 'access-review', true],
    ['an auditor who also treats', { roles: ['auditor', 'physician'] }, 'access-review', false],
    ['a citizen', { roles: ['citizen'] }, 'access-review', false],
  ])('decide of %s', (_, claims, name, isGranted) => {
    expect(meets(claims, name)).toBe(isGranted);
  });
});
