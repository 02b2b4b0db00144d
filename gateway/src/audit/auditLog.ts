import { setTimeout as delay } from 'node:timers/promises';
import { WaslError } from '@wasl/schema/errors.ts';
import { type AuditSink, ContentRefused } from './auditSink.ts';
import { type Chain, openChain } from './chain/chain.ts';
import { type ChainEntry, type EntryPlace, monthOf, noHash } from './chain/chainEntry.ts';
import type { AuditEvent } from './events/auditEvent.ts';

/** Writes down who did what with whose record. */
export interface AuditLog {
  /**
   * Resolves when the events are kept for good, with the place of each. @throws WaslError AUDIT_UNAVAILABLE when that is not known in time
   */
  append(events: readonly AuditEvent[]): Promise<readonly EntryPlace[]>;
  /** The last entry that is kept; undefined before the first. */
  kept(): EntryPlace | undefined;
  /** Writes what is waiting, ends the chain and closes the sink. */
  close(): Promise<void>;
}

export interface AuditLogOptions {
  sink: AuditSink;
  /** Milliseconds for one write; all who wait for it, and behind it, are refused then. Default 2 000. */
  deadlineMs?: number;
  /** Events that may wait; beyond, who comes is refused at once. Default 20 000. */
  maxWaiting?: number;
  /** Milliseconds since 1970. */
  now?: () => number;
  /** Hears that nothing can be kept any more, and why. */
  onDown?(cause: unknown): void;
  /** Hears that it can again. */
  onUp?(): void;
  /** Hears of events of one request that cannot be kept, alone, for what they say. */
  onRefused?(events: readonly AuditEvent[], cause: unknown): void;
}

interface Waiting {
  events: readonly AuditEvent[];
  /** Of the events, once they are linked. */
  places: readonly ChainEntry[];
  resolve(places: readonly EntryPlace[]): void;
  reject(error: WaslError): void;
}

/** What one write keeps. */
interface Group {
  /** The last entry before it. */
  after: EntryPlace;
  entries: readonly ChainEntry[];
  /** Whose events they are; of nobody where they are about the chain itself. */
  requests: readonly Waiting[];
  /** Whether the requests of these events still wait; false once they were refused. */
  isAwaited: boolean;
  /** Whether a chain begins with it. */
  opens: boolean;
}

/** One write takes no more than this: NATS takes 1 MiB in a message. */
const largestGroupBytes = 512 * 1024;
/**
 * Milliseconds from the beginning of one write to the next, for each request that shared the last one, and at most: a write costs far more
 * than an event, so the more come the more share it. Where few come nobody waits.
 */
const spacingMs = { perRequest: 2, longest: 10 };
const firstRetryMs = 100;
const longestRetryMs = 2_000;
const calendarMs = 60_000;

/**
 * Keeps events in one chain. Those that arrive while a write is under way go together in the next one. While nothing can be kept,
 * events are refused at once and the last write is tried again and again; its entries are the first that are kept afterwards, followed by
 * one that says that their answers were withheld. Events that the sink refuses for their content are refused alone: all others are
 * numbered anew without them.
 */
