import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Redis } from '@wasl/kit/redis/redis';
import { followRevocations, revokeEverywhere } from '@wasl/kit/redis/sharedRevocations';

/** Access tokens that were revoked before they expired. */
export interface RevokedTokens {
  /** @param untilMs when it expires, in milliseconds since 1970 */
  add(tokenId: string, untilMs: number): Promise<void>;
  has(tokenId: string): boolean;
}

/** The list's file in an issuer's data folder: a `jti` a line, as the gateway's `WASL_REVOKED_TOKENS_FILE` takes it. */
export function revokedTokensFile(dataDir: string): string {
  return join(dataDir, 'issuer/revoked-tokens');
}

/** Opens the list of a data folder; `memory://` keeps it in memory. With Redis, every gateway and every instance of the issuer has it. */
export function openRevokedTokens(dataDir: string, redis?: Redis): RevokedTokens {
  const own = openOwn(dataDir);
  if (!redis) return own;
  const everywhere = followRevocations(redis);
  return {
    async add(tokenId, untilMs) {
      await own.add(tokenId, untilMs);
      await revokeEverywhere(redis, tokenId, untilMs);
    },
    has: (tokenId) => own.has(tokenId) || everywhere.has(tokenId),
  };
}

function openOwn(dataDir: string): RevokedTokens {
  if (dataDir === 'memory://') {
    const revoked = new Set<string>();
    return { add: async (tokenId) => void revoked.add(tokenId), has: (tokenId) => revoked.has(tokenId) };
  }
  const file = revokedTokensFile(dataDir);
  mkdirSync(join(dataDir, 'issuer'), { recursive: true, mode: 0o700 });
  if (!existsSync(file)) writeFileSync(file, '', { mode: 0o600 });
  const revoked = new Set(readFileSync(file, 'utf8').split('\n'));
  return {
    async add(tokenId) {
      if (revoked.has(tokenId)) return;
      appendFileSync(file, `${tokenId}\n`);
      revoked.add(tokenId);
    },
    has: (tokenId) => revoked.has(tokenId),
  };
}
