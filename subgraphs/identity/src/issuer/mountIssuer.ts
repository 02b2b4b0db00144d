import type { RouteOptions } from '@wasl/kit/subgraph';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isAllowedOrigin } from './clients.ts';
import { audience, createProvider } from './createProvider.ts';
import { addInteraction, readForm } from './interaction.ts';
import { limitGuesses } from './limitGuesses.ts';
import { keepSecrets } from './keepSecrets.ts';
import { errorPage, pageHeaders } from './pages.ts';
import { oidcScopes } from './oidcScopes.ts';
import { openRevokedTokens } from './revokedTokens.ts';
import { createSignInAccounts } from './signInAccounts.ts';
import { allScopes } from './tokenClaims.ts';
import { addUserinfo } from './userinfo.ts';
import { createVerifyOwnToken } from './verifyOwnToken.ts';
import type { Db } from '../stores/client.ts';

export interface IssuerOptions extends RouteOptions {
  /** Where the playground may be sent back to, beside loopback addresses. Default: nowhere else. */
  redirectUris?: readonly string[];
  /** Run the issuer outside the demo too, for client credentials only: it knows no passwords. Default false. */
  embeddedIssuer?: boolean;
  /** Tells the time, in milliseconds since 1970. Default: the machine's clock. */
  clock?: () => number;
}

/**
 * Mounts the OIDC issuer at `<publicUrl>/oidc`. Outside the demo there is none unless `embeddedIssuer` asks for it:
 * production takes tokens from the communications ministry's issuer.
 */
export async function mountIssuer(app: FastifyInstance, db: Db, options: IssuerOptions): Promise<void> {
  if (!options.demo && options.embeddedIssuer !== true) return;
  const issuer = `${options.publicUrl}/oidc`;
  const secrets = await keepSecrets(options.dataDir);
  const { redirectUris = [], demo, tokenSeconds } = options;
  const revoked = openRevokedTokens(options.dataDir, options.redis);
  const verifyToken = createVerifyOwnToken(issuer, audience, secrets.signingKey);
  const accounts = createSignInAccounts(db, options.isDeceased);
  const provider = createProvider({
    issuer,
    accounts,
    secrets,
    redirectUris,
    demo,
    tokenSeconds,
    revoked,
    verifyToken,
  });
  const answer = provider.callback();
  const prefix = new URL(issuer).pathname;

  await app.register(
    async (scope) => {
      // The provider reads the request's body itself, so Fastify must not.
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
      scope.addHook('onRequest', async (request) => speakAs(issuer, request));
      scope.setErrorHandler((_error, _request, reply) => {
        const page = errorPage('temporarily_unavailable', 'The accounts cannot be reached: try again soon.');
        return reply.status(503).headers(pageHeaders).send(page);
      });
      limitGuesses(scope, options);
      addUserinfo(scope, {
        accounts,
        revoked,
        verifyToken,
        isAllowedOrigin: (origin) => isAllowedOrigin(origin, redirectUris, demo),
      });
      addInteraction(scope, provider, { db, accounts, demo: options.demo });
      // By OpenID Connect Core 3.1.2.1 it may be a form too. As a GET it carries the cookies that a form of another site would not.
      scope.post('/auth', async (request, reply) => reply.redirect(`${prefix}/auth?${await readForm(request)}`, 303));
      scope.all('/*', (request: FastifyRequest, reply: FastifyReply) => {
        reply.hijack();
        const { raw } = request;
        const url = withScopes(raw.url?.slice(prefix.length) || '/');
        if (url.startsWith('/auth')) raw.headers.cookie = withoutSession(raw.headers.cookie);
        raw.url = url;
        Object.assign(raw, { originalUrl: prefix + url }); // tells the provider where it is mounted
        return answer(raw, reply.raw);
      });
    },
    { prefix },
  );
}

/** URLs that the provider writes follow the configured issuer, whatever Host header a client sends. */
function speakAs(issuer: string, { raw }: FastifyRequest): void {
  const { host, protocol } = new URL(issuer);
  raw.headers.host = host;
  raw.headers['x-forwarded-host'] = host;
  raw.headers['x-forwarded-proto'] = protocol.slice(0, -1);
}

/** A client that names no scope of the graph asks for all that the person holds. */
function withScopes(url: string): string {
  if (!isAuthorization(url)) return url;
  const parameters = new URLSearchParams(url.slice(url.indexOf('?') + 1));
  const asked = (parameters.get('scope') ?? '').split(' ').filter(Boolean);
  if (asked.some((scope) => !oidcScopes.includes(scope))) return url;
  parameters.set('scope', [...asked, ...allScopes].join(' '));
  return `/auth?${parameters}`;
}

function isAuthorization(url: string): boolean {
  return url.startsWith('/auth?');
}

/** Every request for a code asks who signs in, so that switching personas needs no signing out. */
function withoutSession(cookies = ''): string {
  return cookies
    .split(/;\s*/)
    .filter((cookie) => !cookie.startsWith('_session'))
    .join('; ');
}
