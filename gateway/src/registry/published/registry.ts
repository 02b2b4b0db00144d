import { readFileSync } from 'node:fs';
import { ConfigError } from '../../core/configError.ts';
import { isJsonObject } from '../../core/jsonObject.ts';
import { digestOf, type Entry, isSignedBy, type KnownKey } from './release.ts';

/** A registry as it was when it was opened, with what is to be written to it. */
export interface Registry {
  keys: ReadonlyMap<string, KnownKey>;
  /** Verified when it is read. */
  history: readonly Entry[];
  /** Entries that do not hold. */
  bad: readonly BadEntry[];
  /** The number of the next entry. */
  next: number;
  /** The stored SDL. @throws ConfigError where it is missing or is another */
  sdlOf(digest: string): string;
  keepSdl(sdl: string): void;
  /** Adds the next entry. @throws ConfigError where somebody else added one meanwhile */
  append(entry: Entry): void;
  /** Puts a supergraph in force, as a whole or not at all: a signed act stands for it, so that gateways take it whatever it protects less. */
  activate(supergraphSdl: string): void;
  /** What was activated last; undefined before anything was. @throws ConfigError for one that nobody signed for, where that is known */
  supergraphInForce(): string | undefined;
  /** What the next entry must bear of the last one that was read. */
  previous: string;
}

/** The digest by which the next entry names the last one's text; empty where there is none. */
export function previousOf(text: string): string {
  return text === '' ? '' : digestOf(text);
}

/** An entry as it is stored, under its number. */
export interface StoredEntry {
  number: number;
  text: string;
}

/** A stored entry that does not hold: it is passed over. */
export interface BadEntry {
  number: number;
  /** The subgraph that it claims to be about; undefined where that cannot be read. */
  subgraph: string | undefined;
}

/** What of a stored history holds. */
export interface VerifiedHistory {
  entries: Entry[];
  bad: BadEntry[];
  /** The text of the last entry that holds; empty before any. */
  last: string;
  /** The number of the next entry. */
  next: number;
}

/**
 * Verifies all entries, given in the order of their numbers. One that does not hold is passed over, as if it were not there: whoever may only add
 * to the store does not stop everybody's acts by it. @throws ConfigError where an entry that holds rests on one that was altered or taken
 * out: what is in force is not known then
 */
export function readHistory(stored: readonly StoredEntry[], keys: ReadonlyMap<string, KnownKey>): VerifiedHistory {
  const [entries, bad]: [Entry[], BadEntry[]] = [[], []];
  let last = '';
  for (const { number, text } of stored) {
    const entry = readEntry(text);
    const before = entries.at(-1)?.number ?? 0;
    if (entry && isAuthentic(entry, number, keys) && entry.previous === previousOf(last)) {
      entries.push(entry);
      last = text;
    } else if (entry && isAuthentic(entry, number, keys) && number > before + 1) throw torn(before + 1, number);
    else bad.push({ number, subgraph: typeof entry?.subgraph === 'string' ? entry.subgraph : undefined });
  }
  const taken = new Set(stored.map(({ number }) => number));
  let next = (entries.at(-1)?.number ?? 0) + 1;
  while (taken.has(next)) next += 1;
  return { entries, bad, last, next };
}

/** Whether an entry stands at its number and somebody signed it who may do that. */
function isAuthentic(entry: Entry, number: number, keys: ReadonlyMap<string, KnownKey>): boolean {
  const known = keys.get(entry.by);
  return known !== undefined && entry.number === number && isSignedBy(entry, known) && may(entry, known);
}

function torn(lost: number, resting: number): ConfigError {
  return new ConfigError(
    `Entry ${lost} of the registry's history does not hold: it was altered or taken out, and entry ${resting} rests on it. Restore it from a copy.`,
  );
}

/** The last act that brought something in force, or took it out. */
export function lastActOf(history: readonly Entry[]): Entry | undefined {
  return history.findLast(({ kind }) => kind !== 'publish');
}

/** Whether a supergraph is the one that the last approval or return of a history was signed for. */
export function isActivated(supergraph: string, history: readonly Entry[]): boolean {
  return lastActOf(history)?.supergraph === digestOf(supergraph);
}

/** Whether a key may do this act. */
export function may({ kind, subgraph }: Pick<Entry, 'kind' | 'subgraph'>, known: KnownKey): boolean {
  if (kind === 'publish') return known.publishes.includes(subgraph);
  return known.approves.includes(subgraph) || known.approves.includes('*');
}

function readEntry(text: string): Entry | undefined {
  try {
    const read: unknown = JSON.parse(text);
    return isJsonObject(read) ? (read as unknown as Entry) : undefined;
  } catch {
    return undefined;
  }
}

/** Reads whom a registry knows. @throws ConfigError */
export function readKeys(file: string): Map<string, KnownKey> {
  try {
    return new Map(Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, KnownKey>));
  } catch {
    throw new ConfigError(`${file} must name who may publish and approve: docs/joining.md says how.`);
  }
}

/** What whoever comes second is told. */
export function overtaken(): ConfigError {
  return new ConfigError('Somebody else wrote to the registry meanwhile: look at wasl history, and run this again.');
}
