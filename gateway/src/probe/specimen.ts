import { createHmac, hash, randomBytes } from 'node:crypto';
import type { TrustHeaders } from '../subgraphs/trust/requestSigner.ts';

/** A request to a subgraph, any part of which may differ from what a gateway would send: for probes and for test vectors. */
export interface Specimen {
  /** The subgraph's name in the supergraph. */
  name: string;
  key: Uint8Array;
  epoch: number;
  /** Path and query of its address, as they are signed. */
  target: string;
  body: string;
  /** Of the assertion, beside its audience and times. */
  claims: Readonly<Record<string, unknown>>;
  /** When it is signed, in seconds since 1970. */
  created: number;
  /** `aud`. Default: the name. */
  audience?: string;
  /** The name in `keyid`. Default: the name. */
  signedFor?: string;
  /** Seconds for which the assertion counts; `undefined` leaves `exp` out. Default 60. */
  lifetime?: number | undefined;
  /** `alg` of the assertion. Default HS256. */
  algorithm?: string;
  nonce?: string;
}

const covered = '("@method" "@path" "@query" "content-digest" "x-wasl-caller")';

/** Signs it with the key given, by docs/specs/subgraph-protocol.md. */
export function signSpecimen(specimen: Specimen): TrustHeaders {
  const { name, key, epoch, target, body, claims, created, audience = name, signedFor = name } = specimen;
  const { algorithm = 'HS256', nonce = randomBytes(18).toString('base64url') } = specimen;
  const lifetime = 'lifetime' in specimen ? specimen.lifetime : 60;
  const mac = (text: string) => createHmac('sha256', key).update(text);
  const times = { iat: created, ...(lifetime !== undefined && { exp: created + lifetime }) };
  const said = { ...claims, aud: audience, ...times };
  const unsigned = `${encode({ alg: algorithm, typ: 'JWT', kid: String(epoch) })}.${encode(said)}`;
  const assertion = `${unsigned}.${mac(unsigned).digest('base64url')}`;
  const digest = `sha-256=:${hash('sha256', body, 'base64')}:`;
  const [path = '', query = ''] = target.split(/(?=\?)/);
  const keyId = `${encodeURIComponent(signedFor)}/${epoch}`;
  const parameters = `${covered};created=${created};nonce="${nonce}";alg="hmac-sha256";keyid="${keyId}"`;
  const base = [
    '"@method": POST',
    `"@path": ${path}`,
    `"@query": ${query || '?'}`,
    `"content-digest": ${digest}`,
    `"x-wasl-caller": ${assertion}`,
    `"@signature-params": ${parameters}`,
  ].join('\n');
  return {
    'x-wasl-caller': assertion,
    'content-digest': digest,
    'signature-input': `wasl=${parameters}`,
    signature: `wasl=:${mac(base).digest('base64')}:`,
  };
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
