import { mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRevokedTokens } from '@wasl/gateway/pipeline/tokens/revokedTokens';
import type { TokenOptions } from '@wasl/gateway/pipeline/tokens/tokenVerifier';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/startTestGateway.ts';
import type { PlainSubgraph } from '../support/startTestSubgraphs.ts';
import { createSigningKey, startTokenIssuer, type TokenIssuer } from '../support/startTokenIssuer.ts';

const subgraphs: PlainSubgraph[] = [
  { name: 'visits', sdl: 'type Query { open: String }', resolvers: { Query: { open: () => 'open' } } },
];

const accepted = { status: 200, body: { data: { open: 'open' } } };
const refusal = (status: number, code: string) => ({
  status,
  body: { errors: [{ message: expect.any(String), extensions: { code } }] },
});
const refused = refusal(401, 'UNAUTHENTICATED');
const unavailable = refusal(503, 'TOKEN_KEYS_UNAVAILABLE');

let issuer: TokenIssuer;
let gateway: TestGateway | undefined;
let warnings: unknown[];
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  warnings = [];
  issuer = await startTokenIssuer();
});
afterEach(async () => {
  vi.useRealTimers();
  await gateway?.stop();
  gateway = undefined;
  await issuer.stop();
});

/** A gateway that uses keys for 60 s and waits 10 s between fetches. */
async function start(more: Partial<TokenOptions> = {}) {
  const tokens = { jwksUrl: issuer.jwksUrl, maxKeyAgeSeconds: 60, keyCooldownSeconds: 10, ...more };
  gateway = await startTestGateway(subgraphs, {
    tokens,
    warn: (message, about) => void warnings.push({ message, ...about }),
  });
}

async function ask(token: string, headers: Record<string, string> = {}) {
  const response = await fetch(gateway?.url ?? '', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers },
    body: '{"query":"{ open }"}',
  });
  return { status: response.status, body: await response.json(), retryAfter: response.headers.get('retry-after') };
}
const pass = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1_000);

describe('the keys of an issuer', () => {
  it('are fetched before the gateway serves, once for all', async () => {
    await start();
    expect(issuer.fetches).toBe(1);
    const tokens = await Promise.all(Array.from({ length: 20 }, () => issuer.sign()));
    for (const answer of await Promise.all(tokens.map((token) => ask(token)))) expect(answer).toMatchObject(accepted);
    expect(issuer.fetches).toBe(1);
  });

  it('are fetched again for a key that is not known yet', async () => {
    await start();
    await ask(await issuer.sign());
    const next = await createSigningKey('k2');
    issuer.published = [issuer.key.jwk, next.jwk];
    pass(11);
    expect(await ask(await issuer.sign({}, {}, next))).toMatchObject(accepted);
    expect(issuer.fetches).toBe(2);
  });

  it('are fetched at most once in ten seconds, however many tokens name unknown keys', async () => {
    await start();
    await ask(await issuer.sign());
    const flood = () =>
      Promise.all(
        Array.from({ length: 30 }, async (_, index) => ask(await issuer.sign({}, { kid: `unknown-${index}` }))),
      );
    for (const answer of await flood()) expect(answer).toMatchObject(refused);
    expect(issuer.fetches).toBe(1);
    pass(11);
    for (const answer of await flood()) expect(answer).toMatchObject(refused);
    expect(issuer.fetches).toBe(2);
    expect(await ask(await issuer.sign())).toMatchObject(accepted);
  });

  it('no longer count once withdrawn and their time is over, though the token was accepted before', async () => {
    await start();
    const token = await issuer.sign();
    expect(await ask(token)).toMatchObject(accepted);
    issuer.published = [(await createSigningKey('k2')).jwk];
    pass(61);
    expect(await ask(token)).toMatchObject(refused);
  });

  it('are fetched in the background at half their time, so that no token waits', async () => {
    await start();
    const token = await issuer.sign();
    await ask(token);
    pass(31);
    expect(await ask(token)).toMatchObject(accepted);
    await vi.waitFor(() => expect(issuer.fetches).toBe(2));
  });
});

