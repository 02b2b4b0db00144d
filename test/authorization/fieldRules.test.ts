import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/startTestGateway.ts';
import type { PlainSubgraph } from '../support/startTestSubgraphs.ts';

const secret = 'SECRET-VALUE';
let mutationsRun = 0;

const subgraphs: PlainSubgraph[] = [
  {
    name: 'people',
    sdl: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@authenticated", {name: "@requiresScopes", as: "@needs"}, "@policy"])
      type Query {
        open: String!
        me: User @authenticated
        user: User
        users: [User!]!
        node: Node
        anything: [Any]
        sealed: Sealed
        nothing: String @needs(scopes: [])
      }
      type Mutation { createUser: User @needs(scopes: [["write"]]) touch: Sealed }
      interface Node { id: ID! label: String }
      type User implements Node @key(fields: "id") {
        id: ID!
        name: String!
        label: String
        email: String @needs(scopes: [["email"], ["admin", "staff"]])
        salary: Int! @policy(policies: [["payroll"]])
        rank: Rank
      }
      type Robot implements Node { id: ID! label: String @needs(scopes: [["robots"]]) }
      type Sealed @authenticated { code: String! }
      enum Rank @authenticated { LOW HIGH }
      union Any = Robot | Sealed`,
    resolvers: {
      Query: {
        open: () => 'open',
        me: () => ({ id: '1', name: secret }),
        user: () => ({ id: '1', name: 'Rima' }),
        users: () => [
          { id: '1', name: 'Rima' },
          { id: '2', name: 'Sami' },
        ],
        node: () => ({ __typename: 'User', id: '1', label: secret }),
        anything: () => [
          { __typename: 'Robot', id: 'r', label: secret },
          { __typename: 'Sealed', code: secret },
        ],
        sealed: () => ({ code: secret }),
        nothing: () => 'nothing',
      },
      Mutation: {
        createUser: () => {
          mutationsRun += 1;
          return { id: '9', name: 'New' };
        },
        touch: () => {
          mutationsRun += 1;
          return { code: secret };
        },
      },
      User: { email: () => secret, salary: () => 424242, rank: () => 'HIGH', label: () => secret },
    },
  },
  {
    name: 'letters',
    sdl: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@external", "@requires", {name: "@requiresScopes", as: "@needs"}, "@policy"])
      type User @key(fields: "id") {
        id: ID!
        email: String @external
        greeting: String @requires(fields: "email") @needs(scopes: [["email"], ["admin", "staff"]])
        letter: String @policy(policies: [["post"]])
      }`,
    resolvers: {
      User: {
        __resolveReference: (user: object) => user,
        greeting: ({ email }: { email: string }) => `Dear ${email}`,
        letter: () => secret,
      },
    },
  },
];

const denied = (...path: (string | number)[]) => ({
  message: 'Unauthorized field or type',
  path,
  locations: expect.anything(),
  extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' },
});

type Case = [
  what: string,
  claims: Record<string, unknown> | null,
  query: string,
  data: unknown,
  errors: unknown[],
  unasked: string,
];

const cases: Case[] = [
  ['an open field', null, '{ open }', { open: 'open' }, [], 'email'],
  ['an empty list of scopes', null, '{ nothing }', { nothing: 'nothing' }, [], 'email'],
  ['@authenticated without a token', null, '{ open me { name } }', { open: 'open', me: null }, [denied('me')], 'me'],
  ['nothing but what is denied', null, '{ me { name } }', { me: null }, [denied('me')], 'me'],
  [
    'a field without its scope',
    {},
    '{ user { name email } }',
    { user: { name: 'Rima', email: null } },
    [denied('user', 'email')],
    'email',
  ],
  [
    'half of an inner list',
    { scope: 'admin' },
    '{ user { email } }',
    { user: { email: null } },
    [denied('user', 'email')],
    'email',
  ],
  [
    'an alias of a denied field',
    {},
    '{ user { name: email } }',
    { user: { name: null } },
    [denied('user', 'name')],
    'email',
  ],
  [
    'aliases swapped',
    {},
    '{ user { email: name name: email } }',
    { user: { email: 'Rima', name: null } },
    [denied('user', 'name')],
    'name: email',
  ],
  ['__proto__ as an alias', {}, '{ user { __proto__: email id } }', undefined, [denied('user', '__proto__')], 'email'],
  [
    'a list',
    {},
    '{ users { id email } }',
    {
      users: [
        { id: '1', email: null },
        { id: '2', email: null },
      ],
    },
    [denied('users', 0, 'email'), denied('users', 1, 'email')],
    'email',
  ],
  [
    'a non-null field, which bubbles',
    {},
    '{ user { name salary } }',
    { user: null },
    [denied('user', 'salary')],
    'salary',
  ],
  [
    'a scope that bears a policy’s name',
    { scope: 'payroll' },
    '{ user { salary } }',
    { user: null },
    [denied('user', 'salary')],
    'salary',
  ],
  [
    'a policy that bears a scope’s name',
    { policies: ['email'] },
    '{ user { email } }',
    { user: { email: null } },
    [denied('user', 'email')],
    'email',
  ],
  [
    'a named fragment',
    {},
    '{ user { ...F } } fragment F on User { id email }',
    { user: { id: '1', email: null } },
    [denied('user', 'email')],
    'email',
  ],
  [
    'a fragment that holds nothing else',
    {},
    '{ user { ...F id } } fragment F on User { email }',
    { user: { id: '1', email: null } },
    [denied('user', 'email')],
    'email',
  ],
  ['a skipped field', {}, '{ user { id email @skip(if: true) } }', { user: { id: '1' } }, [], 'email'],
  [
    'a field that a variable leaves out',
    {},
    'query ($v: Boolean = false) { user { id email @include(if: $v) } }',
    { user: { id: '1' } },
    [],
    'email',
  ],
  [
    'a field that an implementation protects, through its interface',
    {},
    '{ node { id label } }',
    { node: { id: '1', label: null } },
    [denied('node', 'label')],
    'label',
  ],
  [
    'a member of a union',
    {},
    '{ anything { ... on Robot { id label } } }',
    { anything: [{ id: 'r', label: null }, {}] },
    [denied('anything', 0, 'label')],
    'label',
  ],
  [
    'a protected member of a union',
    null,
    '{ anything { ... on Sealed { code } ... on Robot { id } } }',
    { anything: [{ id: 'r' }, null] },
    [denied('anything', 1, 'code')],
    'code',
  ],
  ['a field of a protected type', null, '{ sealed { code } }', { sealed: null }, [denied('sealed')], 'sealed'],
  [
    'a protected enum',
    null,
    '{ user { id rank } }',
    { user: { id: '1', rank: null } },
    [denied('user', 'rank')],
    'rank',
  ],
  [
    'what @requires a denied field',
    {},
    '{ user { id greeting } }',
    { user: { id: '1', greeting: null } },
    [denied('user', 'greeting')],
    'email',
  ],
  [
    'a policy of another subgraph',
    {},
    '{ user { id letter } }',
    { user: { id: '1', letter: null } },
    [denied('user', 'letter')],
    'letter',
  ],
  [
    'a mutation',
    {},
    'mutation { createUser { __typename } }',
    { createUser: null },
    [denied('createUser')],
    'createUser',
  ],
  [
    'a mutation that returns a protected type',
    null,
    'mutation { touch { __typename } }',
    { touch: null },
    [denied('touch')],
    'touch',
  ],
  [
    'introspection beside it',
    {},
    '{ __schema { queryType { name } } user { email } }',
    { __schema: { queryType: { name: 'Query' } }, user: { email: null } },
    [denied('user', 'email')],
    'email',
  ],
  [
    'an empty selection that keeps its type name',
    {},
    '{ user { email } }',
    { user: { email: null } },
    [denied('user', 'email')],
    'email',
  ],
];

