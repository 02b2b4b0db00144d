import { randomUUID } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '../../core/configError.ts';
import { overtaken, previousOf, readHistory, readKeys, type Registry } from './registry.ts';
import { digestOf } from './release.ts';

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
  const read = new Set(historyFiles(place('history')));
  const stored = [...read].map((name) => ({
    number: Number.parseInt(name, 10),
    text: readFileSync(place('history', name), 'utf8'),
  }));
  const { entries: history, bad, next, last: lastRead } = readHistory(stored, keys);
  let last = lastRead;
  const supergraphFile = place('supergraph.graphql');
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
    supergraphInForce: () => (existsSync(supergraphFile) ? readFileSync(supergraphFile, 'utf8') : undefined),
    activate(supergraphSdl) {
      // An act on top of what was read composed that too, and brings it in force: an older supergraph must not follow.
      const newer = historyFiles(place('history')).filter((name) => !read.has(name));
      const newTexts = newer.map((name) => readFileSync(place('history', name), 'utf8'));
      if (newTexts.some((text) => /"kind": "(approve|rollback)"/.test(text))) return;
      writeSupergraph(supergraphFile, supergraphSdl);
    },
  };
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
