import { hash } from 'node:crypto';
import type { AuditEvent } from '../events/auditEvent.ts';

/** What an entry of a chain says. */
export type EntryContent =
  /** The first of each chain. `follows` is the last known entry of the chain that its writer wrote before. */
  | { kind: 'opened'; at: string; month: string; follows?: EntryPlace }
  | ({ kind: 'event' } & AuditEvent)
  /** The answers and changes of these entries were withheld, because it was not known in time whether the entries were stored. */
  | { kind: 'withheld'; at: string; first: number; last: number }
  /** The last of a chain whose writer ended in good order. */
  | { kind: 'closed'; at: string };

/** An entry as it is kept. Its hash is that of its text, which holds the hash of the entry before. */
export interface ChainEntry {
  /** `YYYY-MM` in UTC, the same for a whole chain: what is kept for so long is removed month by month. */
  month: string;
  /** UUID. */
  chain: string;
  /** From 0, without gaps. */
  sequence: number;
  /** SHA-256 of the body's UTF-8, base64url. */
  hash: string;
  /** Canonical JSON of the content with `chain`, `sequence` and `previous`. */
  body: string;
  /** Of the content, to be found by. */
  at: string;
  patient: string | undefined;
  subject: string | undefined;
}

/** An entry that another refers to. */
export interface EntryPlace {
  chain: string;
  sequence: number;
  hash: string;
}

/** Stands for the entry before the first. */
export const noHash = Buffer.alloc(32).toString('base64url');

export function hashOf(body: string): string {
  return hash('sha256', body, 'base64url');
}

/** The month of a time, `YYYY-MM` in UTC. */
export function monthOf(at: string): string {
  return at.slice(0, 7);
}
