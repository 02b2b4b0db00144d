import { Command } from 'commander';
import { revokeEverywhere } from '@wasl/kit/redis/sharedRevocations';
import { ConfigError } from '../core/configError.ts';
import { readConfig } from './config.ts';
import { openConfiguredRedis } from './openConfiguredRedis.ts';

/** `wasl revoke`: tokens that no gateway takes any more. */
export function revokeCommand(): Command {
  return new Command('revoke')
    .description('revoke access tokens at every gateway of WASL_REDIS_URL, at once and until they expire')
    .argument('<jti...>', 'the ids of the tokens: their claim jti')
    .action(async (tokenIds: string[]) => revoke(tokenIds));
}

/** @throws ConfigError where there is no Redis, or it does not answer */
async function revoke(tokenIds: readonly string[]): Promise<void> {
  const { edge, tokens } = readConfig(process.env);
  const redis = await openConfiguredRedis(edge.redisUrl);
  if (!redis)
    throw new ConfigError('WASL_REDIS_URL must say where revoked tokens are known: set it as for the gateway.');
  try {
    for (const tokenId of tokenIds)
      if (!(await revokeEverywhere(redis, tokenId, latestEnd(tokens?.maxLifetimeSeconds))))
        throw new ConfigError('Redis does not answer: not all tokens are revoked, run it again.');
  } finally {
    await redis.close();
  }
  process.stdout.write(`${tokenIds.length} revoked.\n`);
}

/** When the longest token that is valid now has expired, with the clocks' difference. */
function latestEnd(maxLifetimeSeconds = 3_600): number {
  return Date.now() + (maxLifetimeSeconds + 120) * 1_000;
}
