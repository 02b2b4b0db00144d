import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK, type JWTHeaderParameters, SignJWT } from 'jose';

export interface SigningKey {
  kid: string;
  privateKey: CryptoKey;
  jwk: JWK;
}

export interface TokenIssuer {
  jwksUrl: URL;
  /** The key that signs when no other is named. */
  key: SigningKey;
  /** What is published; change it to rotate or withdraw keys. */
  published: JWK[];
  /** HTTP status of the key set; 200 unless a test breaks it. */
  status: number;
  /** Published in place of the key set, when a test sets it. */
  body?: string;
  /** How often the key set was asked for. */
  fetches: number;
  /** Signs a token that ends in five minutes unless its claims say otherwise. */
  sign(claims?: Record<string, unknown>, header?: Partial<JWTHeaderParameters>, key?: SigningKey): Promise<string>;
  stop(): Promise<void>;
}

/** Makes a key that lives as long as the test. */
export async function createSigningKey(kid: string, alg = 'ES256'): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

/** Publishes a key set on a free port and signs tokens. */
export async function startTokenIssuer(
  defaults: Record<string, unknown> = {},
  kid = 'k1',
  alg = 'ES256',
): Promise<TokenIssuer> {
  const key = await createSigningKey(kid, alg);
  const issuer: TokenIssuer = {
    jwksUrl: new URL('http://127.0.0.1/jwks'),
    key,
    published: [key.jwk],
    status: 200,
    fetches: 0,
    sign(claims = {}, header = {}, signer = key) {
      const fiveMinutes = Math.floor(Date.now() / 1_000) + 300;
      return new SignJWT({ sub: 's1', exp: fiveMinutes, ...defaults, ...claims })
        .setProtectedHeader({ alg: signer.jwk.alg ?? alg, kid: signer.kid, ...header })
        .sign(signer.privateKey, { crit: { wasl: true } });
    },
    stop: () => new Promise((done) => void server.close(() => done())),
  };
  const server = createServer((_, response) => {
    issuer.fetches += 1;
    response.writeHead(issuer.status, { 'content-type': 'application/json', connection: 'close' });
    response.end(issuer.body ?? JSON.stringify({ keys: issuer.published }));
  });
  await new Promise<void>((ready) => void server.listen(0, '127.0.0.1', ready));
  issuer.jwksUrl = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`);
  return issuer;
}
