/**
 * Remembers the nonces of mutations, so that none runs twice. Several instances of one subgraph must share a store, for example in a
 * database.
 */
export interface NonceStore {
  /**
   * Stores a request's nonce until a time, in milliseconds since 1970. Returns `fresh` the first time, `seen` for a repetition, and `full`
   * where it cannot tell: the mutation is then refused.
   */
  remember(nonce: string, untilMs: number): NonceAnswer | Promise<NonceAnswer>;
}

export type NonceAnswer = 'fresh' | 'seen' | 'full';

export interface NonceMemoryOptions {
  /** Most stored nonces. Default 100 000, about 1 500 mutations a second; mutations beyond are refused. */
  max?: number;
  /** Milliseconds since 1970. */
  now?: () => number;
}

/** A store in this process's memory. No nonce is dropped before it expires, so that a flood cannot make room for a replay. */
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

/** Nonces are stored in nearly the order in which they expire, so that expired ones come first. */
function dropEnded(ends: Map<string, number>, nowMs: number): void {
  for (const [nonce, until] of ends) {
    if (until > nowMs) return;
    ends.delete(nonce);
  }
}
