// An issuer of tokens for the scenario with rules: a key made now, its JWKS on a free port, a token per caller.
import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';

const callers = 50;
const audience = 'wasl-bench';

/** Starts the issuer. `environment` makes a gateway trust it; `headers` hold the tokens of 50 callers with `scope` and `more` claims. */
export async function startIssuer(scope, more = {}) {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwks = JSON.stringify({
    keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'bench', alg: 'ES256', use: 'sig' }],
  });
  const server = createServer((_request, response) => response.setHeader('content-type', 'application/json').end(jwks));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const claims = { ...more, iss: issuer, aud: audience, scope, exp: Math.floor(Date.now() / 1000) + 3600 };
  const headers = Array.from({ length: callers }, (_, at) => ({
    authorization: `Bearer ${token({ ...claims, sub: `physician-${at}`, jti: `token-${at}` }, privateKey)}`,
  }));
  return {
    headers,
    environment: { WASL_JWKS_URL: `${issuer}/jwks`, WASL_ISSUER: issuer, WASL_AUDIENCE: audience },
    stop: () => new Promise((done) => server.close(done).closeAllConnections()),
  };
}

function token(claims, privateKey) {
  const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const content = `${encode({ alg: 'ES256', typ: 'at+jwt', kid: 'bench' })}.${encode(claims)}`;
  const key = createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' }));
  return `${content}.${sign('sha256', Buffer.from(content), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}
