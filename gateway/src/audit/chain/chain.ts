import { randomUUID } from 'node:crypto';
import { canonicalJson } from './canonicalJson.ts';
import { type ChainEntry, type EntryContent, type EntryPlace, hashOf, noHash } from './chainEntry.ts';

/** A chain that is being written: one writer's entries of one month. */
export interface Chain {
  month: string;
  /** The last entry that was made. */
  head(): EntryPlace;
  /** Makes the next entry. */
  link(content: EntryContent): ChainEntry;
}

/** Begins a chain in the month of `at`, and answers it with its first entry. */
export function openChain(at: string, month: string, follows?: EntryPlace): { chain: Chain; opened: ChainEntry } {
  const id = randomUUID();
  let head: EntryPlace = { chain: id, sequence: -1, hash: noHash };
  const chain: Chain = {
    month,
    head: () => head,
    link(content) {
      const sequence = head.sequence + 1;
      const body = canonicalJson({ ...content, chain: id, sequence, previous: head.hash });
      const hash = hashOf(body);
      head = { chain: id, sequence, hash };
      return { month, chain: id, sequence, hash, body, at: content.at, ...foundBy(content) };
    },
  };
  return { chain, opened: chain.link({ kind: 'opened', at, month, ...(follows && { follows }) }) };
}

/** By what an entry is found. */
export function foundBy(content: EntryContent): Pick<ChainEntry, 'patient' | 'subject'> {
  if (content.kind !== 'event') return { patient: undefined, subject: undefined };
  return { patient: content.patient, subject: content.caller.subject };
}
