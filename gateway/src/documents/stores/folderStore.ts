import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDocumentId } from '../documentId.ts';
import type { DocumentStore } from '../documentStore.ts';

/** What a published document's file is called: its ID and this. */
const suffix = '.graphql';

/** Documents in a folder, a file for each, which appears whole or not at all. */
export function openFolderStore(folder: string): DocumentStore {
  let changedAt = NaN;
  const fileOf = (id: string) => join(folder, id + suffix);

  return {
    name: folder,
    async publish(entries) {
      mkdirSync(folder, { recursive: true });
      const added = entries.filter(({ id }) => !existsSync(fileOf(id)));
      for (const { id, text } of added) {
        const draft = join(folder, `.${id}.${randomUUID()}`);
        writeFileSync(draft, text, { flag: 'wx' });
        renameSync(draft, fileOf(id));
      }
      return added.length;
    },
    list: async () => idsIn(folder).map((id) => ({ id, text: readFileSync(fileOf(id), 'utf8') })),
    async withdraw(id) {
      if (!isDocumentId(id) || !existsSync(fileOf(id))) return false;
      rmSync(fileOf(id));
      return true;
    },
    async readChanged(known) {
      const { mtimeMs } = statSync(folder);
      if (mtimeMs === changedAt) return undefined;
      const found = new Map(idsIn(folder).map((id) => [id, known.get(id) ?? readFileSync(fileOf(id), 'utf8')]));
      // Within the clock's own grain of the change there may be another one with the same time.
      changedAt = Date.now() - mtimeMs > 2_000 ? mtimeMs : NaN;
      return found;
    },
    close: async () => undefined,
  };
}

function idsIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(suffix))
    .map((name) => name.slice(0, -suffix.length))
    .filter(isDocumentId)
    .sort();
}
