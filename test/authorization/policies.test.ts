import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPolicyGrants } from '@wasl/gateway/policies/policyGrants';
import { readPolicies } from '@wasl/gateway/policies/readPolicies';
import { anonymous } from '@wasl/gateway/pipeline/authenticate';
import { root } from '@wasl/kit/paths';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSocketClient } from '../gateway/support/streamClients.ts';
import { startTestGateway, type TestGateway } from '../support/startTestGateway.ts';
import type { PlainSubgraph } from '../support/startTestSubgraphs.ts';
import { startTokenIssuer, type TokenIssuer } from '../support/startTokenIssuer.ts';
import type { Caller } from '@wasl/gateway/core/caller';

const fieldsByContext = { emergency: () => 'E', notForResearch: () => 'N', read: () => 'R' };
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
        emergency: String @policy(policies: [["emergency"]])
        notForResearch: String @policy(policies: [["not-for-research"]])
        read: String @policy(policies: [["reading"]])
      }
      type Mutation { write: String @policy(policies: [["reading"]]) change: String @policy(policies: [["changing"]]) }`,
    resolvers: {
      Query: {
        ward: () => 'W',
        board: () => 'B',
        broken: () => 'X',
        open: () => 'O',
        unknown: () => 'U',
        ...fieldsByContext,
      },
      Mutation: { write: () => 'written', change: () => 'changed' },
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
  'contexts.cedar': `
    permit(principal is User, action == Action::"policy", resource == Policy::"emergency")
      when { principal.roles.contains("nurse") && context has purposeOfUse && context.purposeOfUse == "ETREAT" };
    permit(principal is User, action, resource == Policy::"not-for-research");
    forbid(principal, action, resource == Policy::"not-for-research")
      when { context has purposeOfUse && context.purposeOfUse == "HRESCH" };
    permit(principal, action, resource == Policy::"reading") when { context.operation == "query" };
    permit(principal, action, resource == Policy::"changing") when { context.operation == "mutation" };`,
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

async function ask(field: string, claims: Record<string, unknown> | null, purpose?: string) {
  const headers: Record<string, string> = purpose === undefined ? {} : { 'x-purpose-of-use': purpose };
  if (claims !== null) headers['authorization'] = `Bearer ${await issuer.sign(claims)}`;
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

describe('a policy that decides on the request', () => {
  const nurse = { roles: ['nurse'] };

  it('permits for the purpose that it names', async () => {
    expect(await ask('emergency', nurse, 'ETREAT')).toEqual({ data: { emergency: 'E' } });
    expect(await ask('notForResearch', nurse, 'TREAT')).toEqual({ data: { notForResearch: 'N' } });
    expect(await ask('notForResearch', nurse)).toEqual({ data: { notForResearch: 'N' } });
  });

  const refused: [string, string, Record<string, unknown> | null, string | undefined][] = [
    ['without a purpose', 'emergency', nurse, undefined],
    ['for another purpose', 'emergency', nurse, 'TREAT'],
    ['for a purpose that only a claim names', 'emergency', { ...nurse, purposeOfUse: 'ETREAT' }, undefined],
    ['for the purpose alone, without the role', 'emergency', { roles: ['clerk'] }, 'ETREAT'],
    ['for the purpose alone, without a token', 'emergency', null, 'ETREAT'],
    ['for a purpose that no policy speaks of', 'unknown', nurse, 'BTG'],
    ['for a purpose that another policy forbids', 'notForResearch', nurse, 'HRESCH'],
  ];
  it.each(refused)('does not permit %s', async (_, field, claims, purpose) => {
    gateway.subgraphs.asked.length = 0;
    expect(await ask(field, claims, purpose)).toEqual(denied(field));
    expect(gateway.subgraphs.asked).toEqual([]);
  });

  it('gives one token a view for each purpose, the same operation at the same moment', async () => {
    const authorization = `Bearer ${await issuer.sign(nurse)}`;
    const purposes = Array.from({ length: 300 }, (_, index) => [undefined, 'ETREAT', 'TREAT'][index % 3]);
    const answers = await Promise.all(
      purposes.map((purpose) =>
        gateway.ask('{ emergency }', {
          headers: { authorization, ...(purpose !== undefined && { 'x-purpose-of-use': purpose }) },
        }),
      ),
    );
    expect(answers).toEqual(
      purposes.map((purpose) => (purpose === 'ETREAT' ? { data: { emergency: 'E' } } : denied('emergency'))),
    );
  });

  it('tells queries from mutations', async () => {
    expect(await ask('read', null)).toEqual({ data: { read: 'R' } });
    gateway.subgraphs.asked.length = 0;
    expect(await gateway.ask('mutation { write }')).toMatchObject({ data: { write: null } });
    expect(gateway.subgraphs.asked).toEqual([]);
    expect(await gateway.ask('mutation { change }')).toEqual({ data: { change: 'changed' } });
  });

  const badRequest = {
    message:
      'The header x-purpose-of-use names no purpose that is known here: send one of the expected ones, or leave it out.',
    extensions: {
      code: 'BAD_REQUEST',
      header: 'x-purpose-of-use',
      expected: ['TREAT', 'ETREAT', 'PATRQT', 'HPAYMT', 'PUBHLTH', 'HRESCH', 'BTG', 'PATADMIN', 'HOPERAT'],
    },
  };
  it.each(['MARKETING', 'etreat', '', 'ETREAT, TREAT', '__proto__'])(
    'is not asked about the purpose %j: the request is refused, and the header named',
    async (purpose) => {
      gateway.subgraphs.asked.length = 0;
      expect(await ask('open', nurse, purpose)).toEqual({ errors: [badRequest] });
      expect(gateway.subgraphs.asked).toEqual([]);
    },
  );

  it('hears the purpose of a socket too, where one that is no text is refused', async () => {
    const authorization = `Bearer ${await issuer.sign(nurse)}`;
    const askWith = async (purpose: unknown) => {
      const init = { authorization, 'X-Purpose-Of-Use': purpose };
      const client = openSocketClient(gateway.url, init);
      try {
        return (await client.iterate({ query: '{ emergency }' }).next()).value;
      } finally {
        await client.dispose();
      }
    };
    expect(await askWith('ETREAT')).toEqual({ data: { emergency: 'E' } });
    expect(await askWith('TREAT')).toEqual(denied('emergency'));
    await expect(askWith(['ETREAT'])).rejects.toEqual([badRequest]);
  });
});

describe('the decision', () => {
  it('is made once for a caller, a context and a name, and only for names that are asked about', () => {
    const errors: string[] = [];
    const grant = createPolicyGrants(
      {
        'p:1': 'permit(principal, action, resource == Policy::"a");',
        'p:2': 'permit(principal, action, resource) when { principal.nothing };',
      },
      (place) => errors.push(place),
    );
    const caller: Caller = { ...anonymous, authenticated: true, subject: 's' };
    const granted = grant(caller, {}, 'query');
    const treating = { 'x-purpose-of-use': 'TREAT' };
    expect(grant(caller, { traceparent: '00-1' }, 'query')).toBe(granted);
    expect(grant(caller, { ...treating }, 'query')).toBe(grant(caller, treating, 'query'));
    const different = [
      granted,
      grant(caller, treating, 'query'),
      grant(caller, treating, 'mutation'),
      grant(caller, {}, 'mutation'),
      grant(caller, {}, 'subscription'),
      grant({ ...caller }, {}, 'query'),
    ];
    expect(new Set(different).size).toBe(different.length);
    expect(errors).toEqual([]);
    expect(granted.policies.has('b')).toBe(false);
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
    expect(['a', 'b'].map((name) => grant(anonymous, {}, 'query').policies.has(name))).toEqual([false, true]);
    rmSync(other, { recursive: true });
  });
});

describe('a file of many policies', () => {
  it('names each by its line, in their order, the same text twice too', async () => {
    const other = mkdtempSync(join(tmpdir(), 'wasl-policies-'));
    const texts = Array.from({ length: 25 }, (_, index) =>
      index === 23
        ? 'permit(principal, action, resource == Policy::"3");'
        : `permit(principal, action, resource == Policy::"${index}");`,
    );
    writeFileSync(join(other, 'many.cedar'), texts.join('\n'));
    const policies = await readPolicies(other);
    expect(Object.entries(policies)).toEqual(
      texts.map((text, index) => [join(other, `many.cedar:${index + 1}`), text]),
    );
    rmSync(other, { recursive: true });
  });
});

describe('the committed policies', async () => {
  const grant = createPolicyGrants(await readPolicies(join(root, 'schema/policies')), (place, message) => {
    throw new Error(`${place}: ${message}`);
  });
  const meets = (claims: Record<string, unknown>, name: string) =>
    grant({ ...anonymous, authenticated: true, subject: 's', claims }, {}, 'query').policies.has(name);

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
