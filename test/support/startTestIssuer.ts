import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

export type Claims = Record<string, unknown>;

export interface TestIssuer {
  jwksUrl: URL;
  /** Headers of a caller with these claims; the same claims are one token. A `sub` of null leaves it out. Null is a caller without a token. */
  headersFor(claims: Claims | null): Promise<Record<string, string>>;
  /** Headers of a caller whose token ends after a time such as `2s`. */
  headersUntil(lifetime: string): Promise<Record<string, string>>;
  stop(): void;
}

/** An issuer with one key made for the test. */
export async function startTestIssuer(): Promise<TestIssuer> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256' };
  const server = createServer((_, response) => response.end(JSON.stringify({ keys: [jwk] })));
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const tokens = new Map<string, Promise<string>>();
  const sign = ({ sub = 's', ...claims }: Claims, lifetime = '30m') =>
    new SignJWT({ ...claims, ...(typeof sub === 'string' && { sub }) })
      .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
      .setExpirationTime(lifetime)
      .sign(privateKey);
  return {
    jwksUrl: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`),
    async headersFor(claims): Promise<Record<string, string>> {
      if (claims === null) return {};
      const name = JSON.stringify(claims);
      const token = tokens.get(name) ?? sign(claims);
      tokens.set(name, token);
      return { authorization: `Bearer ${await token}` };
    },
    headersUntil: async (lifetime) => ({ authorization: `Bearer ${await sign({}, lifetime)}` }),
    stop: () => void server.close(),
  };
}
