// The communications ministry's issuer, as far as gateways see it: keys, and tokens that these verify.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

const issuer = 'https://id.example';
const audience = 'wasl';

/** Serves a key set, and signs tokens of personas. */
export async function startIssuer(scopesOf) {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'drill', alg: 'ES256', use: 'sig' }] });
  const server = createServer((_, response) => response.end(keys)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    settings: {
      WASL_JWKS_URL: `http://127.0.0.1:${server.address().port}/`,
      WASL_ISSUER: issuer,
      WASL_AUDIENCE: audience,
    },
    tokenOf({ subject, roles, practitionerId, facilityId }) {
      const claims = {
        roles,
        scope: scopesOf(roles).join(' '),
        practitioner_id: practitionerId,
        facility_id: facilityId,
      };
      return new SignJWT(claims)
        .setProtectedHeader({ alg: 'ES256', kid: 'drill' })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(subject)
        .setJti(crypto.randomUUID())
        .setExpirationTime('55m')
        .sign(privateKey);
    },
    stop: () => server.close(),
  };
}
