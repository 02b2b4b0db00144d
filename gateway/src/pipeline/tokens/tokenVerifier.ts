import { WaslError } from '@wasl/schema/errors.ts';
import { decodeJwt, errors, type JWTPayload, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { createKeySet, type FetchedKeys, type KeySet } from './keySet.ts';
import { tokenExpired } from './tokenExpired.ts';
import type { Caller } from '../../core/caller.ts';

const signatureAlgorithms = ['ES256', 'ES384', 'ES512', 'EdDSA', 'PS256', 'PS384', 'PS512', 'RS256', 'RS384', 'RS512'];

/** Most characters of a token; a longer one is refused unread. */
const longestToken = 8_192;

/** An issuer of tokens, with its own keys. */
export interface TrustedIssuer {
  /** Accepted `iss`. */
  issuer: string;
  /** Where the issuer publishes its keys. */
  jwksUrl: URL;
}

export interface TokenOptions {
  /** Where the issuer publishes its keys. */
  jwksUrl: URL;
  /** Accepted `iss`; any when left out, which is an error when there are several issuers. */
  issuer?: string | undefined;
  /** Further issuers, each with its own keys. Their subjects are told as `issuer#sub`: `sub` alone is the first issuer's. */
  moreIssuers?: readonly TrustedIssuer[];
  /** Accepted `aud`; any when left out. */
  audience?: string | undefined;
  /** Claim that holds names of `@policy`; when left out, no claim grants a policy. */
  policiesClaim?: string | undefined;
  /** Seconds by which clocks may differ. Default 30, at most 60. */
  clockToleranceSeconds?: number | undefined;
  /** Seconds after which a withdrawn key is no longer accepted. Default 600. */
  maxKeyAgeSeconds?: number | undefined;
  /** Seconds beyond that for which known keys count while their issuer cannot be reached. Default 3 600: no token lasts longer. */
  keyOutageSeconds?: number | undefined;
  /** Seconds between two fetches of a key set, however many tokens name unknown keys. Default 10. */
  keyCooldownSeconds?: number | undefined;
  /** Most seconds that a token may be valid; one with a longer lifetime is refused. Default 3 600. */
  maxLifetimeSeconds?: number | undefined;
  /** File of revoked `jti`, one a line; watched. A token without `jti` is then refused: it could not be revoked. */
  revokedTokensFile?: string | undefined;
  /** Whether a `jti` is revoked. */
  isRevoked?: ((tokenId: string) => boolean) | undefined;
  /** Whether a `jti` was revoked anywhere else; a token without one counts. */
  isRevokedElsewhere?: ((tokenId: string) => boolean) | undefined;
  /** Called when a key set cannot be fetched. */
  onKeyFailure?: ((jwksUrl: URL, cause: unknown) => void) | undefined;
  /** Keys that another process of this gateway has fetched, by the address that publishes them. */
  knownKeys?: ReadonlyMap<string, FetchedKeys> | undefined;
  /** Called with the keys that were fetched. */
  onKeysFetched?: ((jwksUrl: URL, fetched: FetchedKeys) => void) | undefined;
}

/** Verifies tokens, with keys that are kept fresh. */
export interface TokenVerifier {
  verify: VerifyToken;
  /** Fetches the keys of every issuer and keeps them fresh until `close`. Resolves after the first attempts, whatever came of them. */
  start(): Promise<void>;
  /** Whether the keys of any issuer are there. */
  isReady(): boolean;
  close(): void;
}

/**
 * Verifies an access token; at once where it was verified before. Rejects with WaslError UNAUTHENTICATED, which tells only whether it has
 * expired, or TOKEN_KEYS_UNAVAILABLE.
 */
export type VerifyToken = (token: string) => Caller | Promise<Caller>;

interface Issuer {
  issuer: string | undefined;
  keys: KeySet;
  /** What its subjects begin with: a `sub` is unique within its issuer only (OpenID Connect Core 1.0, 5.7). */
  prefix: string;
}

interface Verified {
  caller: Caller;
  keys: KeySet;
  generation: number;
}

/**
 * Makes the verifier of tokens, each against the keys of the issuer that it names. A verified token is cached until it expires or its
 * issuer's keys change, so that a busy portal costs one signature check per token.
 */
export function createTokenVerifier(options: TokenOptions): TokenVerifier {
  const issuers = trustedIssuers(options);
  const clockTolerance = Math.min(60, options.clockToleranceSeconds ?? 30);
  const maxLifetimeSeconds = options.maxLifetimeSeconds ?? 3_600;
  const verified = new LRUCache<string, Verified>({ max: 50_000, ttl: 900_000 });

  return {
    verify(token) {
      // Mostly it is known: to wait for what is there costs as much as to look it up. What is refused is refused below.
      const known = verified.get(token);
      const caller = known?.keys.isFresh() ? stillSigned(token, known) : undefined;
      return caller && !faultOf(caller) ? caller : verifyOnceFresh(token);
    },
    start: async () => void (await Promise.all(issuers.map(({ keys }) => keys.start()))),
    isReady: () => issuers.some(({ keys }) => keys.isUsable()),
    close() {
      for (const { keys } of issuers) keys.stop();
    },
  };

  async function verifyOnceFresh(token: string): Promise<Caller> {
    if (token.length > longestToken) throw new WaslError('UNAUTHENTICATED');
    const known = verified.get(token);
    await known?.keys.ensureFresh();
    const caller = (known && stillSigned(token, known)) ?? (await verify(token));
    const fault = faultOf(caller);
    if (fault) throw fault;
    return caller;
  }

  /** Of a token that was verified; undefined where other keys than then are published. */
  function stillSigned(token: string, { caller, keys, generation }: Verified): Caller | undefined {
    if (generation === keys.generation()) return caller;
    verified.delete(token);
    return undefined;
  }

  /** Why a token does not count, though it was signed: it has expired or was revoked. */
  function faultOf(caller: Caller): WaslError | undefined {
    if ((caller.tokenExpiresAt ?? 0) + clockTolerance * 1_000 <= Date.now()) return tokenExpired();
    const isRevoked =
      (options.isRevoked && !isStanding(caller, options.isRevoked)) ||
      options.isRevokedElsewhere?.(String(caller.claims['jti']));
    return isRevoked ? new WaslError('UNAUTHENTICATED') : undefined;
  }

  async function verify(token: string): Promise<Caller> {
    const from = issuerOf(token, issuers);
    const { issuer, keys } = from;
    await keys.ensureFresh();
    const { payload } = await jwtVerify(token, keys.keyFor, {
      algorithms: signatureAlgorithms,
      clockTolerance,
      requiredClaims: ['exp'],
      ...(issuer !== undefined && { issuer }),
      ...(options.audience !== undefined && { audience: options.audience }),
    }).catch((cause: unknown) => {
      // Said only of a token whose signature, issuer and audience were good.
      if (cause instanceof errors.JWTExpired) throw tokenExpired();
      throw cause instanceof WaslError ? cause : new WaslError('UNAUTHENTICATED', {}, { cause });
    });
    // RFC 7519, 4.1.2. A number would be a caller whom nobody could write down.
    if (payload.sub !== undefined && typeof payload.sub !== 'string') throw new WaslError('UNAUTHENTICATED');
    if (lifetimeOf(payload) > maxLifetimeSeconds + clockTolerance) throw new WaslError('UNAUTHENTICATED');
    const caller = callerOf(payload, subjectOf(payload, from, issuers), options.policiesClaim);
    const lifetimeMs = (caller.tokenExpiresAt ?? 0) - Date.now();
    const entry = { caller, keys, generation: keys.generation() };
    if (lifetimeMs > 0) verified.set(token, entry, { ttl: Math.min(900_000, lifetimeMs) });
    return caller;
  }
}

/** A token's lifetime in seconds: from now, or from `iat` where it has one, to `exp`, whichever is longer. */
function lifetimeOf({ exp = Infinity, iat = exp }: JWTPayload): number {
  return Math.max(exp - iat, exp - Date.now() / 1_000);
}

function trustedIssuers(options: TokenOptions): [Issuer, ...Issuer[]] {
  const keysOf = (url: URL) =>
    createKeySet(url, {
      maxAgeMs: (options.maxKeyAgeSeconds ?? 600) * 1_000,
      cooldownMs: (options.keyCooldownSeconds ?? 10) * 1_000,
      outageMs: (options.keyOutageSeconds ?? 3_600) * 1_000,
      timeoutMs: 5_000,
      known: options.knownKeys?.get(url.href),
      onFailure: (cause) => options.onKeyFailure?.(url, cause),
      onFetched: (fetched) => options.onKeysFetched?.(url, fetched),
    });
  const more = (options.moreIssuers ?? []).map(({ issuer, jwksUrl }) => ({
    issuer,
    keys: keysOf(jwksUrl),
    prefix: `${issuer}#`,
  }));
  if (more.length > 0 && options.issuer === undefined) throw new Error('Of several issuers each must be named.');
  return [{ issuer: options.issuer, keys: keysOf(options.jwksUrl), prefix: '' }, ...more];
}

/** The issuer that a token names; the name is trusted only once that issuer's keys have verified the token. */
function issuerOf(token: string, issuers: [Issuer, ...Issuer[]]): Issuer {
  if (issuers.length === 1) return issuers[0];
  try {
    const named = decodeJwt(token).iss;
    const found = issuers.find(({ issuer }) => issuer === named);
    if (found) return found;
  } catch (cause) {
    throw new WaslError('UNAUTHENTICATED', {}, { cause });
  }
  throw new WaslError('UNAUTHENTICATED');
}

/** By whom a caller is known everywhere. @throws WaslError UNAUTHENTICATED for one that reads as another issuer's */
function subjectOf({ sub }: JWTPayload, from: Issuer, issuers: readonly Issuer[]): string | null {
  if (sub === undefined || sub === '') return null;
  const subject = from.prefix + sub;
  if (issuers.some((other) => other !== from && other.prefix !== '' && subject.startsWith(other.prefix)))
    throw new WaslError('UNAUTHENTICATED');
  return subject;
}

function isStanding({ claims }: Caller, isRevoked: (tokenId: string) => boolean): boolean {
  const tokenId = claims['jti'];
  return typeof tokenId === 'string' && !isRevoked(tokenId);
}

function callerOf(claims: JWTPayload, subject: string | null, policiesClaim: string | undefined): Caller {
  return {
    authenticated: true,
    subject,
    scopes: new Set([...words(claims['scope']), ...words(claims['scp'])]),
    policies: new Set(policiesClaim === undefined ? [] : words(claims[policiesClaim])),
    claims,
    tokenExpiresAt: (claims.exp ?? 0) * 1_000,
  };
}

/** A claim that lists words: separated by spaces (RFC 8693) or as an array. */
function words(claim: unknown): string[] {
  if (typeof claim === 'string') return claim.split(' ').filter((word) => word !== '');
  return Array.isArray(claim) ? claim.filter((word): word is string => typeof word === 'string') : [];
}
