import { randomUUID } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '../../core/configError.ts';
import { overtaken, previousOf, readHistory, readKeys, type Registry, type StoredEntry } from './registry.ts';
import { digestOf, type Entry } from './release.ts';

/**
 * A registry of plain files, fit for git: `history/<number>.json`, one signed act each; `sdl/<sha-256>.graphql`; `keys.json`; and
 * `supergraph.graphql`, what is in force, which gateways watch. What is written stands at once.
 */
export interface RegistryFolder extends Registry {
  supergraphFile: string;
}

/** Opens a registry and verifies its whole history. @throws ConfigError that names the first entry that does not hold */
export function openRegistry(folder: string): RegistryFolder {
  const place = (...path: string[]) => join(folder, ...path);
  const keys = readKeys(place('keys.json'));
  for (const name of ['history', 'sdl']) mkdirSync(place(name), { recursive: true });
  const stored = readStoredEntries(folder);
  const read = new Set(stored.map(({ number }) => fileOf(number)));
  const { entries: history, bad, next, last: lastRead } = readHistory(stored, keys);
  let last = lastRead;
  const supergraphFile = place('supergraph.graphql');
  const supergraph = existsSync(supergraphFile) ? readFileSync(supergraphFile, 'utf8') : undefined;
  return {
    keys,
    history,
    bad,
    next,
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
      const name = fileOf(entry.number);
      createFile(place('history', name), last);
      read.add(name);
    },
    supergraphInForce() {
      if (supergraph !== undefined) requireSigned(supergraph, history, supergraphFile);
      return supergraph;
    },
    activate(supergraphSdl) {
      // An act on top of what was read composed that too, and brings it in force: an older supergraph must not follow.
      const newer = historyFiles(place('history')).filter((name) => !read.has(name));
      const newTexts = newer.map((name) => readFileSync(place('history', name), 'utf8'));
      if (newTexts.some((text) => /"kind": "(approve|rollback)"/.test(text))) return;
      writeSupergraph(supergraphFile, supergraphSdl);
    },
  };
}

/**
 * The next act takes other subgraphs' addresses from there: nobody is to sign for those that somebody wrote into the file. The one before the last
 * act is there too, where whoever acted was cut off. @throws ConfigError for another
 */
function requireSigned(supergraph: string, history: readonly Entry[], file: string): void {
  const [last, before] = history.filter(({ kind }) => kind !== 'publish').toReversed();
  const digest = digestOf(supergraph);
  if (!last || [last, before].some((act) => act && (act.supergraph ?? digest) === digest)) return;
  throw new ConfigError(
    `${file} is not what entry ${last.number} was signed for: restore it from a copy, or remove it, and approve once more what is in force; addresses are then those of compose.yaml. — ليس الملف ما وُقّع عليه في القيد ${last.number}: استعده من نسخة، أو احذفه ووافق ثانية على ما هو سارٍ، فتكون العناوين عناوين compose.yaml.`,
  );
}

/** What lies in the history of a registry's folder, in the order of its numbers; nothing where there is none. */
export function readStoredEntries(folder: string): StoredEntry[] {
  const history = join(folder, 'history');
  if (!existsSync(history)) return [];
  return historyFiles(history).map((name) => ({
    number: Number.parseInt(name, 10),
    text: readFileSync(join(history, name), 'utf8'),
  }));
}

/** Writes a supergraph that a signed act stands for to the file that gateways watch. */
export function writeSupergraph(file: string, supergraphSdl: string): void {
  // Running gateways refuse what protects less, unless its hash stands here before they see it.
  replaceFile(`${file}.acknowledged`, `${digestOf(supergraphSdl).slice(0, 12)}\n`);
  replaceFile(file, supergraphSdl);
}

function fileOf(number: number): string {
  return `${String(number).padStart(6, '0')}.json`;
}

function historyFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => /^\d{6}\.json$/.test(name))
    .sort();
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
