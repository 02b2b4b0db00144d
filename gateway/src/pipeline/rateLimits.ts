import type { Redis } from '@wasl/kit/redis/redis';
import { type Buckets, createSharedBuckets } from '@wasl/kit/redis/sharedBuckets';
import type { Rate } from '@wasl/kit/tokenBuckets';
import { WaslError } from '@wasl/schema/errors.ts';
import type { Caller } from '../core/caller.ts';
import type { LimitFigures } from '../telemetry/figures.ts';

/** How often operations may be asked for; what is left out is not limited. */
export interface RateOptions {
  /** By one address, whoever asks from there; counted before a token is looked at. */
  address?: Rate | undefined;
  /** By one person or service: `sub` of the token, for each issuer. */
  caller?: Rate | undefined;
  /** By one application: `client_id` or `azp` of the token, for each issuer. */
  client?: Rate | undefined;
}

/** Counts operations. Each worker counts its own; with Redis all workers of all gateways count together. */
export interface RateLimits {
  /** @throws WaslError RATE_LIMITED */
  admitAddress(address: string | undefined): Promise<void>;
  /** @throws WaslError RATE_LIMITED */
  admitCaller(caller: Caller): Promise<void>;
}

export interface CountOptions {
  redis?: Redis | undefined;
  figures: LimitFigures;
}

/** Creates the limits; undefined where nothing is limited. */
export function createRateLimits(
  { address, caller, client }: RateOptions = {},
  { redis, figures }: CountOptions,
): RateLimits | undefined {
  if (!address && !caller && !client) return undefined;
  const onAlone = () => void (figures.countedAlone += 1);
  const open = (name: keyof RateOptions, rate: Rate | undefined) =>
    rate && createSharedBuckets({ redis, name, rate, onAlone });
  const buckets = { address: open('address', address), caller: open('caller', caller), client: open('client', client) };

  async function admit(from: Buckets | undefined, limit: keyof RateOptions, key: string | undefined): Promise<void> {
    if (!from || key === undefined) return;
    const retryAfterSeconds = await from.take(key);
    if (retryAfterSeconds === 0) return;
    figures.refused.add(limit);
    throw new WaslError('RATE_LIMITED', { limit, retryAfterSeconds });
  }
  return {
    admitAddress: (from) => admit(buckets.address, 'address', from),
    async admitCaller({ subject, claims }) {
      await admit(buckets.client, 'client', nameOf(claims['iss'], claims['client_id'] ?? claims['azp']));
      await admit(buckets.caller, 'caller', nameOf(claims['iss'], subject));
    },
  };
}

function nameOf(issuer: unknown, name: unknown): string | undefined {
  return typeof name === 'string' ? JSON.stringify([issuer, name]) : undefined;
}
