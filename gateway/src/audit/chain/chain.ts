import { randomUUID } from 'node:crypto';
import { canonicalJson } from './canonicalJson.ts';
import type { AuditEvent } from '../events/auditEvent.ts';
import { type ChainEntry, type EntryContent, type EntryPlace, hashOf, noHash } from './chainEntry.ts';
import { eventText } from './eventText.ts';

/** A chain that is being written: one writer's entries of one month. */
export interface Chain {
  month: string;
  /** The last entry that was made. */
  head(): EntryPlace;
  /** Makes the next entry. */
  link(content: Exclude<EntryContent, { kind: 'event' }>): ChainEntry;
  /** Makes an event the next entry. */
  linkEvent(event: AuditEvent): ChainEntry;
  /** Takes back all entries after one: none of them was kept. */
  takeBack(after: EntryPlace): void;
}

/** Begins a chain in the month of `at`, and answers it with its first entry. */
export function openChain(at: string, month: string, follows?: EntryPlace): { chain: Chain; opened: ChainEntry } {
  const id = randomUUID();
  let head: EntryPlace = { chain: id, sequence: -1, hash: noHash };

  function append(body: string, when: string, patient?: string, subject?: string): ChainEntry {
    const hash = hashOf(body);
    const sequence = head.sequence + 1;
    head = { chain: id, sequence, hash };
    return { month, chain: id, sequence, hash, body, at: when, patient, subject };
  }

  const chain: Chain = {
    month,
    head: () => head,
    link: (content) =>
      append(canonicalJson({ ...content, chain: id, sequence: head.sequence + 1, previous: head.hash }), content.at),
    linkEvent: (event) =>
      append(
        eventText(event, head.sequence + 1, head),
        event.at,
        findable(event.patient),
        findable(event.caller.subject),
      ),
    takeBack: (after) => void (head = after),
  };
  return { chain, opened: chain.link({ kind: 'opened', at, month, ...(follows && { follows }) }) };
}

/** By what an entry is found. */
export function foundBy(content: EntryContent): Pick<ChainEntry, 'patient' | 'subject'> {
  if (content.kind !== 'event') return { patient: undefined, subject: undefined };
  return { patient: findable(content.patient), subject: findable(content.caller.subject) };
}

/** Longer than any id. An index of Postgres takes no text of more than 2,704 bytes. */
const mostFindable = 256;

/**
 * As a database can store and index it: without NUL, without halves of surrogate pairs, and of no more than 256 characters. What a database does not
 * take stops the audit, for everybody. The body says what was said.
 */
function findable(text: string | undefined): string | undefined {
  return text?.slice(0, mostFindable).replaceAll('\0', '\uFFFD').toWellFormed();
}
