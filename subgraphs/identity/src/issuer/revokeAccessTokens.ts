import type { Context } from 'oidc-provider';
import type { RevokedTokens } from './revokedTokens.ts';
import type { VerifyOwnToken } from './verifyOwnToken.ts';

export interface RevocationOptions {
  verifyToken: VerifyOwnToken;
  revoked: RevokedTokens;
}

/**
 * Revokes access tokens, which the provider leaves to their expiry since it keeps none that are JWTs. Its own checks of the client come
 * first; a client revokes its own tokens alone (RFC 7009, 2.1).
 */
export function revokeAccessTokens({ verifyToken, revoked }: RevocationOptions) {
  return async (context: Context, next: () => Promise<void>): Promise<void> => {
    await next();
    const { error } = (context.body ?? {}) as { error?: string };
    if (error !== 'unsupported_token_type' || context.oidc?.route !== 'revocation') return;
    const { client, params } = context.oidc;
    // What cannot be verified is no token any more, which is what its holder wants.
    const claims = await verifyToken(String(params['token'])).catch(() => undefined);
    if (claims && claims['client_id'] !== client?.clientId) return;
    if (typeof claims?.jti === 'string') await revoked.add(claims.jti, (claims.exp ?? 0) * 1_000);
    context.status = 200;
    context.body = '';
  };
}
