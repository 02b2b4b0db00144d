// An issuer for composed.mjs: `/jwks` has its key, any other path is answered with a token that has the query's claims.
import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { createServer } from 'node:http';

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const kid = randomUUID();
const keys = JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid, alg: 'EdDSA', use: 'sig' }] });
const address = 'http://127.0.0.1:4010';

createServer(({ url }, response) => {
  response.end(url === '/jwks' ? keys : token(JSON.parse(new URL(url, address).searchParams.get('claims'))));
}).listen(4010, '127.0.0.1');

function token(claims) {
  const iat = Math.floor(Date.now() / 1000);
  const payload = { iss: address, aud: 'wasl', iat, exp: iat + 600, ...claims };
  const signed = `${encoded({ alg: 'EdDSA', kid, typ: 'JWT' })}.${encoded(payload)}`;
  return `${signed}.${sign(null, Buffer.from(signed), privateKey).toString('base64url')}`;
}

function encoded(value) {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
