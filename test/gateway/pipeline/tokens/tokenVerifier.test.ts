import { SignJWT, UnsecuredJWT } from 'jose';
import { createTokenVerifier, type TokenOptions } from '@wasl/gateway/pipeline/tokens/tokenVerifier';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSigningKey, type SigningKey } from '../../../support/startTokenIssuer.ts';

const now = 1_800_000_000;
const health = { issuer: 'https://health.test', jwksUrl: new URL('https://health.test/jwks') };
const interior = { issuer: 'https://interior.test', jwksUrl: new URL('https://interior.test/jwks') };
const denied = expect.objectContaining({ code: 'UNAUTHENTICATED' });
const caused = expect.objectContaining({ code: 'UNAUTHENTICATED', cause: expect.any(Error) });
let [own, other]: SigningKey[] = [];
beforeAll(async () => {
  [own, other] = [await createSigningKey('k1'), await createSigningKey('k1')];
});

const published = new Map<string, () => Response>();
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: now * 1_000 });
  published.set(health.jwksUrl.href, () => Response.json({ keys: [own!.jwk] }));
  published.set(interior.jwksUrl.href, () => Response.json({ keys: [other!.jwk] }));
  vi.stubGlobal(
    'fetch',
    vi.fn(async (url: URL) => published.get(url.href)!()),
  );
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});
const fetches = () => vi.mocked(fetch).mock.calls.length;
const wait = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1_000);

const sign = (claims: Record<string, unknown> = {}, key = own!, alg = 'ES256') =>
  new SignJWT({ exp: now + 300, ...claims }).setProtectedHeader({ alg, kid: key.kid }).sign(key.privateKey);
const verifier = (options: Partial<TokenOptions> = {}) =>
  createTokenVerifier({ jwksUrl: health.jwksUrl, ...options }).verify;

describe('a good token', () => {
  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['nobody in particular', {}, {}],
    ['any issuer, where none is named', { iss: 'https://anyone.test' }, {}],
    ['its subject', { sub: 's1' }, { subject: 's1' }],
    ['no subject where that is empty', { sub: '' }, { subject: null }],
    ['scopes, with spaces between', { scope: ' a  b ' }, { scopes: ['a', 'b'] }],
    ['scopes, as a list', { scp: ['a', 7, 'b c'] }, { scopes: ['a', 'b c'] }],
    ['scopes in both places', { scope: 'a b', scp: ['b', 'c'] }, { scopes: ['a', 'b', 'c'] }],
    ['no scopes where they are neither', { scope: { a: 1 }, scp: 7 }, {}],
    ['policies', { policies: 'p q', other: 'r' }, { policies: ['p', 'q'] }],
  ])('tells %s', async (_, claims, told) => {
    const caller = await verifier({ policiesClaim: 'policies' })(await sign(claims));
    const { scopes, policies, ...rest } = caller;
    expect({ ...rest, scopes: [...(scopes as Set<string>)], policies: [...(policies as Set<string>)] }).toEqual({
      authenticated: true,
      subject: null,
      scopes: [],
      policies: [],
      claims: { exp: now + 300, ...claims },
      tokenExpiresAt: (now + 300) * 1_000,
      ...told,
    });
  });

  it('grants no policies without a claim for them', async () => {
    const { policies } = await verifier()(await sign({ policies: 'p', undefined: 'q' }));
    expect([...(policies as Set<string>)]).toEqual([]);
  });

  it('is one for its audience and of its issuer', async () => {
    const audience = 'wasl';
    const verify = verifier({ audience, issuer: health.issuer });
    const good = { aud: audience, iss: health.issuer };
    expect(await verify(await sign(good))).toMatchObject({ claims: good });
    await expect(verify(await sign({ ...good, aud: 'other' }))).rejects.toThrow(denied);
    await expect(verify(await sign({ ...good, iss: interior.issuer }))).rejects.toThrow(denied);
    await expect(verify(await sign({ iss: health.issuer }))).rejects.toThrow(denied);
  });

  it('of several issuers is one of that which it names, by its keys', async () => {
    const verify = verifier({ issuer: health.issuer, moreIssuers: [interior] });
    expect(await verify(await sign({ iss: health.issuer }))).toMatchObject({ authenticated: true });
    expect(await verify(await sign({ iss: interior.issuer }, other!))).toMatchObject({ authenticated: true });
    await expect(verify(await sign({ iss: health.issuer }, other!))).rejects.toThrow(denied);
    await expect(verify(await sign({ iss: interior.issuer }))).rejects.toThrow(denied);
    await expect(verify(await sign({ iss: 'https://else.test' }))).rejects.toThrow(denied);
    await expect(verify(await sign())).rejects.toThrow(denied);
    await expect(verify('none.at.all')).rejects.toThrow(caused);
  });

  it('cannot be told where of several issuers one is not named', () => {
    expect(() => verifier({ moreIssuers: [interior] })).toThrow('Of several issuers each must be named.');
    expect(() => verifier({ moreIssuers: [] })).not.toThrow();
  });
});

