import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DeniedFieldsMode } from '@wasl/gateway/authorization/deniedFields';
import { startTestGateway, type TestGateway } from '../support/startTestGateway.ts';
import type { PlainSubgraph } from '../support/startTestSubgraphs.ts';

let touched = 0;
const subgraphs: PlainSubgraph[] = [
  {
    name: 'people',
    sdl: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@requiresScopes"])
      type Query { user: User open(n: Int!): Int secret(n: Int!): Int @requiresScopes(scopes: [["s"]]) }
      type Mutation { touch: Int hide: Int @requiresScopes(scopes: [["s"]]) }
      type User { id: ID! email: String @requiresScopes(scopes: [["s"]]) }`,
    resolvers: {
      Query: { user: () => ({ id: '1' }), open: () => 1, secret: () => 42 },
      Mutation: { touch: () => (touched += 1), hide: () => 2 },
      User: { email: () => 'SECRET' },
    },
  },
];
const refused = (...path: string[]) => ({
  message: 'Argument "if" of non-null type "Boolean!" must not be null.',
  ...(path.length > 0 && { path }),
  locations: expect.any(Array),
  extensions: { code: 'BAD_USER_INPUT' },
});
const denied = (...path: string[]) => ({
  message: 'Unauthorized field or type',
  path,
  locations: expect.any(Array),
  extensions: expect.objectContaining({ code: 'UNAUTHORIZED_FIELD_OR_TYPE' }),
});

describe.each<DeniedFieldsMode>(['filter', 'explain', 'reject', 'dry-run'])(
  'a condition that is null, with %s',
  (mode) => {
    let gateway: TestGateway;
    beforeAll(async () => {
      const tokens = { jwksUrl: new URL('http://127.0.0.1:9/') };
      gateway = await startTestGateway(subgraphs, { tokens, deniedFields: mode });
    });
    afterAll(() => gateway?.stop());

    const ask = async (query: string) => {
      const { data, errors } = (await gateway.ask(query, { variables: { x: null } })) as Record<string, unknown>;
      expect(gateway.logged).toEqual([]);
      return { data, errors };
    };

    test('on a denied field at the root answers nothing, with its error', async () => {
      const query = 'query ($x: Boolean = true) { open(n: 1) secret(n: 1) @include(if: $x) }';
      expect(await ask(query)).toEqual({ data: null, errors: [refused()] });
      expect(await ask('query ($x: Boolean = true) { secret(n: 1) @skip(if: $x) }')).toEqual({
        data: null,
        errors: [refused()],
      });
    });

    test('on a denied mutation keeps those beside it from running', async () => {
      touched = 0;
      const query = 'mutation ($x: Boolean = true) { hide @include(if: $x) touch }';
      expect(await ask(query)).toEqual({ data: null, errors: [refused()] });
      expect(touched).toBe(0);
    });

    test('on a denied field makes its object null, with its error', async () => {
      const query = 'query ($x: Boolean = true) { open(n: 1) user { id email @include(if: $x) } }';
      expect(await ask(query)).toEqual({ data: { open: 1, user: null }, errors: [refused('user')] });
    });

    test('beside a denied field lets neither be told of the other', async () => {
      const query = 'query ($x: Boolean = true) { open(n: 1) user { id @include(if: $x) email } }';
      const answer = await ask(query);
      if (mode === 'reject') expect(answer).toEqual({ data: null, errors: [denied('user', 'email')] });
      else expect(answer).toEqual({ data: { open: 1, user: null }, errors: [refused('user')] });
    });
  },
);
