import { type DeniedFieldsMode, deniedFieldsModes } from '@wasl/gateway/authorization/deniedFields';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/startTestGateway.ts';
import type { PlainSubgraph } from '../support/startTestSubgraphs.ts';
import { startTokenIssuer, type TokenIssuer } from '../support/startTokenIssuer.ts';

let mutationsRun = 0;

const subgraphs: PlainSubgraph[] = [
  {
    name: 'people',
    sdl: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@authenticated", "@requiresScopes", "@policy"])
      type Query { open: String! users: [User!]! node: Node me: User @authenticated }
      type Mutation { rename: User @requiresScopes(scopes: [["write"]]) touch: String }
      interface Node { id: ID! label: String }
      type User implements Node {
        id: ID!
        label: String
        email: String @requiresScopes(scopes: [["email"], ["admin", "staff"]])
        salary: Int @policy(policies: [["payroll"]])
        file: File @requiresScopes(scopes: [["files"]])
      }
      type Robot implements Node { id: ID! label: String @requiresScopes(scopes: [["robots"]]) }
      type File @requiresScopes(scopes: [["files.read"], ["admin"]]) { name: String }`,
    resolvers: {
      Query: {
        open: () => 'open',
        me: () => ({ id: '1' }),
        users: () => [{ id: '1' }, { id: '2' }],
        node: () => ({ __typename: 'User', id: '1' }),
      },
      Mutation: {
        rename: () => ({ id: String((mutationsRun += 1)) }),
        touch: () => `touched ${(mutationsRun += 1)}`,
      },
      User: { email: () => 'rima@test', salary: () => 42, label: () => 'Rima', file: () => ({ name: 'x-ray' }) },
    },
  },
];

let issuer: TokenIssuer;
const gateways = new Map<DeniedFieldsMode, TestGateway>();
const warnings: unknown[] = [];
beforeAll(async () => {
  issuer = await startTokenIssuer();
  for (const deniedFields of deniedFieldsModes) {
    const tokens = { jwksUrl: issuer.jwksUrl, policiesClaim: 'policies' };
    const warn = (message: string, about: object) => void warnings.push({ message, ...about });
    gateways.set(deniedFields, await startTestGateway(subgraphs, { tokens, deniedFields, warn }));
  }
});
afterAll(async () => {
  for (const gateway of gateways.values()) await gateway.stop();
  await issuer.stop();
});

const gatewayIn = (mode: DeniedFieldsMode) => gateways.get(mode) as TestGateway;

/** Asks the gateway of a mode, as a caller with these claims or as nobody. */
async function ask(mode: DeniedFieldsMode, query: string, claims: Record<string, unknown> | null, more = {}) {
  const gateway = gatewayIn(mode);
  gateway.subgraphs.asked.length = 0;
  mutationsRun = 0;
  warnings.length = 0;
  const headers = claims === null ? undefined : { authorization: `Bearer ${await issuer.sign(claims)}` };
  return gateway.ask(query, { ...(headers && { headers }), ...more });
}

const denied = (path: (string | number)[], extensions = {}) => ({
  message: 'Unauthorized field or type',
  path,
  locations: expect.anything(),
  extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE', ...extensions },
});
const rejected = (...paths: string[][]) => ({ data: null, errors: paths.map((path) => denied(path)) });

describe('reject', () => {
  const refusals: [string, string, string[][]][] = [
    ['one denied field', '{ open users { id email } }', [['users', 'email']]],
    ['each denied field once', '{ users { email s: salary } me { id } }', [['users', 'email'], ['users', 's'], ['me']]],
    [
      'a path that two fragments share',
      '{ users { ...F ... on User { email } } } fragment F on User { email }',
      [['users', 'email']],
    ],
    ['a field under its alias', '{ people: users { id: email } }', [['people', 'id']]],
    ['a mutation beside one that is allowed', 'mutation { touch rename { id } }', [['rename']]],
    ['a field that an implementation protects', '{ node { id label } }', [['node', 'label']]],
  ];
  it.each(refusals)('answers no data and asks nobody for %s', async (_, query, paths) => {
    expect(await ask('reject', query, null)).toEqual(rejected(...paths));
    expect(gatewayIn('reject').subgraphs.asked).toEqual([]);
    expect(mutationsRun).toBe(0);
  });

  it('answers what is allowed as ever', async () => {
    expect(await ask('reject', '{ users { id email } }', { scope: 'email' })).toEqual({
      data: {
        users: [
          { id: '1', email: 'rima@test' },
          { id: '2', email: 'rima@test' },
        ],
      },
    });
  });

  it('lets an operation run whose denied fields are all skipped', async () => {
    const query =
      'query ($no: Boolean = false) { open users { id email @include(if: $no) } me @skip(if: true) { id } }';
    expect(await ask('reject', query, null)).toEqual({ data: { open: 'open', users: [{ id: '1' }, { id: '2' }] } });
  });

  it('goes by the value of a variable, not by its default', async () => {
    const query = 'query ($no: Boolean = false) { users { id email @include(if: $no) } }';
    expect(await ask('reject', query, null, { variables: { no: true } })).toEqual(rejected(['users', 'email']));
  });

  it('judges only the operation that is named', async () => {
    const query = 'query A { open } query B { me { id } }';
    expect(await ask('reject', query, null, { operationName: 'A' })).toEqual({ data: { open: 'open' } });
  });
});

describe('explain', () => {
  const missing = (more: object) => ({ missing: { authenticated: false, scopes: [], policies: [], ...more } });

  const explanations: [string, string, Record<string, unknown> | null, string, (string | number)[], object][] = [
    ['that a token is missing', '{ me { id } }', null, 'me', ['me'], { authenticated: true }],
    ['a policy', '{ node { ... on User { salary } } }', {}, 'salary', ['node', 'salary'], { policies: [['payroll']] }],
    [
      'every way to be allowed',
      '{ node { ... on User { email } } }',
      {},
      'email',
      ['node', 'email'],
      { scopes: [['email'], ['admin', 'staff']] },
    ],
    [
      'only what is not held yet',
      '{ node { ... on User { email } } }',
      { scope: 'admin' },
      'email',
      ['node', 'email'],
      { scopes: [['email'], ['staff']] },
    ],
    [
      'the rules of a field and of its type together',
      '{ node { ... on User { file { name } } } }',
      {},
      'file',
      ['node', 'file'],
      {
        scopes: [
          ['files', 'files.read'],
          ['files', 'admin'],
        ],
      },
    ],
    [
      'the rule of the implementation that a field is denied for',
      '{ node { label } }',
      {},
      'label',
      ['node', 'label'],
      { scopes: [['robots']] },
    ],
  ];
  it.each(explanations)('names %s', async (_, query, claims, key, path, more) => {
    const data = path.length === 1 ? { [key]: null } : { node: { [key]: null } };
    expect(await ask('explain', query, claims)).toEqual({ data, errors: [denied(path, missing(more))] });
  });

  it('explains to each caller what that caller lacks, though both share a plan', async () => {
    const query = '{ node { ... on User { email } } }';
    const of = (scopes: string[][]) => ({
      data: { node: { email: null } },
      errors: [denied(['node', 'email'], missing({ scopes }))],
    });
    expect(await ask('explain', query, { scope: 'admin' })).toEqual(of([['email'], ['staff']]));
    const headers = { authorization: `Bearer ${await issuer.sign({ scope: 'staff' })}` };
    expect(await gatewayIn('explain').ask(query, { headers })).toEqual(of([['email'], ['admin']]));
  });
});

describe('dry-run', () => {
  const report = (...fields: [path: string[], coordinate: string, missing: object][]) => ({
    authorization: {
      mode: 'dry-run',
      denied: fields.map(([path, coordinate, more]) => ({
        path,
        coordinate,
        missing: { authenticated: false, scopes: [], policies: [], ...more },
      })),
    },
  });

  it('answers everything, and tells what would have been denied', async () => {
    expect(await ask('dry-run', '{ users { id email } me { id } }', null)).toEqual({
      data: {
        users: [
          { id: '1', email: 'rima@test' },
          { id: '2', email: 'rima@test' },
        ],
        me: { id: '1' },
      },
      extensions: report(
        [['users', 'email'], 'User.email', { scopes: [['email'], ['admin', 'staff']] }],
        [['me'], 'Query.me', { authenticated: true }],
      ),
    });
    expect(warnings).toEqual([
      {
        message: 'dry-run: rules would have denied fields',
        operation: expect.stringMatching(/^[\w-]{43}$/),
        fields: ['User.email', 'Query.me'],
      },
    ]);
  });

  it('runs a mutation that would have been denied', async () => {
    expect(await ask('dry-run', 'mutation { rename { id } }', {})).toEqual({
      data: { rename: { id: '1' } },
      extensions: report([['rename'], 'Mutation.rename', { scopes: [['write']] }]),
    });
  });

  it('says nothing where nothing would have been denied', async () => {
    expect(await ask('dry-run', '{ open }', null)).toEqual({ data: { open: 'open' } });
    expect(warnings).toEqual([]);
  });
});

describe('filter', () => {
  it('keeps what is missing to itself', async () => {
    expect(await ask('filter', '{ users { email } }', {})).toEqual({
      data: { users: [{ email: null }, { email: null }] },
      errors: [denied(['users', 0, 'email']), denied(['users', 1, 'email'])],
    });
  });
});