describe('a bad token', () => {
  it.each<[string, () => Promise<string>]>([
    ['no token', async () => 'nothing'],
    ['of another key', () => sign({}, other!)],
    ['changed', async () => (await sign()).replace(/^(.{20})./, '$1A')],
    ['unsigned', async () => new UnsecuredJWT({ exp: now + 300 }).encode()],
    [
      'signed with a secret',
      () => new SignJWT({ exp: now + 300 }).setProtectedHeader({ alg: 'HS256', kid: 'k1' }).sign(new Uint8Array(32)),
    ],
    ['without an end', () => sign({ exp: undefined })],
    ['ended', () => sign({ exp: now - 30 })],
    ['not begun', () => sign({ nbf: now + 31 })],
    ['valid too long from now', () => sign({ exp: now + 3_631 })],
    ['valid too long from its issue', () => sign({ iat: now - 3_500, exp: now + 131 })],
    ['of a number, not a subject', () => sign({ sub: 12 })],
    ['longer than any token', () => sign({ more: 'x'.repeat(8_192) })],
  ])('is refused: %s', async (_, token) => expect(verifier()(await token())).rejects.toThrow(denied));

  it.each<[string, Record<string, unknown>]>([
    ['that ended within the difference of clocks', { exp: now - 29 }],
    ['that begins within it', { nbf: now + 30 }],
    ['that is valid as long as it may', { exp: now + 3_630 }],
    ['that is valid as long as it may from its issue', { iat: now - 3_500, exp: now + 130 }],
  ])('is none %s', async (_, claims) =>
    expect(await verifier()(await sign(claims))).toMatchObject({ authenticated: true }),
  );

  it('is refused with its cause, for the log', async () => {
    await expect(verifier()(await sign({}, other!))).rejects.toThrow(caused);
  });

  it('is told by the settings of times', async () => {
    const strict = verifier({ clockToleranceSeconds: 0, maxLifetimeSeconds: 60 });
    expect(await strict(await sign({ exp: now + 60 }))).toMatchObject({ authenticated: true });
    await expect(strict(await sign({ exp: now + 61 }))).rejects.toThrow(denied);
    await expect(strict(await sign({ exp: now }))).rejects.toThrow(denied);
    const lax = verifier({ clockToleranceSeconds: 3_600 });
    expect(await lax(await sign({ exp: now - 59 }))).toMatchObject({ authenticated: true });
    await expect(lax(await sign({ exp: now - 60 }))).rejects.toThrow(denied);
  });

  it('may be 8,192 characters long', async () => {
    const empty = await sign({ more: '' });
    const longest = Math.ceil(((8_192 - empty.length) * 3) / 4);
    // Three characters of a claim are four of a token: with one of these types one length fits.
    const tried = ['a', 'aa', 'aaa'].flatMap((typ) =>
      Array.from({ length: 20 }, (_, less) =>
        new SignJWT({ exp: now + 300, more: 'x'.repeat(longest - less) })
          .setProtectedHeader({ alg: 'ES256', kid: 'k1', typ })
          .sign(own!.privateKey),
      ),
    );
    const fits = (await Promise.all(tried)).find((token) => token.length === 8_192);
    expect(await verifier()(fits!)).toMatchObject({ authenticated: true });
    await expect(verifier()(`${fits}x`)).rejects.toThrow(denied);
    // The longer one is not looked into.
    expect(fetches()).toBe(1);
  });

  it('is one that nobody could revoke, or somebody did', async () => {
    const verify = verifier({ isRevoked: (tokenId) => tokenId === 'gone' });
    expect(await verify(await sign({ jti: 'here' }))).toMatchObject({ authenticated: true });
    for (const claims of [{ jti: 'gone' }, {}, { jti: 7 }])
      await expect(verify(await sign(claims))).rejects.toThrow(denied);
  });
});

