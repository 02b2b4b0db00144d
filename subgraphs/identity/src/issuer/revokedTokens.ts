import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Access tokens that were revoked before they expired. */
export interface RevokedTokens {
  add(tokenId: string): void;
  has(tokenId: string): boolean;
}

/** The list's file in an issuer's data folder: a `jti` a line, as the gateway's `WASL_REVOKED_TOKENS_FILE` takes it. */
export function revokedTokensFile(dataDir: string): string {
  return join(dataDir, 'issuer/revoked-tokens');
}

/** Opens the list of a data folder; `memory://` keeps it in memory. */
export function openRevokedTokens(dataDir: string): RevokedTokens {
  if (dataDir === 'memory://') {
    const revoked = new Set<string>();
    return { add: (tokenId) => void revoked.add(tokenId), has: (tokenId) => revoked.has(tokenId) };
  }
  const file = revokedTokensFile(dataDir);
  mkdirSync(join(dataDir, 'issuer'), { recursive: true, mode: 0o700 });
  if (!existsSync(file)) writeFileSync(file, '', { mode: 0o600 });
  const revoked = new Set(readFileSync(file, 'utf8').split('\n'));
  return {
    add(tokenId) {
      if (revoked.has(tokenId)) return;
      appendFileSync(file, `${tokenId}\n`);
      revoked.add(tokenId);
    },
    has: (tokenId) => revoked.has(tokenId),
  };
}
