import * as openid from 'openid-client';

/** What the test has told the page of its surroundings. */
interface Surroundings {
  issuer: string;
  graphql: string;
  chart: string;
  healthId: string;
}

/** What a portal's page of another origin does, with a library that is not ours. */
interface Portal {
  signIn(persona: string): Promise<void>;
  /** The chart's answer, and how often the access token was renewed for it. */
  chart(): Promise<{ answer: unknown; renewals: number }>;
  whoAmI(): Promise<unknown>;
  signOut(): Promise<void>;
  /** What the gateway says to the token that was revoked. */
  afterwards(): Promise<number>;
}

declare global {
  interface Window {
    surroundings: Surroundings;
    portal: Portal;
    /** Set when the page has come back from the issuer and has its tokens. */
    isSignedIn: boolean | undefined;
  }
}

const client = 'wasl-playground';
const redirectUri = `${location.origin}/callback`;
let tokens: openid.TokenEndpointResponse | undefined;

const discover = () =>
  openid.discovery(new URL(window.surroundings.issuer), client, undefined, openid.None(), {
    execute: [openid.allowInsecureRequests], // the demo's issuer is on this machine, without TLS
  });

function ask(accessToken: string): Promise<Response> {
  const { graphql, chart: query, healthId } = window.surroundings;
  return fetch(graphql, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${accessToken}` },
    body: JSON.stringify({ query, variables: { healthId } }),
  });
}

async function renew(): Promise<void> {
  tokens = await openid.refreshTokenGrant(await discover(), tokens?.refresh_token ?? '');
}

window.portal = {
  async signIn(persona) {
    const config = await discover();
    const verifier = openid.randomPKCECodeVerifier();
    const state = openid.randomState();
    sessionStorage.setItem('attempt', JSON.stringify({ verifier, state }));
    location.assign(
      openid.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: 'openid profile email',
        code_challenge: await openid.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state,
        login_hint: persona,
      }),
    );
  },
  async chart() {
    let renewals = 0;
    for (;;) {
      const response = await ask(tokens?.access_token ?? '');
      const answer: unknown = await response.json();
      if (response.status !== 401 || !JSON.stringify(answer).includes('TOKEN_EXPIRED')) return { answer, renewals };
      await renew();
      renewals += 1;
    }
  },
  async whoAmI() {
    await renew();
    return openid.fetchUserInfo(await discover(), tokens?.access_token ?? '', openid.skipSubjectCheck);
  },
  async signOut() {
    const config = await discover();
    await openid.tokenRevocation(config, tokens?.access_token ?? '');
    sessionStorage.setItem('revoked', tokens?.access_token ?? '');
    const { id_token: hint = '' } = tokens ?? {};
    location.assign(
      openid.buildEndSessionUrl(config, { id_token_hint: hint, post_logout_redirect_uri: `${location.origin}/` }),
    );
  },
  afterwards: async () => (await ask(sessionStorage.getItem('revoked') ?? '')).status,
};

if (location.pathname === '/callback') {
  const { verifier, state } = JSON.parse(sessionStorage.getItem('attempt') ?? '{}') as Record<string, string>;
  const checks = { pkceCodeVerifier: verifier ?? '', expectedState: state ?? '' };
  tokens = await openid.authorizationCodeGrant(await discover(), new URL(location.href), checks);
  window.isSignedIn = true;
}
