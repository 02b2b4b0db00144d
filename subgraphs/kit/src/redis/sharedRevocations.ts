import type { Redis } from './redis.ts';

/** Access tokens that were revoked anywhere, until they would have expired. */
export interface SharedRevocations {
  has(tokenId: string): boolean;
}

/** A sorted set of token ids by when they expire, and the channel on which new ones are told. */
const place = 'wasl:revoked';

/**
 * Revokes a token for every gateway. Resolves to whether that is known to Redis.
 * @param untilMs when the token expires by itself, in milliseconds since 1970
 */
export async function revokeEverywhere(redis: Redis, tokenId: string, untilMs: number): Promise<boolean> {
  const stored = await redis.run(script, place, String(untilMs), tokenId);
  return stored === 1;
}

const script = `
local time = redis.call('TIME')
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', time[1] * 1000)
redis.call('ZADD', KEYS[1], 'GT', ARGV[1], ARGV[2])
redis.call('PUBLISH', KEYS[1], ARGV[1] .. ' ' .. ARGV[2])
return 1
`;

/**
 * Follows what is revoked anywhere. It is all in memory: looking up a token asks nobody. While Redis does not answer, what was known stays;
 * what was revoked meanwhile is read as soon as it answers again.
 */
export function followRevocations(redis: Redis, clock: () => number = Date.now): SharedRevocations {
  const ends = new Map<string, number>();

  function add(tokenId: string, untilMs: number): void {
    ends.set(tokenId, Math.max(untilMs, ends.get(tokenId) ?? 0));
  }

  function forget(): void {
    const now = clock();
    for (const [tokenId, untilMs] of ends) if (untilMs < now) ends.delete(tokenId);
  }

  async function readAll(): Promise<void> {
    forget();
    const found = await redis.send('ZRANGE', place, '0', '-1', 'WITHSCORES');
    if (Array.isArray(found)) for (const [tokenId, untilMs] of found as [string, number][]) add(tokenId, untilMs);
  }

  redis.onMessage(place, (message) => {
    forget();
    const [untilMs, ...rest] = message.split(' ');
    add(rest.join(' '), Number(untilMs));
  });
  redis.onUp(() => void readAll());
  return { has: (tokenId) => ends.has(tokenId) };
}
