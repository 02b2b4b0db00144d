import { foundBy } from '../chain/chain.ts';
import { type EntryContent, type EntryPlace, hashOf, noHash } from '../chain/chainEntry.ts';
import type { StoredEntry } from '../store/entries.ts';
import type { Problem, ProblemKind } from './problem.ts';
import type { SignedHeads } from './verifyCheckpoints.ts';

/** What an entry's body says, if it is what it should be. */
type Body = EntryContent & { chain: string; sequence: number; previous: string };

interface ChainState {
  id: string;
  month: string;
  next: number;
  /** What the next entry may name as the one before. */
  previous: readonly string[];
  last: EntryPlace;
  isClosed: boolean;
  hasEvents: boolean;
}

export interface VerifiedEntries {
  entries: number;
  chains: number;
  /** Entries that came after the last checkpoint of their chain, and after what a witness has seen: that the last of them are there, nothing vouches for yet. */
  uncovered: number;
}

/** Verifies all entries in the order of months, chains and numbers, against what the checkpoints say, and a witness has seen. */
export async function verifyEntries(
  entries: AsyncIterable<StoredEntry> | Iterable<StoredEntry>,
  signed: SignedHeads,
  tell: (problem: Problem) => void,
  seen: ReadonlyMap<string, EntryPlace> = new Map(),
): Promise<VerifiedEntries> {
  const ends = new Map<string, EntryPlace>();
  const followed: EntryPlace[] = [];
  let state: ChainState | undefined;
  let count = 0;
  let uncovered = 0;

  for await (const entry of entries) {
    count += 1;
    if (state?.id !== entry.chain) {
      if (state) end(state);
      state = begin(entry);
    }
    take(entry, state);
  }
  if (state) end(state);
  for (const place of followed) checkFollowed(place);
  for (const chain of new Set([...signed.heads.keys(), ...seen.keys()])) {
    if (!ends.has(chain) && !signed.retired.has(chain))
      tell({ what: 'missing', chain, sequence: 0, until: reached(chain) });
  }
  return { entries: count, chains: ends.size, uncovered };

  /** The last entry of a chain that anybody vouches for; -1 where nobody does. */
  function reached(chain: string): number {
    return Math.max(signed.heads.get(chain)?.sequence ?? -1, seen.get(chain)?.sequence ?? -1);
  }

  function begin({ chain, month }: StoredEntry): ChainState {
    const last = { chain, sequence: -1, hash: noHash };
    return { id: chain, month, next: 0, previous: [noHash], last, isClosed: false, hasEvents: false };
  }

  function take(entry: StoredEntry, chain: ChainState): void {
    const { sequence, hash, body } = entry;
    if (sequence > chain.next) tell({ what: 'missing', chain: chain.id, sequence: chain.next, until: sequence - 1 });
    const isNext = sequence === chain.next;
    const content = read(body);
    const what = faultOf(entry, content, chain, isNext);
    if (what) tell({ what, chain: chain.id, sequence });
    const head = signed.heads.get(chain.id);
    const noted = seen.get(chain.id);
    if (!what && head?.sequence === sequence && head.hash !== hash) tell({ what: 'head', chain: chain.id, sequence });
    if (!what && noted?.sequence === sequence && noted.hash !== hash) tell({ what: 'seen', chain: chain.id, sequence });
    if (content?.kind === 'opened' && content.follows) followed.push(content.follows);
    if (content?.kind === 'event') chain.hasEvents = true;
    if (content?.kind === 'closed') chain.isClosed = true;
    if (sequence > reached(chain.id)) uncovered += 1;
    chain.next = Math.max(chain.next, sequence + 1);
    chain.previous = [hash, hashOf(body)];
    chain.last = { chain: chain.id, sequence, hash };
  }

  function faultOf(
    entry: StoredEntry,
    content: Body | undefined,
    chain: ChainState,
    isNext: boolean,
  ): ProblemKind | undefined {
    const { sequence, hash, body, month } = entry;
    if (signed.retired.has(chain.id)) return 'retired';
    if (sequence < chain.next) return 'repeated';
    if (hashOf(body) !== hash) return 'altered';
    if (!content) return 'unreadable';
    if (content.chain !== chain.id || content.sequence !== sequence || month !== chain.month) return 'misplaced';
    if (isNext && !chain.previous.includes(content.previous)) return 'unlinked';
    if ((sequence === 0) !== (content.kind === 'opened')) return 'unopened';
    if (content.kind === 'opened' && content.month !== month) return 'misplaced';
    if (chain.isClosed) return 'continued';
    const { patient, subject } = foundBy(content);
    const isLabelled =
      entry.at === content.at && entry.patient === (patient ?? null) && entry.subject === (subject ?? null);
    return isLabelled ? undefined : 'relabelled';
  }

  function end({ id, last, hasEvents }: ChainState): void {
    if (ends.has(id)) tell({ what: 'misplaced', chain: id, sequence: last.sequence });
    ends.set(id, last);
    const head = signed.heads.get(id);
    if (reached(id) > last.sequence)
      tell({ what: 'missing', chain: id, sequence: last.sequence + 1, until: reached(id) });
    // The first checkpoint is made before anything rests on a chain.
    if (!head && hasEvents && !signed.retired.has(id)) tell({ what: 'unsigned', chain: id, sequence: 0 });
  }

  function checkFollowed({ chain, sequence, hash }: EntryPlace): void {
    if (signed.retired.has(chain)) return;
    const last = ends.get(chain);
    if (!last) return tell({ what: 'missing', chain, sequence: 0, until: sequence });
    if (last.sequence < sequence) return tell({ what: 'missing', chain, sequence: last.sequence + 1, until: sequence });
    if (last.sequence !== sequence || last.hash !== hash) tell({ what: 'follower', chain, sequence });
  }
}

function read(body: string): Body | undefined {
  try {
    const content = JSON.parse(body) as Body;
    if (typeof content !== 'object' || content === null) return undefined;
    return content.kind === 'event' && typeof content.caller !== 'object' ? undefined : content;
  } catch {
    return undefined;
  }
}
