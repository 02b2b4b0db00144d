import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDocumentId } from './documentId.ts';
import type { ManifestEntry } from './manifest.ts';
import { documentSuffix } from './trustedList.ts';

/** Adds documents to a folder, each appearing whole or not at all; answers how many were not there before. */
export function publishDocuments(folder: string, entries: readonly ManifestEntry[]): number {
  mkdirSync(folder, { recursive: true });
  const added = entries.filter(({ id }) => !existsSync(join(folder, id + documentSuffix)));
  for (const { id, text } of added) {
    const draft = join(folder, `.${id}.${randomUUID()}`);
    writeFileSync(draft, text, { flag: 'wx' });
    renameSync(draft, join(folder, id + documentSuffix));
  }
  return added.length;
}

/** The published documents of a folder, by ID. */
export function listDocuments(folder: string): ManifestEntry[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(documentSuffix) && isDocumentId(name.slice(0, -documentSuffix.length)))
    .sort()
    .map((name) => ({
      id: name.slice(0, -documentSuffix.length),
      text: readFileSync(join(folder, name), 'utf8'),
    }));
}

/** Takes a document off the list; answers whether it was on it. */
export function withdrawDocument(folder: string, id: string): boolean {
  const file = join(folder, id + documentSuffix);
  if (!isDocumentId(id) || !existsSync(file)) return false;
  rmSync(file);
  return true;
}