describe('the subject of a token', () => {
  const issuers = { issuer: health.issuer, moreIssuers: [interior] };

  it('is nobody else’s of another issuer, and stands alone where the first signed it', async () => {
    const verify = verifier(issuers);
    const [first, second] = [
      await sign({ iss: health.issuer, sub: 's1' }),
      await sign({ iss: interior.issuer, sub: 's1' }, other!),
    ];
    expect(await verify(first)).toMatchObject({ subject: 's1' });
    expect(await verify(second)).toMatchObject({ subject: `${interior.issuer}#s1` });
    expect(await verify(await sign({ iss: interior.issuer }, other!))).toMatchObject({ subject: null });
  });

  it('is refused where it reads as another issuer’s', async () => {
    const longer = { ...interior, issuer: `${interior.issuer}#clinic` };
    const verify = verifier({ ...issuers, moreIssuers: [interior, longer] });
    await expect(verify(await sign({ iss: health.issuer, sub: `${interior.issuer}#s1` }))).rejects.toThrow(denied);
    await expect(verify(await sign({ iss: interior.issuer, sub: 'clinic#s1' }, other!))).rejects.toThrow(denied);
    expect(await verify(await sign({ iss: interior.issuer, sub: 'clinics' }, other!))).toMatchObject({
      authenticated: true,
    });
  });
});

describe('a token that was verified', () => {
  it('is remembered with its caller', async () => {
    const verify = verifier();
    const token = await sign();
    const caller = await verify(token);
    expect(await verify(token)).toBe(caller);
  });

  it('counts until it ends, and no longer', async () => {
    const verify = verifier();
    const token = await sign({ exp: now + 100 });
    await verify(token);
    wait(129);
    expect(await verify(token)).toMatchObject({ authenticated: true });
    wait(1);
    await expect(verify(token)).rejects.toThrow(denied);
  });

  it('is looked at again when the keys of its issuer change', async () => {
    const verify = verifier();
    const token = await sign({ exp: now + 1_000 });
    const caller = await verify(token);
    published.set(health.jwksUrl.href, () => Response.json({ keys: [own!.jwk, { ...other!.jwk, kid: 'k2' }] }));
    wait(600);
    const again = await verify(token);
    expect(again).toEqual(caller);
    expect(again).not.toBe(caller);
    published.set(health.jwksUrl.href, () => Response.json({ keys: [other!.jwk] }));
    wait(400);
    await Promise.allSettled([verify(token)]);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await expect(verify(token)).rejects.toThrow(denied);
  });

  it('may be revoked later', async () => {
    const revoked = new Set<string>();
    const verify = verifier({ isRevoked: (tokenId) => revoked.has(tokenId) });
    const token = await sign({ jti: 'a' });
    await verify(token);
    revoked.add('a');
    await expect(verify(token)).rejects.toThrow(denied);
  });
});

describe('keys that cannot be had', () => {
  it('are told as such, and heard of by the operator', async () => {
    published.set(health.jwksUrl.href, () => Response.json({}, { status: 500 }));
    const onKeyFailure = vi.fn<NonNullable<TokenOptions['onKeyFailure']>>();
    const unavailable = expect.objectContaining({ code: 'TOKEN_KEYS_UNAVAILABLE' });
    await expect(verifier({ onKeyFailure })(await sign())).rejects.toThrow(unavailable);
    expect(onKeyFailure.mock.calls).toEqual([[health.jwksUrl, expect.any(Error)]]);
    await expect(verifier()(await sign())).rejects.toThrow(unavailable);
  });

  it('are fetched by the settings', async () => {
    const verify = verifier({ maxKeyAgeSeconds: 100, keyCooldownSeconds: 5 });
    await verify(await sign());
    wait(5);
    await expect(verify(await sign({}, { ...other!, kid: 'k2' }))).rejects.toThrow(denied);
    expect(fetches()).toBe(2);
    wait(4);
    await expect(verify(await sign({}, { ...other!, kid: 'k2' }))).rejects.toThrow(denied);
    expect(fetches()).toBe(2);
    wait(96);
    await verify(await sign());
    expect(fetches()).toBe(3);
  });

  it('are fetched again after ten minutes, for an unknown key after ten seconds, and count an hour without their issuer', async () => {
    const verify = verifier();
    const stranger = { ...other!, kid: 'k2' };
    await verify(await sign());
    wait(9);
    await expect(verify(await sign({}, stranger))).rejects.toThrow(denied);
    expect(fetches()).toBe(1);
    wait(1);
    await expect(verify(await sign({}, stranger))).rejects.toThrow(denied);
    expect(fetches()).toBe(2);
    published.set(health.jwksUrl.href, () => Response.json({}, { status: 500 }));
    wait(599);
    expect(await verify(await sign({ exp: now + 1_000 }))).toMatchObject({ authenticated: true });
    wait(3_600);
    expect(await verify(await sign({ exp: now + 5_000 }))).toMatchObject({ authenticated: true });
    wait(1);
    await expect(verify(await sign({ exp: now + 5_000 }))).rejects.toThrow(
      expect.objectContaining({ code: 'TOKEN_KEYS_UNAVAILABLE' }),
    );
  });
});
