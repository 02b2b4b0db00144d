import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import { ConfigError } from '../../core/configError.ts';

/** Tokens that were revoked before they expired. */
export interface RevokedTokens {
  has(tokenId: string): boolean;
  close(): void;
}

/**
 * Reads revoked token ids (`jti`) from a file, one a line, `#` for comments, and reads it again within a second of a change. If a later
 * read fails, the last list stays in force.
 * @throws ConfigError when it cannot be read at start.
 */
export function openRevokedTokens(file: string, onProblem: (cause: unknown) => void): RevokedTokens {
  let revoked: ReadonlySet<string>;
  try {
    revoked = readIds(file);
  } catch (cause) {
    throw new ConfigError(`WASL_REVOKED_TOKENS_FILE names ${file}, which cannot be read.`, { cause });
  }
  const reread = () => {
    try {
      revoked = readIds(file);
    } catch (cause) {
      onProblem(cause);
    }
  };
  watchFile(file, { interval: 1_000, persistent: false }, reread);
  return { has: (tokenId) => revoked.has(tokenId), close: () => unwatchFile(file, reread) };
}

function readIds(file: string): ReadonlySet<string> {
  const lines = readFileSync(file, 'utf8').split(/\r?\n/);
  return new Set(lines.map((line) => line.replace(/#.*/, '').trim()).filter((line) => line !== ''));
}
