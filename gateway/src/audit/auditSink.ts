import type { ChainEntry, EntryPlace } from './chain/chainEntry.ts';

/**
 * What a sink throws that refuses entries for what they say: it has kept none of them, now or when they came before, and would refuse them
 * again. Its cause is never shown: it may repeat what they say.
 */
export class ContentRefused extends Error {
  override readonly name = 'ContentRefused';
}

/** Where the entries of the audit are kept. */
export interface AuditSink {
  /**
   * Resolves when all entries are kept for good. The same entries may come again when it was not known in time what became of
   * them: each is kept once. @throws ContentRefused for what they say;
   * anything else when they are not kept, or nobody knows
   */
  write(entries: readonly ChainEntry[]): Promise<void>;
  /** A chain begins: what keeps watch over chains notes it before anything rests on it. `last` is its last entry that is kept. */
  watch?(last: EntryPlace): Promise<void>;
  close(): Promise<void>;
}