describe('an issuer out of reach', () => {
  it('is told apart from a bad token, in the language of the reader, and to the operator', async () => {
    issuer.status = 502;
    await start();
    const answer = await ask(await issuer.sign(), { 'accept-language': 'ar' });
    expect(answer).toEqual({
      status: 503,
      retryAfter: '1',
      body: {
        errors: [
          {
            message: 'لا يمكن الوصول إلى خدمة الهوية للتحقق من رمز الدخول: أعد المحاولة بعد قليل.',
            extensions: { code: 'TOKEN_KEYS_UNAVAILABLE' },
          },
        ],
      },
    });
    expect(warnings.slice(0, 1)).toEqual([
      {
        message: 'the keys of tokens cannot be fetched',
        jwksUrl: issuer.jwksUrl.href,
        reason: 'The key set was answered with status 502.',
      },
    ]);
  });

  it('keeps the gateway from being ready until it has answered', async () => {
    issuer.status = 500;
    await start();
    const ready = async () => (await fetch(new URL('/health/ready', gateway?.url))).status;
    expect(await ready()).toBe(503);
    expect((await fetch(new URL('/health/live', gateway?.url))).status).toBe(200);
    issuer.status = 200;
    pass(10);
    // It looks every second, by the real clock: no token has to come.
    await vi.waitFor(async () => expect(await ready()).toBe(200), { timeout: 30_000 });
    expect(await ask(await issuer.sign())).toMatchObject(accepted);
    issuer.status = 500;
    pass(70);
    await ask(await issuer.sign());
    expect(await ready()).toBe(200);
  });

  it('hinders no known key until the time for an outage is over too', async () => {
    await start({ keyOutageSeconds: 30 });
    const token = await issuer.sign();
    await ask(token);
    issuer.status = 503;
    for (const seconds of [40, 21, 25]) {
      pass(seconds);
      expect(await ask(token)).toMatchObject(accepted);
      expect(await ask(await issuer.sign())).toMatchObject(accepted);
    }
    pass(5);
    expect(await ask(token)).toMatchObject(unavailable);
  });

  it('does not keep a key that it has withdrawn', async () => {
    await start({ keyOutageSeconds: 3_600 });
    const token = await issuer.sign();
    await ask(token);
    issuer.published = [(await createSigningKey('k2')).jwk];
    pass(61);
    expect(await ask(token)).toMatchObject(refused);
    issuer.status = 503;
    pass(61);
    expect(await ask(token)).not.toMatchObject(accepted);
  });

  it('leaves open whether an unknown key is a new one', async () => {
    await start();
    await ask(await issuer.sign());
    issuer.status = 503;
    pass(11);
    const token = await issuer.sign({}, { kid: 'k2' });
    expect(await ask(token)).toMatchObject(unavailable);
    expect(await ask(token)).toMatchObject(unavailable);
    expect(issuer.fetches).toBe(2);
  });

  it('hinders nobody without a token', async () => {
    issuer.status = 500;
    await start();
    expect(await gateway?.ask('{ open }')).toEqual(accepted.body);
  });

  it.each(['{"keys": 1}', '[]', 'null', '<html>'])('is one that publishes %s', async (body) => {
    issuer.body = body;
    await start();
    expect(await ask(await issuer.sign())).toMatchObject(unavailable);
  });
});

describe('a token that ends while it is remembered', () => {
  it('is refused from that moment, skew included', async () => {
    await start({ clockToleranceSeconds: 5, maxKeyAgeSeconds: 3_600 });
    const token = await issuer.sign({ exp: Math.floor(Date.now() / 1_000) + 60 });
    expect(await ask(token)).toMatchObject(accepted);
    pass(62);
    expect(await ask(token)).toMatchObject(accepted);
    pass(4);
    expect(await ask(token)).toMatchObject(refused);
  });
});

describe('the list of revoked tokens', () => {
  it('counts from the moment that it changes, for tokens that were accepted before too', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wasl-revoked-'));
    const file = join(folder, 'revoked');
    writeFileSync(file, '');
    await start({ revokedTokensFile: file });
    const token = await issuer.sign({ jti: 'lost' });
    expect(await ask(token)).toMatchObject(accepted);
    writeFileSync(file, 'lost\n');
    await vi.waitFor(async () => expect(await ask(token)).toMatchObject(refused), { timeout: 10_000 });
    unlinkSync(file);
    await vi.waitFor(() => expect(warnings).toHaveLength(1), { timeout: 10_000 });
    expect(await ask(token)).toMatchObject(refused);
    rmSync(folder, { recursive: true });
  });

  it('that is missing at start is named', () => {
    expect(() => openRevokedTokens('/nowhere/revoked', () => undefined)).toThrow(
      'WASL_REVOKED_TOKENS_FILE names /nowhere/revoked, which cannot be read.',
    );
  });
});
