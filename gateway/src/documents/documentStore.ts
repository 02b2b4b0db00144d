import type { ManifestEntry } from './manifest.ts';

/** Where documents are published, for every gateway. */
export interface DocumentStore {
  /** What people call it: its folder, or the kind of its database. It holds no password. */
  name: string;
  /** Adds documents, all or none; resolves to how many were not there before. */
  publish(entries: readonly ManifestEntry[]): Promise<number>;
  /** All of them, by ID. */
  list(): Promise<ManifestEntry[]>;
  /** Takes a document off the list; resolves to whether it was on it. */
  withdraw(id: string): Promise<boolean>;
  /** The documents where they have changed since the last call, else undefined. Texts of those in `known` need not be read again. */
  readChanged(known: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, string> | undefined>;
  close(): Promise<void>;
}
