import { hash, type KeyObject, randomBytes } from 'node:crypto';
import type { Asker } from '../../core/asker.ts';
import type { Caller } from '../../core/caller.ts';
import { type AssertionScope, assertedClaims } from './assertedClaims.ts';
import { type Hmac, hmacSha256 } from './hmacSha256.ts';

/** A request to a subgraph before it is sent. */
export interface UnsignedRequest {
  method: 'POST' | 'GET';
  /** Path of the subgraph's URL, as it is sent. */
  path: string;
  /** Query string, which begins with `?`; a bare `?` where there is none. */
  query: string;
  body: string;
  asker: Asker;
}

/** The headers that name the caller to a subgraph and sign the request. */
export interface TrustHeaders {
  'x-wasl-caller': string;
  'content-digest': string;
  'signature-input': string;
  signature: string;
}

/** Signs the requests to one subgraph. */
export interface RequestSigner {
  sign(request: UnsignedRequest): TrustHeaders;
}

export interface SignerOptions extends AssertionScope {
  /** The subgraph's name in the supergraph. */
  subgraph: string;
  key: KeyObject;
  epoch: number;
  /** The key of the pseudonyms for callers, where the subgraph does not get their subjects. */
  pseudonymKey: KeyObject;
  /** Milliseconds since 1970. Default `Date.now`. */
  now?: (() => number) | undefined;
  /** Returns a nonce that was never used before. */
  nextNonce?: (() => string) | undefined;
}

const lifetimeSeconds = 60;
/** Decisions of one caller whose assertions are kept. */
const mostKept = 64;
const covered = '("@method" "@path" "@query" "content-digest" "x-wasl-caller")';

interface Assertion {
  scopes: ReadonlySet<string>;
  text: string;
  untilMs: number;
}

/** Creates a signer by `docs/subgraph-trust.md`. A caller's assertion is reused for half of its lifetime. */
export function createRequestSigner(options: SignerOptions): RequestSigner {
  const { subgraph, key, pseudonymKey, epoch, now = () => Date.now(), nextNonce = newNonce } = options;
  const mac = hmacSha256(key);
  const pseudonymOf = hmacSha256(pseudonymKey);
  const keyId = `${encodeURIComponent(subgraph)}/${epoch}`;
  const jwtHead = base64url({ alg: 'HS256', typ: 'JWT', kid: String(epoch) });
  // Keyed by the token's claims: policies create a new caller object for each kind of request.
  const assertions = new WeakMap<object, Map<string, Assertion>>();
  /** The same askers ask again within a request. */
  const ofAskers = new WeakMap<Asker, Assertion>();

  function assertionOf(asker: Asker, nowMs: number): string {
    const { scopes, claims } = asker.caller;
    // A mutation comes once, and must not push out what is asked again and again.
    if (asker.decision.patients) return signAssertion(asker, Math.floor(nowMs / 1_000));
    const last = ofAskers.get(asker);
    if (last && last.untilMs > nowMs) return last.text;
    let known = assertions.get(claims);
    if (!known) assertions.set(claims, (known = new Map()));
    const name = decisionKey(asker);
    const kept = known.get(name);
    if (kept && kept.untilMs > nowMs && kept.scopes === scopes) {
      ofAskers.set(asker, kept);
      return kept.text;
    }
    if (known.size >= mostKept) known.clear();
    const text = signAssertion(asker, Math.floor(nowMs / 1_000));
    const made = { scopes, text, untilMs: nowMs + (lifetimeSeconds / 2) * 1_000 };
    known.set(name, made);
    ofAskers.set(asker, made);
    return text;
  }

  function signAssertion(asker: Asker, iat: number): string {
    const sub = subjectFor(asker, options, pseudonymOf);
    const said = { ...assertedClaims(asker, options), sub, aud: subgraph, iat, exp: iat + lifetimeSeconds };
    const signed = `${jwtHead}.${base64url(said)}`;
    return `${signed}.${mac(signed, 'base64url')}`;
  }

  return {
    sign({ method, path, query, body, asker }) {
      const nowMs = now();
      const assertion = assertionOf(asker, nowMs);
      const digest = `sha-256=:${hash('sha256', body, 'base64')}:`;
      const parameters = `${covered};created=${Math.floor(nowMs / 1_000)};nonce="${nextNonce()}";alg="hmac-sha256";keyid="${keyId}"`;
      const base = `"@method": ${method}\n"@path": ${path}\n"@query": ${query}\n"content-digest": ${digest}\n"x-wasl-caller": ${assertion}\n"@signature-params": ${parameters}`;
      return {
        'x-wasl-caller': assertion,
        'content-digest': digest,
        'signature-input': `wasl=${parameters}`,
        signature: `wasl=:${mac(base, 'base64')}:`,
      };
    },
  };
}

const noncePrefix = randomBytes(12).toString('base64url');
let nonces = 0;

/** A nonce need not be secret, only unique: a prefix of this process and a number. */
function newNonce(): string {
  nonces += 1;
  return `${noncePrefix}${nonces.toString(36)}`;
}

/**
 * The subject of an assertion: `anonymous` without a token, and a pseudonym, which no other subgraph can link, where the subgraph is not
 * registered for subjects.
 */
function subjectFor({ caller }: Asker, { claims }: SignerOptions, pseudonymOf: Hmac): string {
  if (!caller.authenticated) return 'anonymous';
  if (claims.has('subject') && caller.subject !== null) return caller.subject;
  return pseudonymOf(caller.subject ?? nameWithoutSubject(caller), 'base64url').slice(0, 22);
}

/** A service's token may have only a client id, which is unique within its issuer. Of a token without either, nothing but the token is known. */
function nameWithoutSubject({ claims }: Caller): string {
  const clientId = claims['client_id'];
  return JSON.stringify(typeof clientId === 'string' ? { iss: claims['iss'], client_id: clientId } : claims);
}

function decisionKey({ caller, decision }: Asker): string {
  const { role, purpose, categories, labels, hiddenLabels } = decision;
  return JSON.stringify([caller.authenticated, caller.subject, role, purpose, categories, labels, hiddenLabels]);
}

function base64url(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
