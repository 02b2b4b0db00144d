import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFileSync, writeFileSync } from 'node:fs';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clinicSubgraphs } from '../support/clinicSubgraphs.ts';
import { startTestGateway, type TestGateway } from '../support/startTestGateway.ts';

const secret = 'a secret that only the tests know, of enough length';

interface Answered {
  errors?: { message: string; extensions?: Record<string, unknown>; locations?: unknown }[];
}

async function startIssuer() {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' };
  const server = createServer((_, response) => response.end(JSON.stringify({ keys: [jwk] })));
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const jwksUrl = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`);
  const sign = (change: (token: SignJWT) => SignJWT = (token) => token, key = privateKey, alg = 'ES256') =>
    change(
      new SignJWT({ scope: 'user/Patient.rs' })
        .setProtectedHeader({ alg, kid: 'k1' })
        .setSubject('s1')
        .setIssuer('https://issuer.test')
        .setAudience('wasl')
        .setExpirationTime('5m'),
    ).sign(key);
  return { jwksUrl, sign, stop: () => new Promise((done) => server.close(done)) };
}

describe('a request', () => {
  let gateway: TestGateway;
  let issuer: Awaited<ReturnType<typeof startIssuer>>;
  beforeAll(async () => {
    issuer = await startIssuer();
    gateway = await startTestGateway(clinicSubgraphs, {
      gatewaySecret: secret,
      tokens: { jwksUrl: issuer.jwksUrl, issuer: 'https://issuer.test', audience: 'wasl' },
    });
  });
  afterAll(async () => {
    await gateway.stop();
    await issuer.stop();
  });

  it('is answered from both subgraphs', async () => {
    expect(await gateway.ask('{ patient(id: "7") { name visits { id reason } } }')).toEqual({
      data: { patient: { name: 'Name 7', visits: [{ id: '7-1', reason: 'Cough' }] } },
    });
  });

  it('runs a mutation by POST', async () => {
    expect(await gateway.ask('mutation { rename(id: "7", name: "Rima") { name } }')).toEqual({
      data: { rename: { name: 'Rima' } },
    });
  });

  it('refuses a mutation by GET, in the language that the caller reads', async () => {
    const query = encodeURIComponent('mutation { rename(id: "7", name: "x") { name } }');
    const response = await fetch(`${gateway.url}?query=${query}`, {
      headers: { 'accept-language': 'ar-SY, en;q=0.5' },
    });
    expect(response.status).toBe(405);
    expect(await response.json()).toEqual({
      errors: [{ message: 'هذه الطريقة غير مسموحة هنا.', extensions: { code: 'METHOD_NOT_ALLOWED' } }],
    });
  });

  it.each([
    [
      'ar',
      'لا حقل باسم «nobody» في النوع «Query».',
      'لم يُرسَل المتغير اللازم «$id» من نوع «ID!».',
      'خطأ في الكتابة: يُنتظر Name وانتهى النص.',
    ],
    [
      'en',
      'Cannot query field "nobody" on type "Query".',
      'Variable "$id" of required type "ID!" was not provided.',
      'Syntax Error: Expected Name, found <EOF>.',
    ],
  ])('says in %s what is wrong with a document and its variables', async (language, field, variable, syntax) => {
    const headers = { 'accept-language': language };
    const texts = ['{ nobody }', 'query ($id: ID!) { patient(id: $id) { name } }', '{ patient'];
    const answers = (await Promise.all(texts.map((text) => gateway.ask(text, { headers })))) as Answered[];
    const said = answers.map(({ errors }) => [
      errors?.[0]?.message,
      errors?.[0]?.extensions?.['code'],
      errors?.[0]?.locations,
    ]);
    expect(said).toEqual([
      [field, 'GRAPHQL_VALIDATION_FAILED', [{ line: 1, column: 3 }]],
      [variable, 'GRAPHQL_VALIDATION_FAILED', [{ line: 1, column: 8 }]],
      [syntax, 'GRAPHQL_PARSE_FAILED', [{ line: 1, column: 10 }]],
    ]);
  });

  it('vouches to subgraphs for who asks', async () => {
    gateway.subgraphs.asked.length = 0;
    await gateway.ask('{ greeting }', { headers: { authorization: `Bearer ${await issuer.sign()}` } });
    const { subgraph, headers } = gateway.subgraphs.asked[0]!;
    const claims = JSON.parse(
      Buffer.from(String(headers['x-wasl-caller']).split('.')[1] ?? '', 'base64url').toString(),
    );
    expect(claims).toEqual({
      // No rule of its fields names a scope, and nobody registered that it has to know the caller.
      scopes: [],
      sub: expect.stringMatching(/^[\w-]{22}$/),
      aud: subgraph,
      iat: expect.any(Number),
      exp: claims.iat + 60,
    });
  });

  const bad: [string, () => Promise<string>][] = [
    ['garbage', async () => 'garbage'],
    [
      'an unsigned token',
      async () => new UnsecuredJWT({ sub: 's1' }).setAudience('wasl').setExpirationTime('5m').encode(),
    ],
    ['a token for someone else', () => issuer.sign((token) => token.setAudience('other'))],
    ['a token of another issuer', () => issuer.sign((token) => token.setIssuer('https://other.test'))],
    [
      'a token signed with another key',
      async () => issuer.sign((token) => token, (await generateKeyPair('ES256')).privateKey),
    ],
    [
      'a token that brings its own key',
      async () => {
        const own = await generateKeyPair('ES256', { extractable: true });
        const jwk = await exportJWK(own.publicKey);
        return new SignJWT({ sub: 's1', iss: 'https://issuer.test', aud: 'wasl' })
          .setProtectedHeader({ alg: 'ES256', jwk })
          .setExpirationTime('5m')
          .sign(own.privateKey);
      },
    ],
    [
      'a token signed with the public key as a shared secret',
      async () => {
        const keys = await (await fetch(issuer.jwksUrl)).text();
        return new SignJWT({ sub: 's1' })
          .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
          .setIssuer('https://issuer.test')
          .setAudience('wasl')
          .setExpirationTime('5m')
          .sign(new TextEncoder().encode(keys));
      },
    ],
  ];
  for (const [what, token] of bad) {
    it(`is refused with ${what}`, async () => {
      gateway.subgraphs.asked.length = 0;
      const response = await fetch(gateway.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${await token()}` },
        body: JSON.stringify({ query: '{ greeting }' }),
      });
      expect(response.status).toBe(401);
      expect(await response.json()).toEqual({
        errors: [
          { message: 'The access token is missing, expired or not valid.', extensions: { code: 'UNAUTHENTICATED' } },
        ],
      });
      expect(gateway.subgraphs.asked).toEqual([]);
    });
  }

  it('is refused when its fragments double one another', async () => {
    const fragments = Array.from({ length: 30 }, (_, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`);
    const query = `{ ...F0 } ${fragments.join(' ')} fragment F30 on Query { greeting }`;
    expect(await gateway.ask(query)).toMatchObject({ errors: [{ extensions: { code: 'OPERATION_TOO_LARGE' } }] });
  });

  it('is refused when it nests 5,000 deep or holds 50,000 aliases', async () => {
    const deep = '{ a '.repeat(5_000) + '}'.repeat(5_000);
    const wide = `{ ${Array.from({ length: 50_000 }, (_, i) => `a${i}: greeting`).join(' ')} }`;
    for (const query of [deep, wide]) {
      expect(await gateway.ask(query)).toMatchObject({ errors: [{ extensions: { code: 'OPERATION_TOO_LARGE' } }] });
    }
  });

  it('names a wrong variable', async () => {
    const answer = await gateway.ask('query ($id: ID!) { patient(id: $id) { name } }', { variables: { id: { a: 1 } } });
    expect(answer).toMatchObject({ errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] });
  });

  it('goes on being answered while a broken supergraph is refused, and by the new one when it is good', async () => {
    const good = readFileSync(gateway.supergraphFile, 'utf8');
    writeFileSync(gateway.supergraphFile, 'type Query { half');
    await new Promise((done) => setTimeout(done, 2_500));
    expect(await gateway.ask('{ greeting }')).toEqual({ data: { greeting: 'Hello Sami' } });
    writeFileSync(
      gateway.supergraphFile,
      good.replace('greeting(name: String! = "Sami")', 'greeting(name: String! = "Rami")'),
    );
    await new Promise((done) => setTimeout(done, 2_500));
    expect(await gateway.ask('{ __type(name: "Query") { fields { name args { defaultValue } } } }')).toMatchObject({
      data: { __type: { fields: expect.arrayContaining([{ name: 'greeting', args: [{ defaultValue: '"Rami"' }] }]) } },
    });
  });
});

describe('a broken subgraph', () => {
  const cases: [string, () => { status?: number; body: string }, string][] = [
    ['that sends HTML', () => ({ status: 502, body: '<html>internal-host-7</html>' }), 'SUBGRAPH_RESPONSE_INVALID'],
    ['that sends half an answer', () => ({ body: '{"data":{"patient":{"name":"Ra' }), 'SUBGRAPH_RESPONSE_INVALID'],
    ['that sends an array', () => ({ body: '[]' }), 'SUBGRAPH_RESPONSE_INVALID'],
  ];
  for (const [what, answer, code] of cases) {
    it(`${what} becomes a clear error that tells nothing of it`, async () => {
      const [registry, records] = clinicSubgraphs;
      const gateway = await startTestGateway([registry!, { ...records!, answer }]);
      const result = await gateway.ask('{ patient(id: "7") { name visits { id } } }');
      await gateway.stop();
      expect(result).toMatchObject({ data: { patient: null }, errors: [{ extensions: { code } }] });
      expect(JSON.stringify(result)).not.toMatch(/internal-host|127\.0\.0\.1|html/);
    });
  }

  it('that is gone is named, and the rest still answers', async () => {
    const gateway = await startTestGateway(clinicSubgraphs, {
      subgraphUrls: new Map([['records', 'http://127.0.0.1:9/graphql']]),
    });
    const result = await gateway.ask('{ greeting patient(id: "7") { name visits { id } } }');
    await gateway.stop();
    expect(result).toMatchObject({
      data: { greeting: 'Hello Sami', patient: null },
      errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'records' } }],
    });
  });
});
