import { createHash } from 'node:crypto';
import { createTokenBuckets, type Rate } from '../tokenBuckets.ts';
import type { Redis } from './redis.ts';

/** A bucket of tokens for each key, wherever it is kept. */
export interface Buckets {
  /** Takes a token; answers 0, or in how many whole seconds there is one. */
  take(key: string): number | Promise<number>;
  /** In how many whole seconds there is a token; 0 for now. Takes none. */
  wait(key: string): number | Promise<number>;
}

export interface SharedBucketsOptions {
  /** Where they are shared; undefined keeps them in this process's memory. */
  redis?: Redis | undefined;
  /** What tells these buckets from others. */
  name: string;
  rate: Rate;
  /** Tells the time, in milliseconds since 1970, where Redis does not. */
  clock?: (() => number) | undefined;
  /** Called when this process counted alone. */
  onAlone?(): void;
}

/**
 * A bucket is one number, the time at which it will be full, by Redis's own clock: the same arithmetic as in `createTokenBuckets`. Answers
 * milliseconds until there is a token, 0 where it took one.
 */
const script = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local window, interval, takes = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3] == '1'
local full = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now)
local wait = full + interval - now - window
if wait > 0 then return math.ceil(wait) end
if takes then redis.call('SET', KEYS[1], full + interval, 'PX', math.ceil(full + interval - now)) end
return 0
`;

/**
 * Creates buckets that all processes share. While Redis does not answer, each process counts by itself what it has seen, with the same rate.
 */
export function createSharedBuckets({ redis, name, rate, clock, onAlone }: SharedBucketsOptions): Buckets {
  const own = createTokenBuckets(rate, clock);
  if (!redis) return own;
  const windowMs = rate.seconds * 1_000;
  const values = [String(windowMs), String(windowMs / rate.count)];

  async function ask(shared: Redis, key: string, takes: boolean): Promise<number> {
    const alone = takes ? own.take(key) : own.wait(key);
    const waitMs = await shared.run(script, `wasl:rate:${name}:${digestOf(key)}`, ...values, takes ? '1' : '0');
    if (typeof waitMs === 'number') return Math.ceil(waitMs / 1_000);
    onAlone?.();
    return alone;
  }
  return { take: (key) => ask(redis, key, true), wait: (key) => ask(redis, key, false) };
}

/** Neither an address nor a person's name stands in Redis, and no key is long. */
function digestOf(key: string): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, 22);
}
