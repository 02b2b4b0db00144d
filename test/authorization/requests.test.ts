import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deniedAt, federationLink, secret } from '../support/fieldRuleSuite.ts';
import { startTestGateway, type TestGateway } from '../support/startTestGateway.ts';
import { startTestIssuer, type TestIssuer } from '../support/startTestIssuer.ts';

const sdl = `${federationLink}
  type Query { user: User }
  type Mutation { erase: String @authenticated }
  type User @key(fields: "id") { id: ID! email: String @authenticated }`;
let erased = 0;
const resolvers = {
  Query: { user: () => ({ id: '1' }) },
  Mutation: { erase: () => String((erased += 1)) },
  User: { __resolveReference: (user: object) => user, email: () => secret('User.email') },
};
const deniedEmail = { errors: [deniedAt('user.email')], data: { user: { email: null } } };

describe('whatever way a request comes', () => {
  let issuer: TestIssuer;
  let gateway: TestGateway;
  beforeAll(async () => {
    issuer = await startTestIssuer();
    gateway = await startTestGateway([{ name: 'people', sdl, resolvers }], { tokens: { jwksUrl: issuer.jwksUrl } });
  });
  afterAll(async () => {
    await gateway.stop();
    issuer.stop();
  });
  const get = async (parameters: Record<string, string>) =>
    (await fetch(`${gateway.url}?${new URLSearchParams(parameters)}`)).json();
  const post = async (body: string, headers: Record<string, string> = {}) => {
    const response = await fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    return { status: response.status, text: await response.text() };
  };

  it('by GET the rules hold', async () => {
    expect(await get({ query: '{ user { email } }' })).toEqual(deniedEmail);
  });

  it('by GET no mutation runs', async () => {
    expect(await get({ query: 'mutation { erase }' })).toMatchObject({
      errors: [{ extensions: { code: 'METHOD_NOT_ALLOWED' } }],
    });
    expect(erased).toBe(0);
  });

  it('a batch is refused as a whole', async () => {
    const { status, text } = await post(
      JSON.stringify([{ query: '{ user { email } }' }, { query: 'mutation { erase }' }]),
    );
    expect(status).toBe(400);
    expect(text).not.toContain('SECRET');
    expect(erased).toBe(0);
  });

  it.each([
    '{ _service { sdl } }',
    '{ _entities(representations: [{__typename: "User", id: "1"}]) { ... on User { email } } }',
  ])('what only gateways ask subgraphs is no field: %s', async (query) => {
    gateway.subgraphs.asked.length = 0;
    expect(await gateway.ask(query)).toMatchObject({ errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] });
    expect(gateway.subgraphs.asked).toEqual([]);
  });

  it.each([
    ['a token that is none', 'Bearer nonsense'],
    ['an unsigned token', `Bearer ${btoa('{"alg":"none"}')}.${btoa('{"sub":"s","exp":9999999999}')}.`],
    ['another scheme', 'Basic dXNlcjpwYXNz'],
    ['an empty token', 'Bearer '],
  ])('%s is nobody’s: 401, and nobody is asked', async (_, authorization) => {
    gateway.subgraphs.asked.length = 0;
    const { status, text } = await post(JSON.stringify({ query: '{ user { id } }' }), { authorization });
    expect(status).toBe(401);
    expect(text).toContain('UNAUTHENTICATED');
    expect(gateway.subgraphs.asked).toEqual([]);
  });

  it.each(['x-wasl-caller', 'x-scope', 'x-forwarded-user', 'x-purpose-of-use'])(
    'a header %s grants nothing',
    async (name) => {
      expect(await gateway.ask('{ user { email } }', { headers: { [name]: 'admin' } })).toEqual(deniedEmail);
    },
  );

  it.each([
    ['an empty operation name', JSON.stringify({ query: '{ user { email } }', operationName: '' })],
    ['an operation name that holds a line', JSON.stringify({ query: 'user { email } }', operationName: '{' })],
    ['an operation name that continues the query', JSON.stringify({ query: '}', operationName: '\n{ user { email }' })],
  ])('%s does not change what others are answered', async (_, body) => {
    const fresh = `{ user { email } } # ${body.length}`;
    await post(body.replace('{ user { email } }', fresh));
    expect(await gateway.ask('{ user { email } }')).toEqual(deniedEmail);
    expect(await gateway.ask(fresh)).toEqual(deniedEmail);
  });
});
