import { randomUUID } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '../../core/configError.ts';
import { isJsonObject } from '../../core/jsonObject.ts';
import { digestOf, type Entry, isSignedBy, type KnownKey } from './release.ts';

/**
 * A registry of plain files, fit for git: `history/<number>.json`, one signed act each; `sdl/<sha-256>.graphql`; `keys.json`; and
 * `supergraph.graphql`, what is in force, which gateways watch.
 */
export interface RegistryFolder {
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
  supergraphFile: string;
  /** What the next entry must bear of the last one that was read. */
  previous: string;
}

/** Opens a registry and verifies its whole history. @throws ConfigError that names the first entry that does not hold */
export function openRegistry(folder: string): RegistryFolder {
  const place = (...path: string[]) => join(folder, ...path);
  const keys = readKeys(place('keys.json'));
  for (const name of ['history', 'sdl']) mkdirSync(place(name), { recursive: true });
  const texts = historyFiles(place('history')).map((name) => readFileSync(place('history', name), 'utf8'));
  const history = readHistory(texts, keys);
  let last = texts.at(-1) ?? '';
  const supergraphFile = place('supergraph.graphql');
  return {
    keys,
    history,
    supergraphFile,
    previous: previousOf(last),
    sdlOf(digest) {
      const file = place('sdl', `${digest}.graphql`);
      const sdl = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
      if (sdl === undefined || digestOf(sdl) !== digest)
        throw new ConfigError(`${file} is missing or was altered: restore it from a copy.`);
      return sdl;
    },
    keepSdl: (sdl) => replaceFile(place('sdl', `${digestOf(sdl)}.graphql`), sdl),
    append(entry) {
      if (entry.previous !== previousOf(last)) throw overtaken();
      last = `${JSON.stringify(entry, null, 2)}\n`;
      createFile(place('history', `${String(entry.number).padStart(6, '0')}.json`), last);
    },
    supergraphInForce: () => (existsSync(supergraphFile) ? readFileSync(supergraphFile, 'utf8') : undefined),
    activate(supergraphSdl) {
      // Running gateways refuse what protects less, unless its hash stands here before they see it.
      replaceFile(`${supergraphFile}.acknowledged`, `${digestOf(supergraphSdl).slice(0, 12)}\n`);
      replaceFile(supergraphFile, supergraphSdl);
    },
  };
}

function previousOf(text: string): string {
  return text === '' ? '' : digestOf(text);
}

function historyFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => /^\d{6}\.json$/.test(name))
    .sort();
}

function readHistory(texts: readonly string[], keys: ReadonlyMap<string, KnownKey>): Entry[] {
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

function readKeys(file: string): Map<string, KnownKey> {
  try {
    return new Map(Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, KnownKey>));
  } catch {
    throw new ConfigError(`${file} must name who may publish and approve: docs/joining.md says how.`);
  }
}

/** Makes a file that nobody may have made before: whoever comes second is refused. */
function createFile(file: string, text: string): void {
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, text, { flush: true });
  try {
    linkSync(draft, file);
  } catch {
    throw overtaken();
  } finally {
    rmSync(draft);
  }
}

/** Readers see the old file or the new one, never a part. */
function replaceFile(file: string, text: string): void {
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, text, { flush: true });
  renameSync(draft, file);
}

function overtaken(): ConfigError {
  return new ConfigError('Somebody else wrote to the registry meanwhile: look at wasl history, and run this again.');
}