export function createAuditLog(options: AuditLogOptions): AuditLog {
  const { sink, deadlineMs = 2_000, maxWaiting = 20_000, now = Date.now } = options;
  const time = () => new Date(now()).toISOString();
  const groups: Group[] = [];
  let waiting: Waiting[] = [];
  let waitingEvents = 0;
  let chain = begin();
  let kept: EntryPlace | undefined;
  let running: Promise<void> | undefined;
  let retry: NodeJS.Timeout | undefined;
  let failures = 0;
  let isClosed = false;
  let nextWriteAt = -Infinity;

  /** Opens a chain; the one before, if any, is named in it. */
  function begin(follows?: EntryPlace): Chain {
    const at = time();
    const { chain: begun, opened } = openChain(at, monthOf(at), follows);
    const after = { chain: opened.chain, sequence: -1, hash: noHash };
    groups.push({ after, entries: [opened], requests: [], isAwaited: false, opens: true });
    return begun;
  }

  /** The group of an entry about the chain itself. */
  function note(content: Parameters<Chain['link']>[0]): Group {
    const after = chain.head();
    return { after, entries: [chain.link(content)], requests: [], isAwaited: false, opens: false };
  }

  /** Writes that the answers or changes of entries were withheld. */
  function noteWithheld(entries: readonly [ChainEntry, ...ChainEntry[]]): Group {
    const last = entries.at(-1) ?? entries[0];
    return note({ kind: 'withheld', at: time(), first: entries[0].sequence, last: last.sequence });
  }

  function run(): void {
    running ??= writeAll().finally(() => {
      running = undefined;
      // Who was answered last may have come again before this.
      if (failures === 0 && waiting.length > 0) run();
    });
  }

  async function writeAll(): Promise<void> {
    // Those who come in the same turn go together.
    await new Promise(setImmediate);
    for (;;) {
      const early = nextWriteAt - performance.now();
      if (early > 0 && waiting.length > 0 && !isClosed) await delay(early);
      if (groups.length === 0 && waiting.length > 0) groups.push(...takeWaiting());
      const [group] = groups;
      if (!group) return;
      const shared = group.requests.length;
      nextWriteAt = performance.now() + Math.min(spacingMs.longest, spacingMs.perRequest * shared);
      try {
        await within(deadlineMs, write(group));
      } catch (cause) {
        if (!(cause instanceof ContentRefused) || group.requests.length === 0) return fail(cause);
        separate(cause);
        recover();
        continue;
      }
      groups.shift();
      recover();
      if (group.isAwaited) for (const { resolve, places } of group.requests) resolve(places);
    }
  }

  async function write({ entries, opens }: Group): Promise<void> {
    await sink.write(entries);
    const { chain: id, sequence, hash } = entries.at(-1) as ChainEntry;
    if (opens) await sink.watch?.({ chain: id, sequence, hash });
    kept = { chain: id, sequence, hash };
  }

  /** Ends a chain whose month is over, and opens the next. */
  function turnMonth(): void {
    if (monthOf(time()) === chain.month) return;
    groups.push(note({ kind: 'closed', at: time() }));
    chain = begin(chain.head());
  }

  /** Also where nobody reads records: months gone by are removed. */
  function turnIdleMonth(): void {
    if (running || failures > 0 || isClosed) return;
    turnMonth();
    run();
  }

  /** The events of the next write, in a new chain where another month has begun. */
  function takeWaiting(): Group[] {
    const before = groups.length;
    turnMonth();
    const taken: Waiting[] = [];
    const after = chain.head();
    for (let bytes = 0; waiting.length > 0 && bytes < largestGroupBytes;) {
      const next = waiting.shift() as Waiting;
      waitingEvents -= next.events.length;
      if (!link(next)) continue;
      for (const { body } of next.places) bytes += body.length;
      taken.push(next);
    }
    return [...groups.splice(before), ...(taken.length > 0 ? [groupOf(taken, after)] : [])];
  }

  /** Makes events the next entries of the chain. Answers false where they cannot be written at all: they are refused. */
  function link(request: Waiting): boolean {
    const after = chain.head();
    try {
      request.places = request.events.map((event) => chain.linkEvent(event));
      return true;
    } catch (cause) {
      chain.takeBack(after);
      refuse(request, cause);
      return false;
    }
  }

  function groupOf(requests: readonly Waiting[], after: EntryPlace, isAwaited = true): Group {
    return { after, entries: requests.flatMap(({ places }) => places), requests, isAwaited, opens: false };
  }

  /** Refuses all who wait. Their entries are stored once that is possible, followed by one that says that their answers were withheld. */
  function fail(cause: unknown): void {
    const awaited = groups.filter(({ isAwaited }) => isAwaited);
    const refused = [...awaited.flatMap(({ requests }) => requests), ...waiting];
    const [first, ...others] = awaited.flatMap(({ entries }) => entries);
    if (first) groups.push(noteWithheld([first, ...others]));
    groups.forEach((group, index) => (groups[index] = { ...group, isAwaited: false }));
    waiting = [];
    waitingEvents = 0;
    if (failures === 0) options.onDown?.(cause);
    failures += 1;
    if (!isClosed) retry = setTimeout(run, Math.min(longestRetryMs, firstRetryMs * 2 ** (failures - 1))).unref();
    for (const { reject } of refused) reject(new WaslError('AUDIT_UNAVAILABLE'));
  }

  /**
   * Halves the first group, whose content the sink refused, and numbers anew what comes after: until the group is of one request, which is
   * then left out. Nothing of it has been stored.
   */
  function separate(cause: ContentRefused): void {
    const [refused, ...later] = groups.splice(0) as [Group, ...Group[]];
    chain.takeBack(refused.after);
    const { requests, isAwaited } = refused;
    const middle = Math.ceil(requests.length / 2);
    const [alone, ...others] = requests;
    if (alone && others.length === 0) refuse(alone, cause);
    else
      for (const half of [requests.slice(0, middle), requests.slice(middle)]) groups.push(...regroup(half, isAwaited));
    for (const group of later) groups.push(...regroup(group.requests, group.isAwaited));
  }

  function regroup(requests: readonly Waiting[], isAwaited: boolean): Group[] {
    const after = chain.head();
    const linked = requests.filter(link);
    const group = groupOf(linked, after, isAwaited);
    const [first, ...others] = group.entries;
    if (!first) return [];
    return isAwaited ? [group] : [group, noteWithheld([first, ...others])];
  }

  /** Refuses one request's events for what they say; who was refused before does not hear it. */
  function refuse({ events, reject }: Waiting, cause: unknown): void {
    options.onRefused?.(events, cause);
    reject(new WaslError('AUDIT_UNAVAILABLE', {}, { cause: new ContentRefused('', { cause }) }));
  }

  function recover(): void {
    if (failures > 0) options.onUp?.();
    failures = 0;
  }

  run();
  const calendar = setInterval(turnIdleMonth, calendarMs).unref();
  return {
    append(events) {
      if (events.length === 0) return Promise.resolve([]);
      if (failures > 0 || isClosed || waitingEvents >= maxWaiting)
        return Promise.reject(new WaslError('AUDIT_UNAVAILABLE'));
      waitingEvents += events.length;
      return new Promise((resolve, reject) => {
        waiting.push({ events, places: [], resolve, reject });
        run();
      });
    },
    kept: () => kept,
    async close() {
      if (isClosed) return;
      isClosed = true;
      clearInterval(calendar);
      clearTimeout(retry);
      await running;
      if (failures === 0) {
        groups.push(note({ kind: 'closed', at: time() }));
        run();
        await running;
      }
      clearTimeout(retry);
      await sink.close();
    },
  };
}

/** @throws Error when it takes longer */
async function within(deadlineMs: number, work: Promise<void>): Promise<void> {
  let overdue: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    overdue = setTimeout(() => reject(new Error(`The audit's sink did not answer in ${deadlineMs} ms.`)), deadlineMs);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(overdue);
  }
}
