import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { errors, type JWTPayload } from 'jose';
import { personClaims } from './oidcScopes.ts';
import type { RevokedTokens } from './revokedTokens.ts';
import type { SignInAccounts } from './signInAccounts.ts';
import type { VerifyOwnToken } from './verifyOwnToken.ts';

export interface UserinfoOptions {
  accounts: SignInAccounts;
  verifyToken: VerifyOwnToken;
  revoked: RevokedTokens;
  /** Whether a page of this origin may ask. */
  isAllowedOrigin(origin: string): boolean;
}

/**
 * Adds `/me`, which tells an access token's holder who they are. The provider's own takes only tokens that are for nothing else, and clients
 * have one token, which is for the graph.
 */
export function addUserinfo(scope: FastifyInstance, options: UserinfoOptions): void {
  scope.route({
    method: ['GET', 'POST'],
    url: '/me',
    async handler(request, reply) {
      allowOrigin(request, reply, options);
      reply.header('cache-control', 'no-store');
      const token = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1];
      if (token === undefined) return refuse(reply, 'Bearer');
      const found = await claimsOf(token, options).catch(tellExpired);
      if (typeof found === 'string') return refuse(reply, `Bearer error="invalid_token", error_description="${found}"`);
      return reply.send(found);
    },
  });
}

/** The claims of the person, or what is wrong with the token. */
async function claimsOf(token: string, { accounts, verifyToken, revoked }: UserinfoOptions) {
  const { sub, jti }: JWTPayload = await verifyToken(token);
  if (jti === undefined || revoked.has(jti)) return invalid;
  const account = sub === undefined ? undefined : await accounts.find(sub);
  return account ? personClaims(account) : invalid;
}

const invalid = 'The access token is not valid';

function tellExpired(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'The access token expired';
  if (error instanceof errors.JOSEError) return invalid;
  throw error;
}

function refuse(reply: FastifyReply, challenge: string): FastifyReply {
  return reply.code(401).header('www-authenticate', challenge).send({ error: 'invalid_token' });
}

function allowOrigin({ headers }: FastifyRequest, reply: FastifyReply, options: UserinfoOptions): void {
  const { origin } = headers;
  reply.header('vary', 'origin');
  if (origin !== undefined && options.isAllowedOrigin(origin))
    reply.headers({ 'access-control-allow-origin': origin, 'access-control-expose-headers': 'www-authenticate' });
}
