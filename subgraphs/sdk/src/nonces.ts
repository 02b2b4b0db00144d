/**
 * Remembers which mutations came, so that none runs twice. Several instances of one subgraph share one, in a database for
 * example: what one has seen, no other may run.
 */
export interface NonceStore {
  /**
   * Notes a request's nonce until a time, in milliseconds since 1970. Answers `fresh` once for a nonce, `seen` from then on, and
   * `full` where it cannot tell: the mutation is refused then.
   */
  remember(nonce: string, untilMs: number): NonceAnswer | Promise<NonceAnswer>;
}

export type NonceAnswer = 'fresh' | 'seen' | 'full';

export interface NonceMemoryOptions {
  /** Most nonces that are kept at a time. Default 100 000, about 1 500 mutations a second; mutations are refused beyond. */
  max?: number;
  /** Milliseconds since 1970. */
  now?: () => number;
}

/** Remembers in this process. Nothing is forgotten before its time, so that a flood cannot make room for a repetition. */
export function createNonceMemory({ max = 100_000, now = Date.now }: NonceMemoryOptions = {}): NonceStore {
  const ends = new Map<string, number>();
  return {
    remember(nonce, untilMs) {
      const nowMs = now();
      const known = ends.get(nonce);
      if (known !== undefined && known > nowMs) return 'seen';
      dropEnded(ends, nowMs);
      if (ends.size >= max) return 'full';
      ends.set(nonce, untilMs);
      return 'fresh';
    },
  };
}

/** They came in nearly the order in which they end: what ended stands first. */
function dropEnded(ends: Map<string, number>, nowMs: number): void {
  for (const [nonce, until] of ends) {
    if (until > nowMs) return;
    ends.delete(nonce);
  }
}
