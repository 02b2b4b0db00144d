import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signIn } from '@wasl/identity/issuer/signIn';
import { scopesOf } from '@wasl/schema/roles.ts';
import {
  askToken,
  authorizationUrl,
  createBrowser,
  pkce,
  startTestIssuer,
  type TestIssuer,
} from './startTestIssuer.ts';

const redirectUri = 'http://localhost:4000/callback';

describe('the OIDC issuer', () => {
  let running: TestIssuer;
  let issuer: string;
  const dataDir = mkdtempSync(join(tmpdir(), 'wasl-issuer-'));

  beforeAll(async () => {
    running = await startTestIssuer({ dataDir });
    issuer = running.issuer;
  });
  afterAll(async () => {
    await running?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  async function requestCode(parameters: Record<string, string>) {
    const { verifier, challenge } = pkce();
    const url = authorizationUrl(issuer, {
      redirect_uri: redirectUri,
      code_challenge: challenge,
      code_challenge_method: 'S256',
      ...parameters,
    });
    const back = await createBrowser().follow(url, redirectUri);
    const form = {
      grant_type: 'authorization_code',
      client_id: 'wasl-playground',
      redirect_uri: redirectUri,
      code_verifier: verifier,
    };
    return { back, form: { ...form, code: new URL(back.url).searchParams.get('code') ?? '' } };
  }
  const verify = (token: string) =>
    jwtVerify(token, createRemoteJWKSet(new URL(`${issuer}/jwks`)), {
      issuer,
      audience: 'wasl',
      algorithms: ['ES256'],
    });
  const askAsPartner = (secret: string) =>
    askToken(
      issuer,
      { grant_type: 'client_credentials' },
      { authorization: `Basic ${btoa(`wasl-partner:${secret}`)}` },
    );

  it('describes itself under its configured URL, whatever Host a client names', async () => {
    const response = await fetch(`${issuer}/.well-known/openid-configuration`, {
      headers: { 'x-forwarded-host': 'evil.example' },
    });
    expect(await response.json()).toMatchObject({
      issuer,
      authorization_endpoint: `${issuer}/auth`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      code_challenge_methods_supported: ['S256'],
      response_types_supported: ['code'],
    });
  });

  it('publishes its EC key without the private part', async () => {
    const { keys } = (await (await fetch(`${issuer}/jwks`)).json()) as { keys: Record<string, unknown>[] };
    expect(keys).toHaveLength(1);
    expect(keys[0]).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ES256' });
    expect(keys[0]).not.toHaveProperty('d');
  });

  it('signs a persona in and tells who they are, for 15 minutes at most', async () => {
    const { accessToken, expiresAt } = await signIn({ issuer, persona: 'physician' });
    const { payload, protectedHeader } = await verify(accessToken);
    expect(protectedHeader).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
    expect(payload).toMatchObject({
      sub: 'u-physician',
      roles: ['physician'],
      practitioner_id: 'P-000001',
      facility_id: 'F-DI-001',
    });
    expect(String(payload['scope']).split(' ').sort()).toEqual(scopesOf(['physician']));
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBeLessThanOrEqual(900);
    expect(expiresAt.getTime()).toBeLessThanOrEqual(Date.now() + 900_000);
  });

  it('tells whose record a persona’s is, and claims nothing of guardianship: that has one register, which is another', async () => {
    const { payload } = await verify((await signIn({ issuer, persona: 'guardian' })).accessToken);
    expect(payload).toMatchObject({ health_id: '123456789012' });
    expect(payload).not.toHaveProperty('dependants');
    expect(String(payload['scope'])).not.toContain('user/');
  });

  it('narrows a token to the scopes that were asked for, and never widens it', async () => {
    const { form } = await requestCode({ login_hint: 'guardian', scope: 'openid patient/Patient.rs user/Patient.cu' });
    const { body } = await askToken(issuer, form);
    expect((await verify(String(body['access_token']))).payload['scope']).toBe('patient/Patient.rs');
  });

  it('refuses a request without PKCE', async () => {
    const { url } = await createBrowser().follow(
      authorizationUrl(issuer, { redirect_uri: redirectUri, login_hint: 'physician' }),
      redirectUri,
    );
    expect(new URL(url).searchParams.get('error')).toBe('invalid_request');
    expect(new URL(url).searchParams.get('code')).toBeNull();
  });

  it('refuses a wrong verifier and a code that was used before', async () => {
    const wrong = await requestCode({ login_hint: 'physician' });
    expect(await askToken(issuer, { ...wrong.form, code_verifier: pkce().verifier })).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    });
    const { form } = await requestCode({ login_hint: 'physician' });
    expect((await askToken(issuer, form)).status).toBe(200);
    expect(await askToken(issuer, form)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  it('sends nobody to an address that is not registered', async () => {
    const url = authorizationUrl(issuer, {
      redirect_uri: 'https://evil.example/',
      code_challenge: pkce().challenge,
      code_challenge_method: 'S256',
    });
    const response = await createBrowser().visit(url);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('invalid_redirect_uri');
  });

  it('shows the personas in Arabic and English, and signs in the one that is chosen', async () => {
    const { verifier, challenge } = pkce();
    const browser = createBrowser();
    const start = authorizationUrl(issuer, {
      redirect_uri: redirectUri,
      code_challenge: challenge,
      code_challenge_method: 'S256',
    });
    const page = await browser.follow(start, redirectUri);
    const html = await page.response.text();
    expect(html).toContain('dir="rtl"');
    expect(html).toContain('طبيبة');
    expect(html).not.toContain('value="real"');
    const back = await browser.follow(page.url, redirectUri, {
      method: 'POST',
      body: new URLSearchParams({ persona: 'guardian' }),
    });
    const code = new URL(back.url).searchParams.get('code') ?? '';
    const answer = await askToken(issuer, {
      grant_type: 'authorization_code',
      client_id: 'wasl-playground',
      redirect_uri: redirectUri,
      code,
      code_verifier: verifier,
    });
    expect((await verify(String(answer.body['access_token']))).payload.sub).toBe('u-guardian');
    const again = await browser.follow(`${start}&login_hint=physician`, redirectUri);
    expect(new URL(again.url).searchParams.get('code')).toBeTruthy();
  });

  it('signs nobody in who is not a demo persona', async () => {
    await expect(signIn({ issuer, persona: 'real' })).rejects.toThrow('knows no persona "real"');
  });

  it('gives a partner service its own scopes for its secret, and nothing for another', async () => {
    const { body } = await askAsPartner(readFileSync(join(dataDir, 'issuer/partner-secret'), 'utf8').trim());
    const { payload } = await verify(String(body['access_token']));
    expect(payload).toMatchObject({ sub: 'wasl-partner', roles: ['partner'], client_id: 'wasl-partner' });
    expect(String(payload['scope']).split(' ').sort()).toEqual(scopesOf(['partner']));
    expect(body['expires_in']).toBeLessThanOrEqual(900);
    expect(await askAsPartner('guessed')).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  });

  it('takes two secrets at a time while one replaces the other, and no third', async () => {
    const file = join(dataDir, 'issuer/partner-secret');
    const old = readFileSync(file, 'utf8');
    const statusOf = async (secret: string) => (await askAsPartner(secret)).status;
    writeFileSync(file, `${old.trim()}\nthe new one\na third\n`);
    expect([await statusOf(old.trim()), await statusOf('the new one'), await statusOf('a third')]).toEqual([
      200, 200, 401,
    ]);
    writeFileSync(file, 'the new one\n');
    expect([await statusOf(old.trim()), await statusOf('the new one')]).toEqual([401, 200]);
    writeFileSync(file, '');
    expect(await statusOf('the new one')).toBe(401);
    writeFileSync(file, old);
  });

  it("answers pages of this machine, and no other origin's", async () => {
    const { form } = await requestCode({ login_hint: 'physician' });
    const local = await askToken(issuer, form, { origin: 'http://localhost:4000' });
    expect(local.headers.get('access-control-allow-origin')).toBe('http://localhost:4000');
    const other = await requestCode({ login_hint: 'physician' });
    const refused = await askToken(issuer, other.form, { origin: 'https://evil.example' });
    expect(refused.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('keeps its key private on disk, and its tokens valid across a restart', async () => {
    const { accessToken } = await signIn({ issuer, persona: 'physician' });
    expect(statSync(join(dataDir, 'issuer/signing-key.json')).mode & 0o777).toBe(0o600);
    expect(statSync(join(dataDir, 'issuer/partner-secret')).mode & 0o777).toBe(0o600);
    const next = await startTestIssuer({ dataDir });
    const keys = createRemoteJWKSet(new URL(`${next.issuer}/jwks`));
    await expect(jwtVerify(accessToken, keys, { issuer, audience: 'wasl' })).resolves.toBeDefined();
    await next.stop();
  });
});

describe('outside the demo', () => {
  it('there is no issuer', async () => {
    const { issuer, stop } = await startTestIssuer({ demo: false });
    expect((await fetch(`${issuer}/.well-known/openid-configuration`)).status).toBe(404);
    await stop();
  });

  it('an issuer that was asked for signs nobody in by name', async () => {
    const { issuer, stop } = await startTestIssuer({ demo: false, embeddedIssuer: true });
    await expect(signIn({ issuer, persona: 'physician' })).rejects.toThrow('refused the sign-in (HTTP 403)');
    await stop();
  });
});
