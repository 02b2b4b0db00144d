import { createHmac, hash, timingSafeEqual } from 'node:crypto';
import { distrust } from './distrust.ts';
import type { GatewayKeys } from './gatewayKeys.ts';

/** A request before its body is read. Header names are in lower case. */
export interface RequestHead {
  method: string;
  /** Path and query as the gateway sent them. */
  target: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface SignedHead {
  /** The caller assertion. */
  assertion: string;
  contentDigest: string;
  nonce: string;
  /** When the gateway signed it, in milliseconds since 1970. */
  createdMs: number;
}

export interface SignatureRules {
  subgraph: string;
  keys: GatewayKeys;
  /** Seconds for which a request is valid. */
  maxAgeSeconds: number;
  clockToleranceSeconds: number;
  now(): number;
}

const covered = '("@method" "@path" "@query" "content-digest" "x-wasl-caller")';
const parameters = new RegExp(
  String.raw`^${covered.replace(/[()]/g, String.raw`\$&`)};created=(\d{1,12});nonce="([A-Za-z0-9_-]{16,64})";alg="hmac-sha256";keyid="([^"\\]{1,256})/(\d{1,6})"$`,
);

/**
 * Verifies a request's RFC 9421 signature, the member `wasl`, over its method, path, query, digest and assertion. The body must still be
 * compared with the digest.
 * @throws SubgraphError CALLER_NOT_VERIFIED
 */
export function verifySignature(head: RequestHead, rules: SignatureRules): SignedHead {
  const nowMs = rules.now();
  const refuse = (reason: Parameters<typeof distrust>[0]) => distrust(reason, nowMs);
  const [assertion, contentDigest, input, signature] = [
    'x-wasl-caller',
    'content-digest',
    'signature-input',
    'signature',
  ].map((name) => head.headers[name]);
  if (assertion === undefined || contentDigest === undefined || input === undefined || signature === undefined)
    throw refuse('unsigned');
  if (typeof assertion !== 'string' || typeof contentDigest !== 'string') throw refuse('malformed');
  const signed = member(input);
  const [, created, nonce, subgraph, epoch] = parameters.exec(signed ?? '') ?? [];
  const sent = /^:([A-Za-z0-9+/]{43}=):$/.exec(member(signature) ?? '')?.[1];
  if (nonce === undefined || sent === undefined) throw refuse('malformed');
  if (subgraph !== encodeURIComponent(rules.subgraph)) throw refuse('wrong_audience');
  const key = rules.keys.get(Number(epoch));
  if (!key) throw refuse('unknown_key');
  const base = signatureBase(head, contentDigest, assertion, signed ?? '');
  const expected = createHmac('sha256', key).update(base).digest();
  if (!timingSafeEqual(expected, Buffer.from(sent, 'base64'))) throw refuse('signature');
  const createdMs = Number(created) * 1_000;
  if (createdMs > nowMs + rules.clockToleranceSeconds * 1_000) throw refuse('clock');
  if (createdMs < nowMs - (rules.maxAgeSeconds + rules.clockToleranceSeconds) * 1_000) throw refuse('expired');
  return { assertion, contentDigest, nonce, createdMs };
}

/** Whether a body is the one that was signed: RFC 9530, `sha-256`. */
export function isSignedBody(body: Uint8Array, contentDigest: string): boolean {
  return contentDigest === `sha-256=:${hash('sha256', body, 'base64')}:`;
}

function signatureBase({ method, target }: RequestHead, digest: string, assertion: string, signed: string): string {
  const queryAt = target.indexOf('?');
  const path = queryAt === -1 ? target : target.slice(0, queryAt);
  const query = queryAt === -1 ? '?' : target.slice(queryAt);
  return `"@method": ${method}\n"@path": ${path}\n"@query": ${query}\n"content-digest": ${digest}\n"x-wasl-caller": ${assertion}\n"@signature-params": ${signed}`;
}

/** The value of the member `wasl` in an RFC 8941 dictionary, to which a proxy may have added others; undefined where it occurs twice. */
function member(field: string | string[]): string | undefined {
  const found = String(field)
    .split(/,\s*(?=[a-z*][a-z0-9_.*-]*=)/)
    .filter((text) => text.startsWith('wasl='));
  return found.length === 1 ? found[0]!.slice('wasl='.length).trimEnd() : undefined;
}
