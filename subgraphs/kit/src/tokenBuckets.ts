/** How often something may happen: `count` times at once, and as many again in each `seconds`. */
export interface Rate {
  count: number;
  seconds: number;
}

/** A bucket of tokens for each key. */
export interface TokenBuckets {
  /** Takes a token; answers 0, or in how many whole seconds there is one. */
  take(key: string): number;
  /** In how many whole seconds there is a token; 0 for now. Takes none. */
  wait(key: string): number;
}

interface Bucket {
  tokens: number;
  /** Milliseconds since 1970. */
  at: number;
}

/** Most keys; the one that was not used for longest makes room. */
const mostKeys = 100_000;

/** Creates full buckets, in this process's memory. */
export function createTokenBuckets({ count, seconds }: Rate, clock: () => number = Date.now): TokenBuckets {
  const buckets = new Map<string, Bucket>();
  const perMs = count / (seconds * 1_000);

  function filled(key: string): Bucket {
    const at = clock();
    const bucket = buckets.get(key);
    return { tokens: bucket ? Math.min(count, bucket.tokens + (at - bucket.at) * perMs) : count, at };
  }
  const waitOf = ({ tokens }: Bucket) => (tokens >= 1 ? 0 : Math.ceil((1 - tokens) / perMs / 1_000));

  return {
    wait: (key) => waitOf(filled(key)),
    take(key) {
      const bucket = filled(key);
      const wait = waitOf(bucket);
      if (wait === 0) bucket.tokens -= 1;
      buckets.delete(key);
      buckets.set(key, bucket);
      if (buckets.size > mostKeys) buckets.delete(buckets.keys().next().value ?? '');
      return wait;
    },
  };
}
