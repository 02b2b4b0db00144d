import { createTokenBuckets, type Rate, type TokenBuckets } from '@wasl/kit/tokenBuckets';
import { WaslError } from '@wasl/schema/errors.ts';
import type { Caller } from '../core/caller.ts';

/** How often operations may be asked for; what is left out is not limited. */
export interface RateOptions {
  /** By one address, whoever asks from there; counted before a token is looked at. */
  address?: Rate | undefined;
  /** By one person or service: `sub` of the token, for each issuer. */
  caller?: Rate | undefined;
  /** By one application: `client_id` or `azp` of the token, for each issuer. */
  client?: Rate | undefined;
}

/** Counts operations. Each worker counts its own. */
export interface RateLimits {
  /** @throws WaslError RATE_LIMITED */
  admitAddress(address: string | undefined): void;
  /** @throws WaslError RATE_LIMITED */
  admitCaller(caller: Caller): void;
}

/** Creates the limits; undefined where nothing is limited. */
export function createRateLimits({ address, caller, client }: RateOptions = {}): RateLimits | undefined {
  if (!address && !caller && !client) return undefined;
  const buckets = {
    address: address && createTokenBuckets(address),
    caller: caller && createTokenBuckets(caller),
    client: client && createTokenBuckets(client),
  };
  return {
    admitAddress: (from) => admit(buckets.address, 'address', from),
    admitCaller({ subject, claims }) {
      admit(buckets.client, 'client', nameOf(claims['iss'], claims['client_id'] ?? claims['azp']));
      admit(buckets.caller, 'caller', nameOf(claims['iss'], subject));
    },
  };
}

function admit(buckets: TokenBuckets | undefined, limit: keyof RateOptions, key: string | undefined): void {
  const retryAfterSeconds = key === undefined ? 0 : (buckets?.take(key) ?? 0);
  if (retryAfterSeconds > 0) throw new WaslError('RATE_LIMITED', { limit, retryAfterSeconds });
}

function nameOf(issuer: unknown, name: unknown): string | undefined {
  return typeof name === 'string' ? JSON.stringify([issuer, name]) : undefined;
}
