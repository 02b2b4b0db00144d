import { request } from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportSPKI, importJWK, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { openSocketClient } from './support/streamClients.ts';
import { startTestGateway, type TestGateway } from '../support/startTestGateway.ts';
import type { PlainSubgraph } from '../support/startTestSubgraphs.ts';
import { createSigningKey, startTokenIssuer, type TokenIssuer } from '../support/startTokenIssuer.ts';

const subgraphs: PlainSubgraph[] = [
  {
    name: 'visits',
    sdl: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@authenticated", "@requiresScopes"])
      type Query {
        open: String
        mine: String @authenticated
        read: String @requiresScopes(scopes: [["visits.read"]])
      }`,
    resolvers: { Query: { open: () => 'open', mine: () => 'mine', read: () => 'read' } },
  },
];

const health = { iss: 'https://health.test', aud: 'wasl' };
const interior = { iss: 'https://interior.test', aud: 'wasl' };
const now = () => Math.floor(Date.now() / 1_000);

let first: TokenIssuer;
let second: TokenIssuer;
let folder: string;
let gateway: TestGateway;
beforeAll(async () => {
  first = await startTokenIssuer({ ...health, jti: 'a token' });
  second = await startTokenIssuer({ ...interior, jti: 'a token' }, 'r1', 'RS256');
  folder = mkdtempSync(join(tmpdir(), 'wasl-tokens-'));
  writeFileSync(join(folder, 'revoked'), '# lost telephones\nrevoked-1 # Damascus\n\nrevoked-2\r\n');
  gateway = await startTestGateway(subgraphs, {
    tokens: {
      jwksUrl: first.jwksUrl,
      issuer: health.iss,
      moreIssuers: [{ issuer: interior.iss, jwksUrl: second.jwksUrl }],
      audience: 'wasl',
      clockToleranceSeconds: 20,
      revokedTokensFile: join(folder, 'revoked'),
    },
  });
});
afterAll(async () => {
  await gateway.stop();
  await Promise.all([first.stop(), second.stop()]);
  rmSync(folder, { recursive: true });
});

async function ask(authorization: string, query = '{ mine }') {
  const response = await fetch(gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body: JSON.stringify({ query }),
  });
  return { status: response.status, body: await response.json() };
}

const accepted = { status: 200, body: { data: { mine: 'mine' } } };
const refused = {
  status: 401,
  body: {
    errors: [
      { message: 'The access token is missing, expired or not valid.', extensions: { code: 'UNAUTHENTICATED' } },
    ],
  },
};

describe('a token is accepted', () => {
  const good: [string, () => Promise<string>][] = [
    ['of the first issuer', async () => `Bearer ${await first.sign()}`],
    ['of the second issuer, signed with RSA', async () => `Bearer ${await second.sign()}`],
    ['after a lower-case bearer', async () => `bearer ${await first.sign()}`],
    ['for several audiences of which one is ours', async () => `Bearer ${await first.sign({ aud: ['x', 'wasl'] })}`],
    ['that ended within the skew', async () => `Bearer ${await first.sign({ exp: now() - 10 })}`],
    ['that begins within the skew', async () => `Bearer ${await first.sign({ nbf: now() + 10 })}`],
    ['that lasts an hour', async () => `Bearer ${await first.sign({ iat: now(), exp: now() + 3_600 })}`],
    ['whose header has no key id', async () => `Bearer ${await first.sign({}, { kid: undefined as never })}`],
  ];
  it.each(good)('%s', async (_, authorization) => {
    expect(await ask(await authorization())).toEqual(accepted);
  });

  it('that lasts longer than an hour, where that is allowed, and no longer than that', async () => {
    const patient = await startTestGateway(subgraphs, {
      tokens: { jwksUrl: first.jwksUrl, maxLifetimeSeconds: 7_200 },
    });
    const statusOf = async (seconds: number) => {
      const authorization = `Bearer ${await first.sign({ exp: now() + seconds })}`;
      const headers = { 'content-type': 'application/json', authorization };
      return (await fetch(patient.url, { method: 'POST', headers, body: '{"query":"{ mine }"}' })).status;
    };
    expect([await statusOf(7_200), await statusOf(7_300)]).toEqual([200, 401]);
    await patient.stop();
  });

  it('whose jku and x5u name another key set, which nobody asks', async () => {
    const stranger = await startTokenIssuer(health);
    const header = { jku: stranger.jwksUrl.href, x5u: stranger.jwksUrl.href };
    expect(await ask(`Bearer ${await first.sign({}, header)}`)).toEqual(accepted);
    await stranger.stop();
    expect(stranger.fetches).toBe(0);
  });
});

test('a token that was good until it ended is told apart: its client gets another without signing in', async () => {
  const headers = {
    'content-type': 'application/json',
    authorization: `Bearer ${await first.sign({ exp: now() - 30 })}`,
  };
  const response = await fetch(gateway.url, { method: 'POST', headers, body: '{"query":"{ mine }"}' });
  expect([response.status, response.headers.get('www-authenticate')]).toEqual([
    401,
    'Bearer error="invalid_token", error_description="The access token expired"',
  ]);
  const { message } = refused.body.errors[0] ?? {};
  expect(await response.json()).toEqual({
    errors: [{ message, extensions: { code: 'UNAUTHENTICATED', reason: 'TOKEN_EXPIRED' } }],
  });
});

test('a socket that begins with a token that has ended is told so', async () => {
  const client = openSocketClient(gateway.url, { authorization: `Bearer ${await first.sign({ exp: now() - 30 })}` });
  const ended = { code: 4403, reason: 'Token expired' };
  await expect(client.iterate({ query: '{ mine }' }).next()).rejects.toMatchObject(ended);
});

describe('a token is refused', () => {
  const sharedSecret = (secret: Uint8Array, header: object = {}) =>
    new SignJWT({ sub: 's1', jti: 'x', exp: now() + 300, ...interior })
      .setProtectedHeader({ alg: 'HS256', kid: 'r1', ...header })
      .sign(secret);

  const bad: [string, () => Promise<string>][] = [
    ['that is garbage', async () => 'garbage'],
    ['that is three dots', async () => '...'],
    ['whose parts are no JSON', async () => 'YQ.YQ.YQ'],
    ['that is not signed', async () => new UnsecuredJWT({ sub: 's1', jti: 'x', exp: now() + 300, ...health }).encode()],
    [
      'that is not signed and says None',
      async () => `${btoa('{"alg":"None"}')}.${btoa(JSON.stringify({ ...health, exp: now() + 300 }))}.`,
    ],
    ['whose signature was cut off', async () => (await first.sign()).replace(/[^.]*$/, '')],
    [
      'whose claims were changed',
      async () => {
        const [header, , signature] = (await first.sign()).split('.');
        const claims = { ...health, sub: 'other', jti: 'x', exp: now() + 300 };
        return `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${signature}`;
      },
    ],
    [
      'that takes the RSA key’s PEM for a shared secret',
      async () => {
        const key = (await importJWK(second.key.jwk, 'RS256')) as CryptoKey;
        return sharedSecret(new TextEncoder().encode(await exportSPKI(key)));
      },
    ],
    [
      'that takes the JWK for a shared secret',
      () => sharedSecret(new TextEncoder().encode(JSON.stringify(second.key.jwk))),
    ],
    [
      'that brings its own key',
      async () => {
        const own = await createSigningKey('own');
        return first.sign({}, { jwk: own.jwk }, own);
      },
    ],
    [
      'that brings its own key under a known id',
      async () => {
        const own = await createSigningKey('k1');
        return first.sign({}, { jwk: own.jwk }, own);
      },
    ],
    [
      'whose jku names the key set of its signer',
      async () => {
        const stranger = await startTokenIssuer(health);
        const token = await stranger.sign({}, { jku: stranger.jwksUrl.href, x5u: stranger.jwksUrl.href });
        await stranger.stop();
        expect(stranger.fetches).toBe(0);
        return token;
      },
    ],
    ['for another audience', () => first.sign({ aud: 'portal' })],
    ['for no audience', () => first.sign({ aud: undefined })],
    ['of an unknown issuer', () => first.sign({ iss: 'https://other.test' })],
    ['of no issuer', () => first.sign({ iss: undefined })],
    ['of an issuer that differs by a slash', () => first.sign({ iss: `${health.iss}/` })],
    ['signed by the first issuer in the second’s name', () => first.sign(interior)],
    ['signed by the second issuer in the first’s name', () => second.sign(health)],
    ['that ended, for another audience', () => first.sign({ exp: now() - 60, aud: 'portal' })],
    ['that ended, of another signer', async () => first.sign({ exp: now() - 60 }, {}, await createSigningKey('k1'))],
    ['that never ends', () => first.sign({ exp: undefined })],
    ['whose end is a word', () => first.sign({ exp: 'tomorrow' })],
    ['that lasts more than an hour', () => first.sign({ exp: now() + 3_700 })],
    [
      'that ends soon, and was issued more than an hour before',
      () => first.sign({ iat: now() - 3_600, exp: now() + 120 }),
    ],
    ['that begins later', () => first.sign({ nbf: now() + 60 })],
    ['that asks for an extension nobody knows', () => first.sign({}, { crit: ['wasl'], wasl: 1 } as object)],
    ['that was revoked', () => first.sign({ jti: 'revoked-1' })],
    ['that was revoked, by a line with a carriage return', () => second.sign({ jti: 'revoked-2' })],
    ['that has no id by which it could be revoked', () => first.sign({ jti: undefined })],
    ['that is far too long', () => first.sign({ filler: 'x'.repeat(7_000) })],
  ];
  it.each(bad)('%s', async (_, token) => {
    gateway.subgraphs.asked.length = 0;
    expect(await ask(`Bearer ${await token()}`, '{ open }')).toEqual(refused);
    expect(gateway.subgraphs.asked).toEqual([]);
  });

  it.each(['Basic dXNlcjpwYXNz', 'Bearer', 'Bearer a b', 'Token x'])('in a header like %j', async (header) => {
    expect(await ask(header, '{ open }')).toEqual(refused);
  });

  it('twice in one request, whichever of the two is good', async () => {
    const token = `Bearer ${await first.sign()}`;
    for (const headers of [
      [token, 'Bearer x'],
      ['Bearer x', token],
      [token, token],
    ]) {
      expect(await postTwice(headers)).toEqual({
        status: 400,
        body: {
          errors: [
            {
              message: 'The request is not a GraphQL request.',
              extensions: { header: 'authorization', code: 'BAD_REQUEST' },
            },
          ],
        },
      });
    }
  });

  it('longer than headers may be, before anything is read', async () => {
    const response = await fetch(gateway.url, { headers: { authorization: `Bearer ${'x'.repeat(20_000)}` } });
    expect(response.status).toBe(431);
  });
});

describe('the scopes of a token', () => {
  const denied = expect.objectContaining({ data: { read: null } });
  const forms: [string, Record<string, unknown>, unknown][] = [
    ['words with spaces', { scope: 'openid visits.read' }, { data: { read: 'read' } }],
    ['an array', { scope: ['visits.read'] }, { data: { read: 'read' } }],
    ['scp', { scp: ['visits.read'] }, { data: { read: 'read' } }],
    ['scp as words', { scp: 'x visits.read' }, { data: { read: 'read' } }],
    ['nothing', { scope: '' }, denied],
    ['spaces', { scope: '   ' }, denied],
    ['part of a word', { scope: 'visits.read.all xvisits.read' }, denied],
    ['words with commas', { scope: 'openid,visits.read' }, denied],
    ['an object', { scope: { 'visits.read': true } }, denied],
    ['an array of words', { scope: ['openid visits.read'] }, denied],
    ['another case', { scope: 'Visits.Read' }, denied],
  ];
  it.each(forms)('are read from %s', async (_, claims, body) => {
    expect(await ask(`Bearer ${await first.sign(claims)}`, '{ read }')).toEqual({ status: 200, body });
  });
});

/** Sends two `Authorization` headers, which `fetch` would join. */
function postTwice(authorization: string[]): Promise<{ status: number | undefined; body: unknown }> {
  return new Promise((answered, failed) => {
    const body = JSON.stringify({ query: '{ open }' });
    const headers = [
      'host',
      new URL(gateway.url).host,
      'content-type',
      'application/json',
      'content-length',
      `${body.length}`,
    ];
    const twice = authorization.flatMap((value) => ['authorization', value]);
    const sent = request(
      gateway.url,
      { method: 'POST', headers: [...headers, ...twice] as never },
      async (response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk as Buffer);
        answered({ status: response.statusCode, body: JSON.parse(Buffer.concat(chunks).toString()) });
      },
    );
    sent.on('error', failed).end(body);
  });
}
