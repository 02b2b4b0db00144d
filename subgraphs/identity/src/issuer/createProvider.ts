import { randomBytes } from 'node:crypto';
import { scopesOf } from '@wasl/schema/roles.ts';
import { type Client, type Context, errors, type Grant, interactionPolicy, Provider, type Token } from 'oidc-provider';
import { clients, isAllowedOrigin } from './clients.ts';
import type { IssuerSecrets } from './keepSecrets.ts';
import { createMemoryAdapters } from './memoryAdapter.ts';
import { claimsByScope, oidcScopes, personClaims } from './oidcScopes.ts';
import { errorPage, loggedOutPage, logoutPage, pageHeaders } from './pages.ts';
import { isOneOf } from './partnerSecrets.ts';
import { type RevocationOptions, revokeAccessTokens } from './revokeAccessTokens.ts';
import type { SignInAccounts } from './signInAccounts.ts';
import { scopesOfClient, tokenClaims } from './tokenClaims.ts';

/** The graph as an OAuth resource; its tokens bear the audience `wasl`. */
const graphResource = 'urn:wasl:graph';
export const audience = 'wasl';
/** How long a person stays signed in without signing in again: a shift. Refreshing does not prolong it. */
const sessionSeconds = 8 * 3_600;

export interface ProviderOptions extends RevocationOptions {
  /** The issuer's own URL, such as `http://localhost:4001/oidc`. */
  issuer: string;
  accounts: SignInAccounts;
  secrets: IssuerSecrets;
  /** Where the playground may be sent back to, beside loopback addresses. */
  redirectUris: readonly string[];
  /** Seconds for which access and ID tokens count. Default 900. */
  tokenSeconds?: number | undefined;
  /** Demo personas may sign in, and pages on any loopback port may ask for tokens. */
  demo: boolean;
}

/** The OIDC provider: code with PKCE and client credentials, ES256 access tokens of 15 minutes for the graph. */
export function createProvider(options: ProviderOptions): Provider {
  const { issuer, accounts, secrets, redirectUris, demo, tokenSeconds = 900 } = options;
  const provider = new Provider(issuer, {
    adapter: createMemoryAdapters(),
    clients: clients(redirectUris),
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    jwks: { keys: [secrets.signingKey] },
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    scopes: oidcScopes,
    claims: claimsByScope,
    conformIdTokenClaims: false,
    issueRefreshToken: (_: Context, client: Client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    responseTypes: ['code'],
    pkce: { required: () => true },
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    ttl: {
      AccessToken: tokenSeconds,
      ClientCredentials: tokenSeconds,
      AuthorizationCode: 60,
      IdToken: tokenSeconds,
      Interaction: 600,
      Session: sessionSeconds,
      Grant: sessionSeconds,
      RefreshToken: ({ oidc }: Context) => oidc.entities['RotatedRefreshToken']?.remainingTTL ?? sessionSeconds,
    },
    clientBasedCORS: (_: Context, origin: string) => isAllowedOrigin(origin, redirectUris, demo),
    findAccount: (_: Context, id: string) => findPerson(accounts, id),
    extraTokenClaims: (_: Context, token: Token) => tokenClaims(accounts, token),
    formats: { customizers: { jwt: giveServiceItsScopes } },
    loadExistingGrant: (context: Context) => grantRoles(provider, accounts, context),
    interactions: {
      policy: signInOnly(),
      url: (_: Context, { uid }: { uid: string }) => `${new URL(issuer).pathname}/interaction/${uid}`,
    },
    renderError: showError,
    features: features(tokenSeconds),
  });
  provider.proxy = issuer.startsWith('https:');
  provider.Client.prototype.compareClientSecret = (sent) => isOneOf(secrets.partnerSecrets(), sent);
  provider.use(revokeAccessTokens(options));
  return provider;
}

function features(tokenSeconds: number): Record<string, unknown> {
  return {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: false },
    rpInitiatedLogout: { enabled: true, logoutSource: askLogout, postLogoutSuccessSource: tellLoggedOut },
    revocation: {
      enabled: true,
      allowedPolicy: (_: Context, { clientId }: Client, token: Token) => token.clientId === clientId,
    },
    // Discovery names it; `userinfo.ts` answers.
    userinfo: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => graphResource,
      useGrantedResource: () => true,
      getResourceServerInfo(_: Context, resource: string, client: { clientId: string }) {
        if (resource !== graphResource) throw new errors.InvalidTarget();
        return {
          scope: scopesOfClient(client.clientId).join(' '),
          audience,
          accessTokenFormat: 'jwt',
          accessTokenTTL: tokenSeconds,
          jwt: { sign: { alg: 'ES256' } },
        };
      },
    },
  };
}

/** No consent page: what a person may do follows from their roles alone. */
function signInOnly() {
  const policy = interactionPolicy.base();
  policy.remove('consent');
  return policy;
}

async function grantRoles(provider: Provider, accounts: SignInAccounts, { oidc }: Context): Promise<Grant | undefined> {
  const accountId = oidc.session?.accountId;
  const clientId = oidc.client?.clientId;
  if (accountId === undefined || clientId === undefined) return undefined;
  const account = await accounts.find(accountId);
  if (!account) return undefined;
  const grant = new provider.Grant({ accountId, clientId });
  grant.addOIDCScope(oidcScopes.join(' '));
  grant.addResourceScope(graphResource, scopesOf(account.roles).join(' '));
  await grant.save();
  return grant;
}

/** A service that names no scope gets all of its own. */
function giveServiceItsScopes(_: Context, token: Token, { payload }: { payload: Record<string, unknown> }): void {
  if (token.kind !== 'ClientCredentials' || token.scope || token.clientId === undefined) return;
  token.scope = scopesOfClient(token.clientId).join(' ');
  payload['scope'] = token.scope;
}

async function findPerson(accounts: SignInAccounts, id: string) {
  const account = await accounts.find(id);
  return account && { accountId: id, claims: () => personClaims(account) };
}

async function askLogout(context: Context, form: string): Promise<void> {
  context.set(pageHeaders);
  context.body = logoutPage(form);
}

async function tellLoggedOut(context: Context): Promise<void> {
  context.set(pageHeaders);
  context.body = loggedOutPage();
}

async function showError(context: Context, out: { error: string; error_description?: string }): Promise<void> {
  context.type = 'html';
  context.body = errorPage(out.error, out.error_description ?? '');
}
