import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig } from '@wasl/gateway/cli/config';
import { startTestSubgraphs, type RunningSubgraphs } from '../../support/startTestSubgraphs.ts';
import { startTokenIssuer, type TokenIssuer } from '../../support/startTokenIssuer.ts';
import { type StartedGateway, startGateway } from '../support/startGateway.ts';

const issuerName = 'https://identity.example';
const data = ['/playground/schema.json', '/playground/rules.json'];
const page = ['/', '/callback', '/playground/config.json'];

let subgraphs: RunningSubgraphs;
let issuer: TokenIssuer;

beforeAll(async () => {
  issuer = await startTokenIssuer({ iss: issuerName });
  subgraphs = await startTestSubgraphs([
    {
      name: 'ward',
      sdl: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@requiresScopes"])
        type Query { bed: String @requiresScopes(scopes: [["ward.read"]]) }`,
      resolvers: { Query: { bed: () => 'B' } },
    },
  ]);
});
afterAll(async () => {
  await subgraphs?.stop();
  await issuer?.stop();
});

const start = (more: Record<string, string> = {}) =>
  startGateway(subgraphs.sources, { WASL_JWKS_URL: issuer.jwksUrl.href, WASL_ISSUER: issuerName, ...more });
const bearer = async (scope: string) => ({ authorization: `Bearer ${await issuer.sign({ scope })}` });
const statusOf = async ({ origin }: StartedGateway, path: string, headers: Record<string, string> = {}) =>
  (await fetch(origin + path, { headers })).status;

describe('a gateway in production', () => {
  test('has no playground, whatever scope a token has', async () => {
    const gateway = await start();
    try {
      const headers = await bearer('playground');
      for (const path of [...page, ...data])
        expect([path, await statusOf(gateway, path, headers)]).toEqual([path, 404]);
      const explained = await gateway.ask({ query: '{ bed }' }, { ...headers, 'x-wasl-explain': '1' });
      expect(explained.body).not.toHaveProperty('extensions');
    } finally {
      await gateway.stop();
    }
  });

  test('has one where that is set, and tells of the schema to bearers of the scope alone', async () => {
    const gateway = await start({ WASL_PLAYGROUND_SCOPE: 'playground', WASL_PLAYGROUND_CLIENT_ID: 'desk' });
    try {
      const [outsider, developer] = [await bearer('ward.read'), await bearer('playground')];
      for (const path of data) {
        expect([path, await statusOf(gateway, path)]).toEqual([path, 401]);
        expect([path, await statusOf(gateway, path, { authorization: 'Bearer no' })]).toEqual([path, 401]);
        expect([path, await statusOf(gateway, path, outsider)]).toEqual([path, 403]);
        expect([path, await statusOf(gateway, path, developer)]).toEqual([path, 200]);
      }
      for (const path of page) expect([path, await statusOf(gateway, path)]).toEqual([path, 200]);
      const config: unknown = await (await fetch(`${gateway.origin}/playground/config.json`)).json();
      expect(config).toMatchObject({
        issuer: issuerName,
        clientId: 'desk',
        scope: 'playground',
        personas: [],
        stories: [],
      });

      const why = { 'x-wasl-explain': '1' };
      expect((await gateway.ask({ query: '{ bed }' }, { ...outsider, ...why })).body).toEqual({ data: { bed: 'B' } });
      // The scope opens no field; it tells what would.
      expect((await gateway.ask({ query: '{ bed }' }, { ...developer, ...why })).body).toMatchObject({
        data: { bed: null },
        extensions: { explanation: { fields: [{ coordinate: 'Query.bed', scopes: [['ward.read']] }] } },
      });
      const rules = (await (await fetch(`${gateway.origin}/playground/rules.json`, { headers: developer })).json()) as {
        fields: unknown;
      };
      expect(rules.fields).toEqual({
        'Query.bed': expect.objectContaining({ owners: ['ward'], scopes: [[['ward.read']]], may: false }),
      });
      // Introspection stays as it is set.
      expect((await gateway.ask({ query: '{ __schema { types { name } } }' }, developer)).status).toBe(400);
    } finally {
      await gateway.stop();
    }
  });

  test.each([
    [{ WASL_PLAYGROUND_SCOPE: 'two scopes' }, 'WASL_PLAYGROUND_SCOPE must be one scope'],
    [{ WASL_PLAYGROUND_SCOPE: '' }, 'WASL_PLAYGROUND_SCOPE must be one scope'],
    [{ WASL_PLAYGROUND_CLIENT_ID: 'desk' }, 'WASL_PLAYGROUND_CLIENT_ID needs WASL_PLAYGROUND_SCOPE'],
  ])('refuses %j in a sentence', (environment, sentence) => {
    expect(() => readConfig(environment)).toThrow(sentence);
  });

  test('does not start where nobody knows who signs people in', async () => {
    const started = startGateway(subgraphs.sources, {
      WASL_JWKS_URL: issuer.jwksUrl.href,
      WASL_PLAYGROUND_SCOPE: 'playground',
    });
    await expect(started).rejects.toThrow('WASL_PLAYGROUND_SCOPE needs WASL_ISSUER');
  });
});
