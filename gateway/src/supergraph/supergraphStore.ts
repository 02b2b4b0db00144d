import { watchFile, unwatchFile } from 'node:fs';
import { type LoadedSupergraph, loadSupergraph, readSupergraphFile, type SupergraphOptions } from './loadSupergraph.ts';

/** The supergraph in force. A changed file is loaded beside the old one and takes its place only when it is good. */
export interface SupergraphStore {
  /** Runs work on the version in force; that version stays open until the work is done. */
  use<T>(work: (supergraph: LoadedSupergraph) => Promise<T>): Promise<T>;
  /** Loads the file again now. @throws WaslError SUPERGRAPH_REFUSED; the old version stays in force. */
  reload(): Promise<void>;
  close(): Promise<void>;
}

interface Version {
  supergraph: LoadedSupergraph;
  users: number;
  isReplaced: boolean;
}

/**
 * Loads a supergraph file and watches it. @throws WaslError SUPERGRAPH_REFUSED when the first load fails.
 * `onReload` hears of each later attempt: undefined when it is in force, the error when it was refused.
 */
export async function openSupergraph(
  file: string,
  options: SupergraphOptions,
  onReload: (error: unknown) => void = () => undefined,
): Promise<SupergraphStore> {
  let current = await open();
  let reloading = Promise.resolve();

  async function open(): Promise<Version> {
    return { supergraph: await loadSupergraph(await readSupergraphFile(file), options), users: 0, isReplaced: false };
  }

  async function reload(): Promise<void> {
    const next = await open();
    const old = current;
    current = next;
    old.isReplaced = true;
    await closeWhenIdle(old);
  }

  watchFile(file, { interval: 1_000, persistent: false }, () => {
    reloading = reloading.then(reload).then(() => onReload(undefined), onReload);
  });

  return {
    async use(work) {
      const version = current;
      version.users += 1;
      try {
        return await work(version.supergraph);
      } finally {
        version.users -= 1;
        if (version.isReplaced) await closeWhenIdle(version);
      }
    },
    reload,
    async close() {
      unwatchFile(file);
      await reloading;
      await current.supergraph.close();
    },
  };
}

async function closeWhenIdle({ isReplaced, users, supergraph }: Version): Promise<void> {
  if (isReplaced && users === 0) await supergraph.close();
}
