import type { EntryPlace } from '../chain/chainEntry.ts';

/** What is signed of the audit at one moment. */
export interface Checkpoint {
  /** From 0; each names the hash of the one before. */
  sequence: number;
  /** Of the body before; of nothing before the first. */
  previous: string;
  at: string;
  /** Chains that grew since the checkpoint before. */
  heads: readonly ChainHead[];
  /** Months whose entries are removed with this checkpoint, and how their chains ended. */
  retired?: readonly RetiredMonth[];
}

/** How far a chain had come. */
export interface ChainHead extends EntryPlace {
  month: string;
  /** The first entry that no checkpoint before covers. */
  from: number;
  /** Root of the Merkle tree over the hashes of the entries from there. */
  root: string;
}

export interface RetiredMonth {
  month: string;
  chains: readonly EntryPlace[];
}

/** A checkpoint as it is stored: nothing about it is believed. */
export interface StoredCheckpoint {
  sequence: number;
  /** SHA-256 of the body, base64url. */
  hash: string;
  /** Canonical JSON of the checkpoint. */
  body: string;
  /** Which key signed: the thumbprint of its public half. */
  key: string;
  /** Ed25519 over the body's UTF-8, base64url. */
  signature: string;
}

/** By what a checkpoint is found for an entry: a row for each of its heads. */
export interface HeadRow {
  chain: string;
  first: number;
  last: number;
}

/** A checkpoint with its rows. */
export interface FoundCheckpoint extends StoredCheckpoint {
  rows: readonly HeadRow[];
}
