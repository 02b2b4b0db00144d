import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError } from '../core/configError.ts';
import type { DocumentStore } from '../documents/documentStore.ts';
import { openFolderStore } from '../documents/stores/folderStore.ts';
import { followStore, type TrustedList } from '../documents/trustedList.ts';
import type { OperationPlace, OperationSettings } from './edgeSettings.ts';
import { logLine } from './logLine.ts';
import { reasonOf } from './openConfiguredAudit.ts';

/** Milliseconds between attempts to read a database at start. */
const retryMs = 1_000;

/** Opens the store of a place; Postgres is loaded where it is used. */
export async function openStore(place: OperationPlace): Promise<DocumentStore> {
  if ('folder' in place) return openFolderStore(place.folder);
  const { openPostgresStore } = await import('../documents/stores/postgresStore.ts');
  return openPostgresStore(place.url);
}

/**
 * The published operations, where they count. A database that does not answer is waited for: after a power failure it may come up later.
 * @throws ConfigError for a folder that cannot be read
 */
export async function openPublished({ mode, place }: OperationSettings): Promise<TrustedList | undefined> {
  if (mode === 'off' || !place) return undefined;
  const store = await openStore(place);
  const trusted = 'folder' in place ? await followFolder(store) : await followDatabase(store);
  if (mode === 'enforce' && trusted.size() === 0)
    logLine('warn', 'no operation is published, so each is refused', { store: store.name });
  return trusted;
}

function follow(store: DocumentStore): Promise<TrustedList> {
  return followStore(store, {
    onUnusable: (id) => logLine('warn', 'a published operation cannot be used', { id, store: store.name }),
    onUnreadable: (cause) => logUnreadable(store, cause),
  });
}

function followFolder(store: DocumentStore): Promise<TrustedList> {
  return follow(store).catch((cause: unknown) => {
    throw new ConfigError(`WASL_OPERATIONS_DIR names ${store.name}, which cannot be read.`, { cause });
  });
}

async function followDatabase(store: DocumentStore): Promise<TrustedList> {
  for (let isTold = false; ; isTold = true) {
    try {
      return await follow(store);
    } catch (cause) {
      if (!isTold) logUnreadable(store, cause);
      await sleep(retryMs);
    }
  }
}

function logUnreadable({ name }: DocumentStore, cause: unknown): void {
  const message = 'the published operations cannot be read, what was known stays';
  logLine('warn', message, { store: name, reason: reasonOf(cause) });
}
