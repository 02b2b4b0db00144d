import { setTimeout as delay } from 'node:timers/promises';
import { WaslError } from '@wasl/schema/errors.ts';
import { type AuditSink, ContentRefused } from './auditSink.ts';
import type { EntryPlace } from './chain/chainEntry.ts';
import { ChainGroups, type Group } from './chainGroups.ts';
import type { AuditEvent } from './events/auditEvent.ts';
import { type Waiting, WaitingLine } from './waitingLine.ts';

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

/**
 * Milliseconds from the beginning of one write to the next, for each request that shared the last one, and at most: a write costs far more
 * than an event, so the more come the more share it. Where few come nobody waits.
 */
const spacingMs = { perRequest: 2, longest: 10 };
const firstRetryMs = 100;
const longestRetryMs = 2_000;
const calendarMs = 60_000;
const defaults = { deadlineMs: 2_000, maxWaiting: 20_000 };

/**
 * Keeps events in one chain. Those that arrive while a write is under way go together in the next one. While nothing can be kept,
 * events are refused at once and the last write is tried again and again; its entries are the first that are kept afterwards,
 * followed by one that says that they came to nothing. Events that the sink refuses for what they say are refused alone: all else is numbered
 * anew without them.
 */
export function createAuditLog(options: AuditLogOptions): AuditLog {
  const writer = new AuditWriter(options);
  return {
    append: (events) => writer.append(events),
    kept: () => writer.kept,
    close: () => writer.close(),
  };
}

class AuditWriter {
  /** The last entry that is kept. */
  kept: EntryPlace | undefined;
  readonly #options: AuditLogOptions & typeof defaults;
  readonly #line = new WaitingLine();
  readonly #groups: ChainGroups;
  readonly #calendar: NodeJS.Timeout;
  #running: Promise<void> | undefined;
  #retry: NodeJS.Timeout | undefined;
  #failures = 0;
  #isClosed = false;
  #nextWriteAt = -Infinity;

  constructor(options: AuditLogOptions) {
    const { deadlineMs = defaults.deadlineMs, maxWaiting = defaults.maxWaiting, now = Date.now } = options;
    this.#options = { ...options, deadlineMs, maxWaiting };
    this.#groups = new ChainGroups({
      time: () => new Date(now()).toISOString(),
      refuse: (request, cause) => this.#refuse(request, cause),
    });
    this.#run();
    this.#calendar = setInterval(() => this.#turnIdleMonth(), calendarMs).unref();
  }

  append(events: readonly AuditEvent[]): Promise<readonly EntryPlace[]> {
    if (events.length === 0) return Promise.resolve([]);
    if (this.#failures > 0 || this.#isClosed || this.#line.events >= this.#options.maxWaiting)
      return Promise.reject(new WaslError('AUDIT_UNAVAILABLE'));
    return new Promise((resolve, reject) => {
      this.#line.add({ events, places: [], resolve, reject });
      this.#run();
    });
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearInterval(this.#calendar);
    clearTimeout(this.#retry);
    await this.#running;
    if (this.#failures === 0) {
      this.#groups.close();
      this.#run();
      await this.#running;
    }
    clearTimeout(this.#retry);
    await this.#options.sink.close();
  }

  #run(): void {
    this.#running ??= this.#writeAll().finally(() => {
      this.#running = undefined;
      // Who was answered last may have come again before this.
      if (this.#failures === 0 && !this.#line.isEmpty) this.#run();
    });
  }

  async #writeAll(): Promise<void> {
    // Those who come in the same turn go together.
    await new Promise(setImmediate);
    for (;;) {
      const early = this.#nextWriteAt - performance.now();
      if (early > 0 && !this.#line.isEmpty && !this.#isClosed) await delay(early);
      if (!this.#groups.first && !this.#line.isEmpty) this.#groups.add(this.#line);
      const group = this.#groups.first;
      if (!group) return;
      if (!(await this.#writeFirst(group))) return;
    }
  }

  /** Writes the first group. Answers false where nothing can be kept. */
  async #writeFirst(group: Group): Promise<boolean> {
    const { requests, isAwaited } = group;
    this.#nextWriteAt = performance.now() + Math.min(spacingMs.longest, spacingMs.perRequest * requests.length);
    try {
      await within(this.#options.deadlineMs, this.#write(group));
    } catch (cause) {
      if (!(cause instanceof ContentRefused) || requests.length === 0) {
        this.#fail(cause);
        return false;
      }
      this.#groups.separate(cause);
      this.#recover();
      return true;
    }
    this.#groups.shift();
    this.#recover();
    if (isAwaited) for (const { resolve, places } of requests) resolve(places);
    return true;
  }

  async #write({ entries, opens }: Group): Promise<void> {
    const { sink } = this.#options;
    await sink.write(entries);
    const { chain, sequence, hash } = entries.at(-1) as EntryPlace;
    if (opens) await sink.watch?.({ chain, sequence, hash });
    this.kept = { chain, sequence, hash };
  }

  /** Also where nobody reads records: months gone by are removed. */
  #turnIdleMonth(): void {
    if (this.#running || this.#failures > 0 || this.#isClosed) return;
    this.#groups.turnMonth();
    this.#run();
  }

  /** Refuses all who wait. What was to be kept for them is kept when it can be, and said to have come to nothing. */
  #fail(cause: unknown): void {
    const refused = [...this.#groups.abandon(), ...this.#line.takeAll()];
    if (this.#failures === 0) this.#options.onDown?.(cause);
    this.#failures += 1;
    const retryMs = Math.min(longestRetryMs, firstRetryMs * 2 ** (this.#failures - 1));
    if (!this.#isClosed) this.#retry = setTimeout(() => this.#run(), retryMs).unref();
    for (const { reject } of refused) reject(new WaslError('AUDIT_UNAVAILABLE'));
  }

  #recover(): void {
    if (this.#failures > 0) this.#options.onUp?.();
    this.#failures = 0;
  }

  /** Refuses one request's events for what they say; who was refused before does not hear it. */
  #refuse({ events, reject }: Waiting, cause: unknown): void {
    this.#options.onRefused?.(events, cause);
    reject(new WaslError('AUDIT_UNAVAILABLE', {}, { cause: new ContentRefused('', { cause }) }));
  }
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
