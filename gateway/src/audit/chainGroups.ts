import type { ContentRefused } from './auditSink.ts';
import { type Chain, openChain } from './chain/chain.ts';
import { type ChainEntry, type EntryPlace, monthOf, noHash } from './chain/chainEntry.ts';
import type { Waiting, WaitingLine } from './waitingLine.ts';

/** What one write keeps. */
export interface Group {
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

export interface ChainGroupsOptions {
  /** Now, ISO 8601 in UTC. */
  time(): string;
  /** Hears whose events cannot be kept for what they say. */
  refuse(request: Waiting, cause: unknown): void;
}

/** Links events into a chain, a new one for each month, and holds what is not kept yet in the groups that are written together, in their order. */
export class ChainGroups {
  readonly #options: ChainGroupsOptions;
  readonly #groups: Group[] = [];
  #chain: Chain;

  constructor(options: ChainGroupsOptions) {
    this.#options = options;
    this.#chain = this.#begin();
  }

  /** What is to be written next. */
  get first(): Group | undefined {
    return this.#groups[0];
  }

  /** The first is kept. */
  shift(): void {
    this.#groups.shift();
  }

  /** Ends the chain. */
  close(): void {
    this.#groups.push(this.#note({ kind: 'closed', at: this.#options.time() }));
  }

  /** Ends a chain whose month is over, and opens the next. */
  turnMonth(): void {
    if (monthOf(this.#options.time()) === this.#chain.month) return;
    this.close();
    this.#chain = this.#begin(this.#chain.head());
  }

  /** Makes a group of those who wait, as many as one write takes; in a new chain where another month has begun. */
  add(line: WaitingLine): void {
    this.turnMonth();
    const taken: Waiting[] = [];
    const after = this.#chain.head();
    for (let bytes = 0; !line.isEmpty && bytes < largestGroupBytes;) {
      const next = line.take() as Waiting;
      if (!this.#link(next)) continue;
      for (const { body } of next.places) bytes += body.length;
      taken.push(next);
    }
    if (taken.length > 0) this.#groups.push(groupOf(taken, after, true));
  }

  /**
   * Nobody waits for these any more: they are kept when they can be, followed by an entry that says that they came to nothing. Answers who
   * waited.
   */
  abandon(): readonly Waiting[] {
    const awaited = this.#groups.filter(({ isAwaited }) => isAwaited);
    const [first, ...others] = awaited.flatMap(({ entries }) => entries);
    if (first) this.#groups.push(this.#noteWithheld([first, ...others]));
    this.#groups.forEach((group, index) => (this.#groups[index] = { ...group, isAwaited: false }));
    return awaited.flatMap(({ requests }) => requests);
  }

  /**
   * Divides the first group, which was refused for what it says, and numbers anew what comes after: until it is one request's alone, which
   * is then left out. Nothing of all this was ever kept.
   */
  separate(cause: ContentRefused): void {
    const [refused, ...later] = this.#groups.splice(0) as [Group, ...Group[]];
    this.#chain.takeBack(refused.after);
    const { requests, isAwaited } = refused;
    const middle = Math.ceil(requests.length / 2);
    const [alone, ...others] = requests;
    if (alone && others.length === 0) this.#options.refuse(alone, cause);
    else for (const half of [requests.slice(0, middle), requests.slice(middle)]) this.#regroup(half, isAwaited);
    for (const group of later) this.#regroup(group.requests, group.isAwaited);
  }

  #regroup(requests: readonly Waiting[], isAwaited: boolean): void {
    const after = this.#chain.head();
    const group = groupOf(
      requests.filter((request) => this.#link(request)),
      after,
      isAwaited,
    );
    const [first, ...others] = group.entries;
    if (!first) return;
    this.#groups.push(group);
    if (!isAwaited) this.#groups.push(this.#noteWithheld([first, ...others]));
  }

  /** Opens a chain; the one before, if any, is named in it. */
  #begin(follows?: EntryPlace): Chain {
    const at = this.#options.time();
    const { chain: begun, opened } = openChain(at, monthOf(at), follows);
    const after = { chain: opened.chain, sequence: -1, hash: noHash };
    this.#groups.push({ after, entries: [opened], requests: [], isAwaited: false, opens: true });
    return begun;
  }

  /** Makes events the next entries of the chain. Answers false where they cannot be written at all: they are refused. */
  #link(request: Waiting): boolean {
    const after = this.#chain.head();
    try {
      request.places = request.events.map((event) => this.#chain.linkEvent(event));
      return true;
    } catch (cause) {
      this.#chain.takeBack(after);
      this.#options.refuse(request, cause);
      return false;
    }
  }

  /** The group of an entry about the chain itself. */
  #note(content: Parameters<Chain['link']>[0]): Group {
    const after = this.#chain.head();
    return { after, entries: [this.#chain.link(content)], requests: [], isAwaited: false, opens: false };
  }

  /** Says of entries that they came to nothing. */
  #noteWithheld(entries: readonly [ChainEntry, ...ChainEntry[]]): Group {
    const last = entries.at(-1) ?? entries[0];
    const at = this.#options.time();
    return this.#note({ kind: 'withheld', at, first: entries[0].sequence, last: last.sequence });
  }
}

function groupOf(requests: readonly Waiting[], after: EntryPlace, isAwaited: boolean): Group {
  const entries: ChainEntry[] = [];
  for (const { places } of requests) for (const entry of places) entries.push(entry);
  return { after, entries, requests, isAwaited, opens: false };
}
