import { createHash, randomBytes } from 'node:crypto';
import { OperatorError } from '@wasl/kit/operatorError';
import { cliClient, cliRedirectUri } from './clients.ts';

const mostRedirects = 10;

/** An access token and when it ends. */
export interface SignedIn {
  accessToken: string;
  expiresAt: Date;
}

interface Endpoints {
  authorization_endpoint: string;
  token_endpoint: string;
}

/**
 * Signs a demo persona in at a running issuer, as a browser would: authorization code with PKCE, over HTTP.
 * @throws OperatorError with one clear sentence when the issuer cannot be reached or knows no such persona.
 */
export async function signIn({ issuer, persona }: { issuer: string; persona: string }): Promise<SignedIn> {
  const endpoints = await discover(issuer);
  const verifier = randomBytes(32).toString('base64url');
  const code = await requestCode(endpoints.authorization_endpoint, issuer, persona, verifier);
  const response = await fetch(endpoints.token_endpoint, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: cliClient,
      redirect_uri: cliRedirectUri,
      code,
      code_verifier: verifier,
    }),
  });
  const answer = (await response.json()) as { access_token?: string; expires_in?: number; error?: string };
  if (answer.access_token === undefined)
    throw new OperatorError(`The issuer refused the code: ${answer.error ?? 'no token'}.`);
  return { accessToken: answer.access_token, expiresAt: new Date(Date.now() + (answer.expires_in ?? 0) * 1_000) };
}

async function discover(issuer: string): Promise<Endpoints> {
  const response = await fetch(`${issuer}/.well-known/openid-configuration`).catch(() => undefined);
  if (!response?.ok) throw new OperatorError(`No issuer answers at ${issuer}: is "wasl dev" running?`);
  return (await response.json()) as Endpoints;
}

async function requestCode(endpoint: string, issuer: string, persona: string, verifier: string): Promise<string> {
  const state = randomBytes(16).toString('base64url');
  const start = new URL(endpoint);
  start.search = new URLSearchParams({
    client_id: cliClient,
    response_type: 'code',
    redirect_uri: cliRedirectUri,
    scope: 'openid',
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    login_hint: persona,
  }).toString();
  const back = await followUntil(cliRedirectUri, start);
  if (typeof back === 'number' && back >= 400)
    throw new OperatorError(`The issuer at ${issuer} refused the sign-in (HTTP ${back}).`);
  if (typeof back === 'number') throw new OperatorError(`The issuer at ${issuer} knows no persona "${persona}".`);
  const code = back.searchParams.get('code');
  if (back.searchParams.get('state') !== state || code === null) {
    throw new OperatorError(`The issuer refused the sign-in: ${back.searchParams.get('error') ?? 'no code'}.`);
  }
  return code;
}

/** Follows redirects with their cookies until one leads to the client; the status of the page that comes instead. */
async function followUntil(target: string, start: URL): Promise<URL | number> {
  const cookies = new Map<string, string>();
  let url = start;
  for (let hops = 0; hops < mostRedirects; hops += 1) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { redirect: 'manual', headers: { cookie } });
    await response.arrayBuffer();
    for (const line of response.headers.getSetCookie()) keepCookie(cookies, line);
    const location = response.headers.get('location');
    if (location === null) return response.status;
    url = new URL(location, url);
    if (url.href.startsWith(`${target}?`)) return url;
  }
  return 508;
}

function keepCookie(cookies: Map<string, string>, line: string): void {
  const [pair = ''] = line.split(';');
  const [name = '', ...value] = pair.split('=');
  if (value.join('=') === '') cookies.delete(name);
  else cookies.set(name, value.join('='));
}
