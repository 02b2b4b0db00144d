import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { revokedTokensFile } from '@wasl/identity/issuer/revokedTokens';
import { scopesOf } from '@wasl/schema/roles.ts';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  askToken,
  authorizationUrl,
  createBrowser,
  pkce,
  startTestIssuer,
  type TestIssuer,
} from './startTestIssuer.ts';

const redirectUri = 'http://localhost:4000/callback';
const dataDir = mkdtempSync(join(tmpdir(), 'wasl-sessions-'));
/** Health IDs of whom a death is recorded. */
const dead = new Set<string>();
let running: TestIssuer;
let issuer: string;

beforeAll(async () => {
  // Each answer is a minute after the one before it: what is wrong on purpose here is no guessing.
  let now = Date.now();
  const isDeceased = (healthId: string) => Promise.resolve(dead.has(healthId));
  running = await startTestIssuer({ dataDir, clock: () => (now += 60_000), isDeceased });
  issuer = running.issuer;
});
afterAll(async () => {
  await running?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

interface Tokens {
  access_token: string;
  refresh_token: string;
  id_token: string;
}

async function signIn(
  scope: string,
  browser = createBrowser(),
  method = 'GET',
  persona = 'physician',
): Promise<Tokens> {
  const { verifier, challenge } = pkce();
  const asked = { redirect_uri: redirectUri, code_challenge: challenge, code_challenge_method: 'S256', scope };
  const url = new URL(authorizationUrl(issuer, { ...asked, login_hint: persona }));
  const form = { method, body: url.searchParams };
  const back = await (method === 'POST'
    ? browser.follow(`${issuer}/auth`, redirectUri, form)
    : browser.follow(url.href, redirectUri));
  const code = new URL(back.url).searchParams.get('code') ?? '';
  const grant = { grant_type: 'authorization_code', client_id: 'wasl-playground', redirect_uri: redirectUri };
  return (await askToken(issuer, { ...grant, code, code_verifier: verifier })).body as unknown as Tokens;
}

const refresh = (token: string, more: Record<string, string> = {}) =>
  askToken(issuer, {
    grant_type: 'refresh_token',
    client_id: 'wasl-playground',
    refresh_token: token,
    ...more,
  });
const revoke = (token: string, client = 'wasl-playground') =>
  fetch(`${issuer}/token/revocation`, { method: 'POST', body: new URLSearchParams({ token, client_id: client }) });
const whoAmI = async (token?: string, headers: Record<string, string> = {}) => {
  const authorization: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(`${issuer}/me`, { headers: { ...authorization, ...headers } });
  return { status: response.status, headers: response.headers, body: await response.json() };
};
const scopesIn = (token: unknown) =>
  String(decodeJwt(String(token))['scope'])
    .split(' ')
    .sort();
const refused = { status: 400, body: { error: 'invalid_grant' } };

describe('the scopes that clients ask for by default', () => {
  it.each(['openid', 'openid profile', 'openid profile email', 'openid profile email offline_access'])(
    'lose none of the role: %s',
    async (scope) => {
      expect(scopesIn((await signIn(scope)).access_token)).toEqual(scopesOf(['physician']));
    },
  );

  it('lose none of the role where the request is a form', async () => {
    const { access_token } = await signIn('openid profile email', createBrowser(), 'POST');
    expect(scopesIn(access_token)).toEqual(scopesOf(['physician']));
  });

  it('tell who somebody is, in both languages', async () => {
    expect(decodeJwt((await signIn('openid profile')).id_token)).toMatchObject({
      sub: 'u-physician',
      name: 'طبيبة',
      'name#en': 'Physician',
      preferred_username: 'physician',
    });
  });
});

describe('a refresh token', () => {
  it('brings a new access token of the same scopes, and another refresh token', async () => {
    const first = await signIn('openid profile email');
    const { status, body } = await refresh(first.refresh_token);
    expect(status).toBe(200);
    expect(scopesIn(body['access_token'])).toEqual(scopesOf(['physician']));
    expect(decodeJwt(String(body['access_token']))).toMatchObject({ aud: 'wasl', roles: ['physician'] });
    expect(body['refresh_token']).not.toBe(first.refresh_token);
    expect((await refresh(String(body['refresh_token']))).status).toBe(200);
  });

  it('counts once: whoever uses it again ends the session for both', async () => {
    const first = await signIn('openid');
    const second = await refresh(first.refresh_token);
    expect(await refresh(first.refresh_token)).toMatchObject(refused);
    expect(await refresh(String(second.body['refresh_token']))).toMatchObject(refused);
  });

  it('may ask for less, and never for more', async () => {
    const { refresh_token } = await signIn('openid user/Patient.rs user/Encounter.rs');
    expect((await refresh(refresh_token, { scope: 'user/Patient.cu' })).status).toBe(400);
  });

  it('is of no use to another client', async () => {
    const { refresh_token } = await signIn('openid');
    expect(await refresh(refresh_token, { client_id: 'wasl-cli' })).toMatchObject(refused);
  });

  it('is not revoked by another client', async () => {
    const { refresh_token } = await signIn('openid');
    await revoke(refresh_token, 'wasl-cli');
    expect((await refresh(refresh_token)).status).toBe(200);
  });

  it('ends when it is revoked', async () => {
    const { refresh_token } = await signIn('openid');
    expect((await revoke(refresh_token)).status).toBe(200);
    expect(await refresh(refresh_token)).toMatchObject(refused);
  });
});

describe('an access token', () => {
  it('tells its holder who they are', async () => {
    const { access_token } = await signIn('openid profile');
    const told = await whoAmI(access_token, { origin: 'http://localhost:4000' });
    expect(told.status).toBe(200);
    expect(told.body).toEqual({
      sub: 'u-physician',
      name: 'طبيبة',
      'name#ar': 'طبيبة',
      'name#en': 'Physician',
      preferred_username: 'physician',
    });
    expect(told.headers.get('access-control-allow-origin')).toBe('http://localhost:4000');
    const elsewhere = await whoAmI(access_token, { origin: 'https://evil.example' });
    expect(elsewhere.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('is asked for, and has to be whole', async () => {
    const { access_token } = await signIn('openid');
    expect((await whoAmI()).headers.get('www-authenticate')).toBe('Bearer');
    const broken = await whoAmI(access_token.slice(0, -4));
    expect([broken.status, broken.headers.get('www-authenticate')]).toEqual([
      401,
      'Bearer error="invalid_token", error_description="The access token is not valid"',
    ]);
  });

  it('that is revoked goes on the list that the gateway reads', async () => {
    const { access_token } = await signIn('openid');
    expect((await revoke(access_token)).status).toBe(200);
    const { jti } = decodeJwt(access_token);
    expect(readFileSync(revokedTokensFile(dataDir), 'utf8').split('\n')).toContain(jti);
    expect((await whoAmI(access_token)).status).toBe(401);
  });

  it('is not revoked by another client', async () => {
    const { access_token } = await signIn('openid');
    expect((await revoke(access_token, 'wasl-cli')).status).toBe(400);
    expect((await whoAmI(access_token)).status).toBe(200);
  });
});

describe('signing out', () => {
  it('asks, ends the session, and leads back', async () => {
    const browser = createBrowser();
    const { id_token, refresh_token } = await signIn('openid', browser);
    const target = new URLSearchParams({
      id_token_hint: id_token,
      post_logout_redirect_uri: 'http://localhost:4000/',
      state: 's1',
    });
    const page = await browser.visit(`${issuer}/session/end?${target}`);
    const html = await page.text();
    expect(html).toContain('أتريد تسجيل الخروج؟');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    const [action, xsrf] = [/action="([^"]+)"/, /name="xsrf" value="([^"]+)"/].map(
      (form) => form.exec(html)?.[1] ?? '',
    );
    const body = new URLSearchParams({ xsrf: xsrf ?? '', logout: 'yes' });
    const back = await browser.follow(action ?? '', 'http://localhost:4000/', { method: 'POST', body });
    expect(back.url).toBe('http://localhost:4000/?state=s1');
    expect(await refresh(refresh_token)).toMatchObject(refused);
  });

  it('leads nowhere that is not registered', async () => {
    const { id_token } = await signIn('openid');
    const target = new URLSearchParams({ id_token_hint: id_token, post_logout_redirect_uri: 'https://evil.example/' });
    expect((await fetch(`${issuer}/session/end?${target}`)).status).toBe(400);
  });
});

it('describes all of it to clients', async () => {
  expect(await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()).toMatchObject({
    userinfo_endpoint: `${issuer}/me`,
    end_session_endpoint: `${issuer}/session/end`,
    revocation_endpoint: `${issuer}/token/revocation`,
    grant_types_supported: expect.arrayContaining(['authorization_code', 'refresh_token']) as string[],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
  });
});

describe('guessing', () => {
  it('is slowed down, be the last guess right or wrong, and forgotten after a while', async () => {
    let now = Date.now();
    const guessed = await startTestIssuer({ clock: () => now });
    const ask = (secret: string) =>
      fetch(`${guessed.issuer}/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${btoa(`wasl-partner:${secret}`)}` },
        body: new URLSearchParams({ grant_type: 'client_credentials' }),
      });
    for (let tries = 0; tries < 10; tries += 1) expect((await ask(`guess-${tries}`)).status).toBe(401);
    const slowed = await ask('one more');
    expect([slowed.status, slowed.headers.get('retry-after')]).toEqual([429, '6']);
    now += 6_000;
    expect((await ask('later')).status).toBe(401);
    expect((await ask('again')).status).toBe(429);
    await guessed.stop();
  });
});

it('the account of somebody whose death is recorded signs nobody in, stays signed in nowhere, and opens again where that was a mistake', async () => {
  const { access_token, refresh_token } = await signIn('openid', createBrowser(), 'GET', 'guardian');
  expect((await whoAmI(access_token)).status).toBe(200);
  dead.add('123456789012');
  const asked = { redirect_uri: redirectUri, code_challenge: pkce().challenge, code_challenge_method: 'S256' };
  const address = authorizationUrl(issuer, { ...asked, login_hint: 'guardian' });
  const browser = createBrowser();
  const { response, url } = await browser.follow(address, redirectUri);
  const page = await response.text();
  expect([response.status, page.includes('سُجّلت وفاة'), page.includes('A death is recorded')]).toEqual([
    403,
    true,
    true,
  ]);
  const chosen = await browser.visit(url, { method: 'POST', body: new URLSearchParams({ persona: 'guardian' }) });
  expect([chosen.status, await chosen.text()]).toEqual([403, page]);
  expect((await whoAmI(access_token)).status).toBe(401);
  expect(await refresh(refresh_token)).toMatchObject(refused);
  expect((await signIn('openid')).access_token).toBeTruthy();
  dead.clear();
  const again = await signIn('openid', createBrowser(), 'GET', 'guardian');
  expect((await refresh(again.refresh_token)).status).toBe(200);
});
