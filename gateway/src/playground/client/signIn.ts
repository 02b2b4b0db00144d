import type { PlaygroundConfig } from './config.ts';

const attemptKey = 'wasl.attempt';
const sessionKey = 'wasl.session';

interface Attempt {
  persona: string;
  state: string;
  verifier: string;
}

/** Who is signed in on this page; gone when the tab closes. */
export interface Session {
  persona: string;
  accessToken: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

interface Endpoints {
  authorization_endpoint: string;
  token_endpoint: string;
}

/** Leaves for the issuer: authorization code with PKCE. */
export async function beginSignIn(config: PlaygroundConfig, persona = ''): Promise<void> {
  const attempt: Attempt = { persona, state: randomText(), verifier: randomText() };
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(attempt.verifier));
  const { authorization_endpoint } = await discover(config.issuer);
  const url = new URL(authorization_endpoint);
  url.search = new URLSearchParams({
    client_id: config.clientId,
    response_type: 'code',
    redirect_uri: redirectUri(config),
    scope: ['openid', config.scope ?? ''].join(' ').trim(),
    state: attempt.state,
    code_challenge: base64Url(new Uint8Array(digest)),
    code_challenge_method: 'S256',
    ...(persona && { login_hint: persona }),
  }).toString();
  sessionStorage.setItem(attemptKey, JSON.stringify(attempt));
  location.assign(url);
}

/** Back from the issuer: trades the code for a token. Does nothing on any other visit. */
export async function finishSignIn(config: PlaygroundConfig): Promise<void> {
  if (location.pathname !== config.redirectPath) return;
  const answer = new URLSearchParams(location.search);
  const attempt = take<Attempt>(attemptKey);
  history.replaceState(null, '', '/');
  const code = answer.get('code');
  if (!attempt || code === null || answer.get('state') !== attempt.state) {
    throw new Error(`The issuer refused the sign-in: ${answer.get('error') ?? 'no code'}.`);
  }
  const { token_endpoint } = await discover(config.issuer);
  const response = await fetch(token_endpoint, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: config.clientId,
      redirect_uri: redirectUri(config),
      code,
      code_verifier: attempt.verifier,
    }),
  });
  const token = (await response.json()) as { access_token?: string; expires_in?: number; error?: string };
  if (token.access_token === undefined) throw new Error(`The issuer refused the code: ${token.error ?? 'no token'}.`);
  const expiresAt = Date.now() + (token.expires_in ?? 0) * 1_000;
  const session: Session = { persona: attempt.persona, accessToken: token.access_token, expiresAt };
  sessionStorage.setItem(sessionKey, JSON.stringify(session));
}

/** The session, unless there is none or its token has expired. */
export function currentSession(): Session | undefined {
  const session = keptSession();
  return session && session.expiresAt > Date.now() ? session : undefined;
}

/** Whether somebody was signed in on this page whose token has expired since. */
export function hasExpired(): boolean {
  const session = keptSession();
  return session !== undefined && session.expiresAt <= Date.now();
}

/** Who was signed in last, be it that the token has expired. */
export function keptSession(): Session | undefined {
  const text = sessionStorage.getItem(sessionKey);
  return text === null ? undefined : (JSON.parse(text) as Session);
}

export function signOut(): void {
  sessionStorage.removeItem(sessionKey);
}

async function discover(issuer: string): Promise<Endpoints> {
  const response = await fetch(`${issuer}/.well-known/openid-configuration`);
  if (!response.ok) throw new Error(`The issuer does not answer (HTTP ${response.status}).`);
  return (await response.json()) as Endpoints;
}

function redirectUri(config: PlaygroundConfig): string {
  return location.origin + config.redirectPath;
}

function take<T>(key: string): T | undefined {
  const text = sessionStorage.getItem(key);
  sessionStorage.removeItem(key);
  return text === null ? undefined : (JSON.parse(text) as T);
}

function randomText(): string {
  return base64Url(crypto.getRandomValues(new Uint8Array(32)));
}

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
