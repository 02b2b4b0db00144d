import { mountIssuer } from '@wasl/identity/issuer/mountIssuer';
import { openDatabase } from '@wasl/kit/database/openDatabase';
import { PrismaClient } from '@wasl/prisma/identity/generated/client.ts';
import Fastify from 'fastify';
import { expect, it } from 'vitest';
import { signIn } from '@wasl/identity/issuer/signIn';
import { authorizationUrl, createBrowser, freePort, pkce } from './startTestIssuer.ts';

const redirectUri = 'http://localhost:4000/';
const toPlayground = () => ({
  redirect_uri: redirectUri,
  code_challenge: pkce().challenge,
  code_challenge_method: 'S256',
  login_hint: 'physician',
});

/** An issuer whose database does not answer. */
async function startWithoutDatabase(publicUrl?: string) {
  const database = await openDatabase({ url: 'postgres://nobody@127.0.0.1:1/none' });
  const db = new PrismaClient({ adapter: database.adapter });
  const port = await freePort();
  const address = `http://localhost:${port}`;
  const app = Fastify();
  await mountIssuer(app, db, { publicUrl: publicUrl ?? address, dataDir: 'memory://', demo: true });
  await app.listen({ port, host: 'localhost' });
  const stop = () => Promise.all([app.close(), db.$disconnect(), database.close()]);
  return { issuer: `${address}/oidc`, stop };
}

it('says that the accounts cannot be reached, and nothing about the database', async () => {
  const { issuer, stop } = await startWithoutDatabase();
  const { response } = await createBrowser().follow(authorizationUrl(issuer, toPlayground()), redirectUri);
  expect(response.status).toBe(503);
  const html = await response.text();
  expect(html).toContain('temporarily_unavailable');
  expect(html).not.toMatch(/prisma|postgres|127\.0\.0\.1/i);
  await stop();
});

it('marks its cookies secure and writes https addresses behind a TLS proxy', async () => {
  const { issuer, stop } = await startWithoutDatabase('https://id.example.sy');
  const described = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json();
  expect(described).toMatchObject({ token_endpoint: 'https://id.example.sy/oidc/token' });
  const response = await fetch(authorizationUrl(issuer, toPlayground()), { redirect: 'manual' });
  const cookies = response.headers.getSetCookie();
  expect(cookies.length).toBeGreaterThan(0);
  for (const cookie of cookies) expect(cookie).toMatch(/secure; httponly/i);
  await stop();
});

it('says in one sentence that no issuer answers', async () => {
  const issuer = `http://localhost:${await freePort()}/oidc`;
  await expect(signIn({ issuer, persona: 'physician' })).rejects.toThrow(`No issuer answers at ${issuer}`);
});
