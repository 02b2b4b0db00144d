import { createLocalJWKSet, type JWK, type JWTPayload, jwtVerify } from 'jose';

/** Verifies an access token for the graph that this issuer has signed. @throws jose's errors, `JWTExpired` for one that was good */
export type VerifyOwnToken = (token: string) => Promise<JWTPayload>;

export function createVerifyOwnToken(issuer: string, audience: string, signingKey: JWK): VerifyOwnToken {
  const { kty, crv, x, y, kid, alg } = signingKey as JWK & Record<'kty' | 'crv' | 'x' | 'y' | 'kid' | 'alg', string>;
  const keys = createLocalJWKSet({ keys: [{ kty, crv, x, y, kid, alg }] });
  return async (token) => (await jwtVerify(token, keys, { issuer, audience, algorithms: ['ES256'] })).payload;
}
