import { WaslError } from '@wasl/schema/errors.ts';
import { scopesOf, roles } from '@wasl/schema/roles.ts';
import { isJsonObject } from '../core/jsonObject.ts';
import type { Fhir } from './exchange.ts';

/** Milliseconds for which the issuer's own description is kept, and which reading it may take. */
const keptMs = 300_000;
const timeoutMs = 5_000;

/** Fields of the issuer's description that SMART App Launch 2.x has too. */
const shared = [
  'issuer',
  'jwks_uri',
  'authorization_endpoint',
  'token_endpoint',
  'introspection_endpoint',
  'revocation_endpoint',
  'grant_types_supported',
  'token_endpoint_auth_methods_supported',
  'code_challenge_methods_supported',
  'response_types_supported',
];

/**
 * Makes what answers `/.well-known/smart-configuration`: the endpoints of the issuer, as it describes itself, and the scopes that the graph's
 * rules name. It throws WaslError TOKEN_KEYS_UNAVAILABLE when the issuer does not answer, and NOT_FOUND where there is none.
 */
export function createSmartConfiguration(issuer: string | undefined): () => Promise<Fhir> {
  let kept: { at: number; configuration: Fhir } | undefined;
  return async () => {
    if (issuer === undefined) throw new WaslError('NOT_FOUND');
    if (kept && performance.now() - kept.at < keptMs) return kept.configuration;
    const described = await describe(issuer);
    const configuration = {
      ...Object.fromEntries(shared.map((name) => [name, described[name]])),
      scopes_supported: scopesOf(Object.keys(roles)),
      capabilities: [
        'client-public',
        'client-confidential-symmetric',
        'permission-patient',
        'permission-user',
        'permission-v2',
      ],
    };
    kept = { at: performance.now(), configuration };
    return configuration;
  };
}

async function describe(issuer: string): Promise<Record<string, unknown>> {
  try {
    const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const answer = await fetch(address, { signal: AbortSignal.timeout(timeoutMs), redirect: 'error' });
    const described: unknown = await answer.json();
    if (answer.ok && isJsonObject(described)) return described;
    throw new Error(`The issuer answered with status ${answer.status}.`);
  } catch (cause) {
    throw new WaslError('TOKEN_KEYS_UNAVAILABLE', {}, { cause });
  }
}
