import { setTimeout as sleep } from 'node:timers/promises';
import { documentId } from './documentId.ts';
import type { DocumentStore } from './documentStore.ts';

/** The documents that were published. */
export interface TrustedList {
  /** The text of a document; undefined for one that is not on the list. */
  textOf(id: string): string | undefined;
  /** Whether a text is on the list, character for character. */
  holds(text: string): boolean;
  size(): number;
  close(): Promise<void>;
}

export interface TrustedListOptions {
  /** Called with a document whose text is not what its ID says. */
  onUnusable(id: string): void;
  /** Called when the store cannot be read; once, until it can be. */
  onUnreadable(cause: unknown): void;
  /** Milliseconds between two looks at the store. Default 1 000. */
  intervalMs?: number;
}

/**
 * Reads the documents of a store, and again when one is published or withdrawn. An ID is the hash of its text, so what was altered or
 * half-written is left out. If the store cannot be read later, the last list stays in force.
 * @throws what the store throws when it cannot be read the first time
 */
export async function followStore(store: DocumentStore, options: TrustedListOptions): Promise<TrustedList> {
  const { onUnusable, onUnreadable, intervalMs = 1_000 } = options;
  const closing = new AbortController();
  let list: ReadonlyMap<string, string> = new Map();
  let texts = new Set<string>();
  let isReadable = true;

  async function look(): Promise<void> {
    const known = list;
    const found = await store.readChanged(known);
    if (found === undefined) return;
    const good = new Map<string, string>();
    for (const [id, text] of found)
      if (known.has(id) || documentId(text) === id) good.set(id, text);
      else onUnusable(id);
    list = good;
    texts = new Set(list.values());
  }

  async function keepLooking(): Promise<void> {
    while (!closing.signal.aborted) {
      await sleep(intervalMs, undefined, { signal: closing.signal, ref: false }).catch(() => undefined);
      if (closing.signal.aborted) return;
      try {
        await look();
        isReadable = true;
      } catch (cause) {
        if (isReadable) onUnreadable(cause);
        isReadable = false;
      }
    }
  }

  await look();
  const looking = keepLooking();
  return {
    textOf: (id) => list.get(id),
    holds: (text) => texts.has(text),
    size: () => list.size,
    async close() {
      closing.abort();
      await looking;
      await store.close();
    },
  };
}
