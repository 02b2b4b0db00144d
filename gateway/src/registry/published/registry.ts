import { readFileSync } from 'node:fs';
import { ConfigError } from '../../core/configError.ts';
import { isJsonObject } from '../../core/jsonObject.ts';
import { digestOf, type Entry, isSignedBy, type KnownKey } from './release.ts';

/** A registry as it was when it was opened, with what is to be written to it. */
export interface Registry {
  keys: ReadonlyMap<string, KnownKey>;
  /** Verified when it is read. */
  history: readonly Entry[];
  /** The stored SDL. @throws ConfigError where it is missing or is another */
  sdlOf(digest: string): string;
  keepSdl(sdl: string): void;
  /** Adds the next entry. @throws ConfigError where somebody else added one meanwhile */
  append(entry: Entry): void;
  /** Puts a supergraph in force, as a whole or not at all: a signed act stands for it, so that gateways take it whatever it protects less. */
  activate(supergraphSdl: string): void;
  /** What was activated last; undefined before anything was. */
  supergraphInForce(): string | undefined;
  /** What the next entry must bear of the last one that was read. */
  previous: string;
}

/** The digest by which the next entry names the last one's text; empty where there is none. */
export function previousOf(text: string): string {
  return text === '' ? '' : digestOf(text);
}

/** Verifies all entries, given as they are stored. @throws ConfigError that names the first one that does not hold */
export function readHistory(texts: readonly string[], keys: ReadonlyMap<string, KnownKey>): Entry[] {
  let previous = '';
  return texts.map((text, index) => {
    const number = index + 1;
    const entry = readEntry(text);
    const known = entry && keys.get(entry.by);
    const holds =
      entry &&
      known &&
      entry.number === number &&
      entry.previous === previous &&
      isSignedBy(entry, known) &&
      may(entry, known);
    if (!holds)
      throw new ConfigError(
        `Entry ${number} of the registry's history does not hold: it was altered, is out of its place, or nobody who may signed it.`,
      );
    previous = digestOf(text);
    return entry;
  });
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
