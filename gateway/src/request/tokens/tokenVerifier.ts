import { WaslError } from '@wasl/schema/errors.ts';
import { createRemoteJWKSet, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import type { Caller } from '../types.ts';

const signatureAlgorithms = ['ES256', 'ES384', 'ES512', 'EdDSA', 'PS256', 'PS384', 'PS512', 'RS256', 'RS384', 'RS512'];

export interface TokenOptions {
  /** Where the issuer publishes its keys. */
  jwksUrl: URL;
  /** Accepted `iss`; every issuer when left out. */
  issuer?: string | undefined;
  /** Accepted `aud`; every audience when left out. */
  audience?: string | undefined;
  /** Claim that holds names of `@policy`; none grants a policy when left out. */
  policiesClaim?: string | undefined;
  /** Seconds by which clocks may differ. Default 30, at most 60. */
  clockToleranceSeconds?: number;
  /** `jti` of tokens that no longer count. */
  isRevoked?(tokenId: string): boolean;
}

/** Verifies an access token. @throws WaslError UNAUTHENTICATED, whatever is wrong with it. */
export type VerifyToken = (token: string) => Promise<Caller>;

/**
 * Verifies tokens against an issuer's JWKS. An unknown key id fetches the key set again, at most once in ten seconds.
 * A token that was verified is remembered until it ends, so that a busy portal costs one signature check a token.
 */
export function createTokenVerifier(options: TokenOptions): VerifyToken {
  const keys: JWTVerifyGetKey = createRemoteJWKSet(options.jwksUrl, {
    cooldownDuration: 10_000,
    timeoutDuration: 5_000,
  });
  const clockTolerance = Math.min(60, options.clockToleranceSeconds ?? 30);
  const verified = new LRUCache<string, Caller>({ max: 50_000, ttl: 900_000 });

  return async (token) => {
    const known = verified.get(token);
    const caller = known ?? (await verify(token));
    const tokenId = caller.claims['jti'];
    if (typeof tokenId === 'string' && options.isRevoked?.(tokenId)) throw new WaslError('UNAUTHENTICATED');
    if (known && (known.tokenExpiresAt ?? 0) + clockTolerance * 1_000 <= Date.now())
      throw new WaslError('UNAUTHENTICATED');
    return caller;
  };

  async function verify(token: string): Promise<Caller> {
    const { payload } = await jwtVerify(token, keys, {
      algorithms: signatureAlgorithms,
      clockTolerance,
      requiredClaims: ['exp'],
      ...(options.issuer !== undefined && { issuer: options.issuer }),
      ...(options.audience !== undefined && { audience: options.audience }),
    }).catch((cause: unknown) => {
      throw new WaslError('UNAUTHENTICATED', {}, { cause });
    });
    const caller = callerOf(payload, options.policiesClaim);
    const lifetimeMs = (caller.tokenExpiresAt ?? 0) - Date.now();
    if (lifetimeMs > 0) verified.set(token, caller, { ttl: Math.min(900_000, lifetimeMs) });
    return caller;
  }
}

function callerOf(claims: JWTPayload, policiesClaim: string | undefined): Caller {
  return {
    authenticated: true,
    subject: claims.sub ?? null,
    scopes: new Set([...words(claims['scope']), ...words(claims['scp'])]),
    policies: new Set(policiesClaim === undefined ? [] : words(claims[policiesClaim])),
    claims,
    tokenExpiresAt: (claims.exp ?? 0) * 1_000,
  };
}

/** A claim that lists words: separated by spaces (RFC 8693) or as an array. */
function words(claim: unknown): string[] {
  if (typeof claim === 'string') return claim.split(' ').filter((word) => word !== '');
  return Array.isArray(claim) ? claim.filter((word): word is string => typeof word === 'string') : [];
}
