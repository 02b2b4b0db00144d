import { createHash, createHmac } from 'node:crypto';

/** A request to a subgraph as a gateway would sign it, or as somebody would forge it: each part can be another than it should. */
export interface RequestToSign {
  /** `epoch:key`, as `wasl keys derive` prints it. */
  keys: string;
  subgraph: string;
  body: string;
  /** Claims of the assertion, beside its subject, audience and times. */
  claims?: Record<string, unknown>;
  subject?: string;
  audience?: string;
  /** `undefined` in place of a time leaves the claim out. */
  times?: { iat?: number | undefined; exp?: number | undefined };
  method?: string;
  path?: string;
  query?: string;
  created?: number;
  nonce?: string;
  epoch?: number;
  digest?: string;
}

export type SignedHeaders = Record<'x-wasl-caller' | 'content-digest' | 'signature-input' | 'signature', string>;

let nonces = 0;

/** Written from the specification, apart from the gateway's own code. */
export function signRequest(request: RequestToSign): SignedHeaders {
  const now = Math.floor(Date.now() / 1_000);
  const { keys, subgraph, body, claims = {}, subject = 'test', audience = subgraph, method = 'POST' } = request;
  const {
    path = '/graphql',
    query = '?',
    created = now,
    nonce = `test-nonce-${(nonces += 1)}-${process.pid}-0000`,
  } = request;
  const [held = '', secret = ''] = keys.split(',')[0]!.split(':');
  const key = Buffer.from(secret, 'base64url');
  const epoch = request.epoch ?? Number(held);
  const times = { iat: now, exp: now + 60, ...request.times };
  const head = encode({ alg: 'HS256', typ: 'JWT', kid: String(epoch) });
  const signed = `${head}.${encode({ ...claims, sub: subject, aud: audience, ...times })}`;
  const assertion = `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`;
  const digest = request.digest ?? digestOf(body);
  const components = '("@method" "@path" "@query" "content-digest" "x-wasl-caller")';
  const parameters = `${components};created=${created};nonce="${nonce}";alg="hmac-sha256";keyid="${subgraph}/${epoch}"`;
  const base = [
    `"@method": ${method}`,
    `"@path": ${path}`,
    `"@query": ${query}`,
    `"content-digest": ${digest}`,
    `"x-wasl-caller": ${assertion}`,
    `"@signature-params": ${parameters}`,
  ].join('\n');
  return {
    'x-wasl-caller': assertion,
    'content-digest': digest,
    'signature-input': `wasl=${parameters}`,
    signature: `wasl=:${createHmac('sha256', key).update(base).digest('base64')}:`,
  };
}

/** RFC 9530. */
export function digestOf(body: string): string {
  return `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
