import { WaslError } from '@wasl/schema/errors.ts';
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey, type LocalJWKSet } from 'jose';

export interface KeySetOptions {
  /** Milliseconds after which keys are fetched again before they count; a withdrawn key is accepted no longer than that. */
  maxAgeMs: number;
  /** Milliseconds beyond that for which known keys count while their issuer cannot be reached. Default 0. */
  outageMs?: number | undefined;
  /** Milliseconds between two fetches, however many tokens name unknown keys; doubled with each failed fetch, up to eight times as long. */
  cooldownMs: number;
  /** Milliseconds that a fetch may take. */
  timeoutMs: number;
  /** Keys that another process of this gateway has fetched. */
  known?: FetchedKeys | undefined;
  onFailure?(cause: unknown): void;
  onFetched?(fetched: FetchedKeys): void;
}

/** An issuer's keys, as they were published at a time, in milliseconds since 1970. */
export interface FetchedKeys {
  keys: JSONWebKeySet;
  fetchedAt: number;
}

/** An issuer's published keys, kept fresh. */
export interface KeySet {
  /** Fetches the keys, and again at half their maximum age, until `stop`. Resolves after the first attempt, whatever came of it. */
  start(): Promise<void>;
  stop(): void;
  /** Whether there are keys that count. */
  isUsable(): boolean;
  /** Whether the keys are fresh enough: there is nothing to wait for. */
  isFresh(): boolean;
  /** Resolves once the keys are fresh enough. @throws WaslError TOKEN_KEYS_UNAVAILABLE when they cannot be fetched. */
  ensureFresh(): Promise<void>;
  /** Finds the key of a token. @throws JWKSNoMatchingKey, or WaslError TOKEN_KEYS_UNAVAILABLE when the issuer is unreachable. */
  keyFor: JWTVerifyGetKey;
  /** Changes whenever the published keys do. */
  generation(): number;
}

const mostBytes = 1024 * 1024;
/** Milliseconds between two looks at the age of keys, and between the first two attempts to get any. */
const lookMs = 1_000;

/** Creates a key set that fetches keys at first use, again in the background at half their maximum age, and once for an unknown key. */
export function createKeySet(url: URL, options: KeySetOptions): KeySet {
  const cooldownMs = Math.min(options.cooldownMs, options.maxAgeMs / 2);
  let keys: LocalJWKSet | undefined;
  let published = '';
  let generation = 0;
  let fetchedAt = -Infinity;
  let attemptedAt = -Infinity;
  let failures = 0;
  let pending: Promise<void> | undefined;
  let looking: NodeJS.Timeout | undefined;
  if (options.known) take(options.known);

  function take(fetched: FetchedKeys): void {
    fetchedAt = fetched.fetchedAt;
    const text = JSON.stringify(fetched.keys);
    if (text === published) return;
    keys = createLocalJWKSet(fetched.keys);
    published = text;
    generation += 1;
  }

  async function load(): Promise<void> {
    attemptedAt = Date.now();
    try {
      const fetched = { keys: await fetchKeys(url, options.timeoutMs), fetchedAt: attemptedAt };
      failures = 0;
      take(fetched);
      options.onFetched?.(fetched);
    } catch (cause) {
      failures += 1;
      options.onFailure?.(cause);
      throw new WaslError('TOKEN_KEYS_UNAVAILABLE', {}, { cause });
    } finally {
      pending = undefined;
    }
  }

  /** The in-flight fetch, or a new one if the cooldown is over. */
  function refresh(): Promise<void> | undefined {
    const waitMs = cooldownMs * 2 ** Math.min(3, Math.max(0, failures - 1));
    if (!pending && Date.now() - attemptedAt >= waitMs) pending = load();
    return pending;
  }

  const countsThrough = (outageMs: number) => Date.now() - fetchedAt < options.maxAgeMs + outageMs;
  /** Whether the keys count, though they are old, because their issuer cannot be reached. */
  const countsMeanwhile = () => failures > 0 && countsThrough(options.outageMs ?? 0);

  const isFresh = () => Date.now() - fetchedAt < options.maxAgeMs / 2;

  async function ensureFresh(): Promise<void> {
    if (isFresh()) return;
    const refreshing = refresh();
    if (countsThrough(0) || countsMeanwhile()) return void refreshing?.catch(() => undefined);
    if (!refreshing) throw new WaslError('TOKEN_KEYS_UNAVAILABLE');
    await refreshing.catch((error: unknown) => {
      if (!countsMeanwhile()) throw error;
    });
  }

  /** Without keys the cooldown begins at a second and doubles up to its usual length: the gateway is not ready until there are some. */
  function look(): void {
    const firstMs = Math.min(cooldownMs, (lookMs / 2) * 2 ** Math.min(failures, 20));
    if (keys === undefined && Date.now() - attemptedAt >= firstMs) pending ??= load();
    else if (!isFresh()) refresh();
    void pending?.catch(() => undefined);
  }

  return {
    async start() {
      looking = setInterval(look, lookMs).unref();
      look();
      await pending?.catch(() => undefined);
    },
    stop: () => clearInterval(looking),
    isUsable: () => keys !== undefined && (countsThrough(0) || countsMeanwhile()),
    isFresh,
    ensureFresh,
    generation: () => generation,
    async keyFor(header, token) {
      try {
        return await find(keys, header, token);
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
        const refreshing = refresh();
        // While the issuer is unreachable, the key may be a new one.
        if (!refreshing && failures > 0) throw new WaslError('TOKEN_KEYS_UNAVAILABLE');
        if (!refreshing) throw error;
        await refreshing;
        return find(keys, header, token);
      }
    },
  };
}

function find(keys: LocalJWKSet | undefined, ...[header, token]: Parameters<JWTVerifyGetKey>) {
  if (!keys) throw new WaslError('TOKEN_KEYS_UNAVAILABLE');
  return keys(header, token);
}

async function fetchKeys(url: URL, timeoutMs: number): Promise<JSONWebKeySet> {
  const response = await fetch(url, {
    headers: { accept: 'application/jwk-set+json, application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (response.status !== 200) throw new Error(`The key set was answered with status ${response.status}.`);
  const text = await response.text();
  if (text.length > mostBytes) throw new Error(`The key set is larger than ${mostBytes} bytes.`);
  const { keys } = JSON.parse(text) as Partial<JSONWebKeySet>;
  if (!Array.isArray(keys)) throw new Error('The key set has no keys.');
  return { keys };
}
