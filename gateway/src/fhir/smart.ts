import { WaslError } from '@wasl/schema/errors.ts';
import { scopesOf, roles } from '@wasl/schema/roles.ts';
import { isJsonObject } from '../core/jsonObject.ts';
import type { Fhir } from './exchange.ts';

/** Milliseconds for which the issuer's own description is kept, and which reading it may take. */
const keptMs = 300_000;
const timeoutMs = 5_000;
/** Milliseconds for which a failure to read it is kept. */
const keptFailureMs = 1_000;

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
  let kept: { until: number; found: Promise<Fhir> } | undefined;
  return () => {
    if (issuer === undefined) return Promise.reject(new WaslError('NOT_FOUND'));
    // Anybody may ask: whoever asks while the issuer is read, or soon after it failed, waits for the same answer.
    if (kept && performance.now() < kept.until) return kept.found;
    const reading = { until: Infinity, found: configure(issuer) };
    kept = reading;
    const keepFor = (ms: number) => () => void (reading.until = performance.now() + ms);
    reading.found.then(keepFor(keptMs), keepFor(keptFailureMs));
    return reading.found;
  };
}

async function configure(issuer: string): Promise<Fhir> {
  const described = await describe(issuer);
  return {
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
