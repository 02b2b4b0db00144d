import { randomBytes } from 'node:crypto';

/** The application that the playground's page signs in as; public, PKCE. */
export const playgroundClient = 'wasl-playground';
/** The citizens' portal; public, PKCE. */
export const portalClient = 'wasl-portal';
/** The command line; public, PKCE. */
export const cliClient = 'wasl-cli';
/** A partner ministry's service; confidential, client credentials. */
export const partnerClient = 'wasl-partner';
/** Where the command line expects its code; no server needs to listen there. */
export const cliRedirectUri = 'http://127.0.0.1/callback';

const loopbackHosts = ['localhost', '127.0.0.1', '[::1]'];

/** Pages of the playground that may receive a code; a native client's loopback addresses match on any port. */
const loopbackRedirects = loopbackHosts.flatMap((host) => [`http://${host}/`, `http://${host}/callback`]);

/** Pages of the portal that the issuer sends people back to. */
const portalPages = (page: string) => loopbackHosts.map((host) => `http://${host}${page}`);

/** The clients, as OpenID Connect Registration metadata. */
export function clients(redirectUris: readonly string[]): Record<string, unknown>[] {
  const isPublic = {
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
  };
  return [
    {
      client_id: playgroundClient,
      ...isPublic,
      redirect_uris: [...loopbackRedirects, ...redirectUris],
      post_logout_redirect_uris: [...loopbackRedirects, ...redirectUris],
    },
    {
      client_id: portalClient,
      ...isPublic,
      redirect_uris: portalPages('/portal/callback'),
      post_logout_redirect_uris: portalPages('/portal'),
    },
    { client_id: cliClient, ...isPublic, redirect_uris: [cliRedirectUri] },
    {
      client_id: partnerClient,
      // The provider wants one; what counts are `partnerSecrets`.
      client_secret: randomBytes(32).toString('base64url'),
      token_endpoint_auth_method: 'client_secret_basic',
      grant_types: ['client_credentials'],
      response_types: [],
      redirect_uris: [],
    },
  ];
}

/** Whether a page of this origin may ask for tokens: any loopback port in the demo, else the registered pages. */
export function isAllowedOrigin(origin: string, redirectUris: readonly string[], demo: boolean): boolean {
  if (redirectUris.some((uri) => new URL(uri).origin === origin)) return true;
  const url = URL.canParse(origin) ? new URL(origin) : undefined;
  return demo && url !== undefined && url.protocol === 'http:' && loopbackHosts.includes(url.hostname);
}