describe('field rules', () => {
  let gateway: TestGateway;
  let sign: (claims: Record<string, unknown>) => Promise<string>;
  let close: () => void;
  beforeAll(async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256' };
    const server = createServer((_, response) => response.end(JSON.stringify({ keys: [jwk] })));
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const jwksUrl = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    sign = (claims) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
        .setSubject('s')
        .setExpirationTime('5m')
        .sign(privateKey);
    close = () => server.close();
    gateway = await startTestGateway(subgraphs, { tokens: { jwksUrl, policiesClaim: 'policies' } });
  });
  afterAll(async () => {
    await gateway.stop();
    close();
  });
  const ask = async (claims: Record<string, unknown> | null, query: string) =>
    gateway.ask(query, { headers: claims === null ? {} : { authorization: `Bearer ${await sign(claims)}` } });

  for (const [what, claims, query, data, errors, unasked] of cases) {
    it(`hold for ${what}`, async () => {
      gateway.subgraphs.asked.length = 0;
      mutationsRun = 0;
      const answer = (await ask(claims, query)) as { data: unknown; errors?: unknown[] };
      if (data !== undefined) expect(answer.data).toEqual(data);
      expect(answer.errors ?? []).toEqual(errors);
      expect(JSON.stringify(answer)).not.toMatch(/SECRET-VALUE|424242/);
      const asked = gateway.subgraphs.asked.map((operation) => operation.query).join('\n');
      expect(asked).not.toMatch(new RegExp(`\\b${unasked}\\b`));
      expect(mutationsRun).toBe(0);
    });
  }

  it.each([
    [{ scope: 'email' }, '{ user { email } }', { user: { email: secret } }],
    [
      { scp: ['admin', 'staff'] },
      '{ user { email greeting } }',
      { user: { email: secret, greeting: `Dear ${secret}` } },
    ],
    [{ policies: ['payroll'] }, '{ user { salary } }', { user: { salary: 424242 } }],
    [{ policies: ['post'] }, '{ user { letter } }', { user: { letter: secret } }],
    [
      {},
      '{ me { name } sealed { code } user { rank } }',
      { me: { name: secret }, sealed: { code: secret }, user: { rank: 'HIGH' } },
    ],
    [{ scope: 'robots' }, '{ node { label } }', { node: { label: secret } }],
    [{ scope: 'write' }, 'mutation { createUser { id } }', { createUser: { id: '9' } }],
  ])('let %j read %s', async (claims, query, data) => {
    expect(await ask(claims, query)).toEqual({ data });
  });

  it('never show one caller what another may see, the same operation at the same moment', async () => {
    const answers = await Promise.all(
      Array.from({ length: 600 }, (_, index) =>
        ask(index % 2 === 0 ? { scope: 'email' } : {}, '{ user { id email } }'),
      ),
    );
    for (const [index, answer] of answers.entries()) {
      expect((answer as { data: unknown }).data).toEqual({ user: { id: '1', email: index % 2 === 0 ? secret : null } });
    }
  });

  it('do not let a gateway start that could not tell callers apart', async () => {
    await expect(startTestGateway(subgraphs)).rejects.toMatchObject({ code: 'SUPERGRAPH_REFUSED' });
  });
});
