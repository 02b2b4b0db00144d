import { setTimeout as delay } from 'node:timers/promises';
import { WaslError } from '@wasl/schema/errors.ts';
import type { AuditSink } from './auditSink.ts';
import { type Chain, openChain } from './chain/chain.ts';
import { type ChainEntry, type EntryPlace, monthOf } from './chain/chainEntry.ts';
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
}

interface Waiting {
  events: readonly AuditEvent[];
  /** Of the events, once they are linked. */
  places: readonly EntryPlace[];
  resolve(places: readonly EntryPlace[]): void;
  reject(error: WaslError): void;
}

/** What one write keeps, and who waits for it. */
interface Group {
  entries: readonly ChainEntry[];
  waiting: readonly Waiting[];
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
 * events are refused at once and the last write is tried again and again; its entries are the first that are kept afterwards,
 * followed by one that says that they came to nothing.
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
    groups.push({ entries: [opened], waiting: [], opens: true });
    return begun;
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
      const shared = group.waiting.length;
      nextWriteAt = performance.now() + Math.min(spacingMs.longest, spacingMs.perRequest * shared);
      try {
        await within(deadlineMs, write(group));
      } catch (cause) {
        return fail(cause);
      }
      groups.shift();
      recover();
      for (const { resolve, places } of group.waiting) resolve(places);
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
    groups.push({ entries: [chain.link({ kind: 'closed', at: time() })], waiting: [], opens: false });
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
    const entries: ChainEntry[] = [];
    const taken: Waiting[] = [];
    for (let bytes = 0; waiting.length > 0 && bytes < largestGroupBytes;) {
      const next = waiting.shift() as Waiting;
      const linked = next.events.map((event) => chain.linkEvent(event));
      for (const { body } of linked) bytes += body.length;
      entries.push(...linked);
      next.places = linked;
      taken.push(next);
      waitingEvents -= next.events.length;
    }
    return [...groups.splice(before), { entries, waiting: taken, opens: false }];
  }

  /** Refuses all who wait. What was to be kept for them is kept when it can be, and said to have come to nothing. */
  function fail(cause: unknown): void {
    const refused = [...groups.flatMap((group) => group.waiting), ...waiting];
    const announced = groups.filter((group) => group.waiting.length > 0).flatMap(({ entries }) => entries);
    const [first] = announced;
    if (first) {
      const last = announced.at(-1) ?? first;
      const withheld = { kind: 'withheld', at: time(), first: first.sequence, last: last.sequence } as const;
      groups.push({ entries: [chain.link(withheld)], waiting: [], opens: false });
    }
    groups.forEach((group, index) => (groups[index] = { ...group, waiting: [] }));
    waiting = [];
    waitingEvents = 0;
    if (failures === 0) options.onDown?.(cause);
    failures += 1;
    if (!isClosed) retry = setTimeout(run, Math.min(longestRetryMs, firstRetryMs * 2 ** (failures - 1))).unref();
    for (const { reject } of refused) reject(new WaslError('AUDIT_UNAVAILABLE'));
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
        groups.push({ entries: [chain.link({ kind: 'closed', at: time() })], waiting: [], opens: false });
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
