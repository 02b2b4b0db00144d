import * as openid from 'openid-client';
import type { PortalConfig } from '../portalConfig.ts';
import { dropDrafts } from './drafts.ts';
import { openTabs } from './tabs.ts';

const attemptKey = 'wasl.portal.attempt';
const tokensKey = 'wasl.portal.tokens';
const page = '/portal';
const callback = '/portal/callback';

/** A token is renewed when it counts for less than this. */
const leastLeftMs = 30_000;

export interface Tokens {
  /** The same in each tab that the session was taken to. */
  session: string;
  access: string;
  /** Absent where the issuer gives none. */
  refresh?: string;
  /** For signing out. */
  id?: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/** Who is signed in on this page; gone when the tab closes. Tabs that were duplicated have one session, and end it together. */
export interface Session {
  isSignedIn(): boolean;
  /** Whether the last sign-in was refused, or its session ended. */
  readonly hasFailed: boolean;
  /** Leaves for the issuer: authorization code with PKCE. */
  signIn(): Promise<void>;
  /** Forgets at once, has the tokens revoked, and ends the session at the issuer too. Without a connection it throws after the first, and may be called again. */
  signOut(): Promise<void>;
  /** A token that counts for a while yet; undefined when nobody is signed in any more. */
  accessToken(): Promise<string | undefined>;
}

/** Reads who is signed in; back from the issuer, trades its code for tokens. */
export async function openSession({ issuer, clientId }: PortalConfig): Promise<Session> {
  let tokens = read<Tokens>(tokensKey);
  /** Those of a session that is to be ended at the issuer still: in memory alone. */
  let ending: Tokens | undefined;
  let renewal: Promise<void> | undefined;
  let hasFailed = false;
  let discovered: Promise<openid.Configuration> | undefined;

  // An issuer without TLS is one on this machine: browsers run no page elsewhere that may sign anybody in.
  const execute = new URL(issuer).protocol === 'http:' ? [openid.allowInsecureRequests] : [];
  const configuration = () =>
    (discovered ??= openid
      .discovery(new URL(issuer), clientId, undefined, openid.None(), { execute })
      .catch((error: unknown) => {
        discovered = undefined;
        throw error;
      }));

  function keep(answer: openid.TokenEndpointResponse & openid.TokenEndpointResponseHelpers): void {
    const refresh = answer.refresh_token ?? tokens?.refresh;
    const id = answer.id_token ?? tokens?.id;
    const expiresAt = Date.now() + (answer.expiresIn() ?? 0) * 1_000;
    const session = tokens?.session ?? crypto.randomUUID();
    store({ session, access: answer.access_token, expiresAt, ...(refresh && { refresh }), ...(id && { id }) });
  }

  function store(kept: Tokens): void {
    tokens = kept;
    sessionStorage.setItem(tokensKey, JSON.stringify(tokens));
  }

  function forget(): void {
    tokens = undefined;
    sessionStorage.removeItem(tokensKey);
  }

  async function finish(): Promise<void> {
    const address = new URL(location.href);
    const attempt = read<{ verifier: string; state: string }>(attemptKey);
    sessionStorage.removeItem(attemptKey);
    history.replaceState(null, '', page);
    if (!attempt) return;
    const checks = { pkceCodeVerifier: attempt.verifier, expectedState: attempt.state };
    keep(await openid.authorizationCodeGrant(await configuration(), address, checks));
  }

  const tabs = openTabs({
    current: () => tokens,
    onNewer: store,
    onEnded() {
      forget();
      dropDrafts();
      // With all that is on the page and in its memory.
      location.assign(page);
    },
  });

  async function renew(): Promise<void> {
    const used = tokens?.refresh;
    if (!isAboutToEnd(tokens) || used === undefined) return;
    try {
      keep(await openid.refreshTokenGrant(await configuration(), used));
      if (tokens) tabs.tell(tokens);
    } catch (error) {
      // No connection ends no session.
      if (!(error instanceof openid.ResponseBodyError)) throw error;
      forget();
      hasFailed = true;
    }
  }

  if (location.pathname === callback) await finish().catch(() => (hasFailed = true));
  return {
    isSignedIn: () => tokens !== undefined,
    get hasFailed() {
      return hasFailed;
    },
    async signIn() {
      const [verifier, state] = [openid.randomPKCECodeVerifier(), openid.randomState()];
      sessionStorage.setItem(attemptKey, JSON.stringify({ verifier, state }));
      const address = openid.buildAuthorizationUrl(await configuration(), {
        redirect_uri: location.origin + callback,
        scope: 'openid',
        state,
        code_challenge: await openid.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      });
      location.assign(address);
    },
    async signOut() {
      ending = tokens ?? ending;
      forget();
      dropDrafts();
      if (ending) tabs.tellEnded(ending.session);
      const config = await configuration();
      for (const token of [ending?.refresh, ending?.access])
        if (token !== undefined) await openid.tokenRevocation(config, token).catch(unlessUnreached);
      const back = { post_logout_redirect_uri: location.origin + page };
      location.assign(openid.buildEndSessionUrl(config, { ...back, ...(ending?.id && { id_token_hint: ending.id }) }));
    },
    async accessToken() {
      if (tokens?.refresh !== undefined && isAboutToEnd(tokens)) {
        renewal ??= tabs.oneByOne(tokens, renew).finally(() => (renewal = undefined));
        await renewal;
      }
      return tokens?.access;
    },
  };
}

function isAboutToEnd(tokens: Tokens | undefined): boolean {
  return tokens !== undefined && tokens.expiresAt - Date.now() < leastLeftMs;
}

/** What an issuer says of a token that it does not revoke changes nothing. @throws TypeError where it was not reached */
function unlessUnreached(error: unknown): void {
  if (error instanceof TypeError) throw error;
}

function read<Kept>(key: string): Kept | undefined {
  const text = sessionStorage.getItem(key);
  return text === null ? undefined : (JSON.parse(text) as Kept);
}
