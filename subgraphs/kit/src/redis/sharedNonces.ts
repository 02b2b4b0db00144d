import { createHash } from 'node:crypto';
import { createNonceMemory, type NonceStore } from '@wasl/subgraph-sdk';
import type { Redis } from './redis.ts';

/**
 * Remembers the nonces of mutations for all instances of one subgraph. While Redis does not answer, each instance remembers its own.
 * @param subgraph whose instances share them
 */
export function createSharedNonces(redis: Redis, subgraph: string): NonceStore {
  const own = createNonceMemory();
  return {
    async remember(nonce, untilMs) {
      const alone = await own.remember(nonce, untilMs);
      if (alone !== 'fresh') return alone;
      const key = `wasl:nonce:${subgraph}:${createHash('sha256').update(nonce).digest('base64url')}`;
      const seen = await redis.run(script, key, String(Math.ceil(untilMs)));
      return seen === 1 ? 'seen' : 'fresh';
    },
  };
}

const script = `return redis.call('SET', KEYS[1], '1', 'NX', 'PXAT', ARGV[1]) and 0 or 1`;
