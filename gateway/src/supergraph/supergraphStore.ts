import { setMaxListeners } from 'node:events';
import { watchFile, unwatchFile } from 'node:fs';
import { type LoadedSupergraph, loadSupergraph, readSupergraphFile, type SupergraphOptions } from './loadSupergraph.ts';

/** The supergraph in force. A changed file is loaded beside the old one and takes its place only when it is good. */
export interface SupergraphStore {
  /** Holds the version in force: it stays open until it is released, though another may have taken its place. */
  acquire(): HeldVersion;
  /** The version in force, for a question that is answered at once. */
  current(): LoadedSupergraph;
  /** Loads the file again, after any attempt that is under way. @throws WaslError SUPERGRAPH_REFUSED; the old version stays. */
  reload(): Promise<void>;
  close(): Promise<void>;
}

/** So many operations are planned before a new version comes into force: the first portal to ask should not wait. */
const mostWarmed = 100;

/** A version of the supergraph that somebody works with. */
export interface HeldVersion {
  supergraph: LoadedSupergraph;
  /** Tells work that lasts to come to its end: a newer version has been in force for a while. */
  outdated: AbortSignal;
  /** Lets the version go; to be called once. */
  release(): void;
}

interface Version {
  supergraph: LoadedSupergraph;
  users: number;
  isReplaced: boolean;
  outdating: AbortController;
}

export interface StoreOptions extends SupergraphOptions {
  /** Milliseconds that lasting work, such as a subscription, may go on with a version that was replaced. Default 30 000. */
  outdatedAfterMs?: number | undefined;
  /** Called when another version has come into force, before anybody else hears of it. */
  onReplaced?(): void;
}

/**
 * Loads a supergraph file and watches it. @throws WaslError SUPERGRAPH_REFUSED when the first load fails.
 * `onReload` hears of each later attempt: undefined when it is in force, the error when it was refused.
 */
export async function openSupergraph(
  file: string,
  options: StoreOptions,
  onReload: (error: unknown) => void = () => undefined,
): Promise<SupergraphStore> {
  // Watched from before it is read: what changes meanwhile is not missed.
  watchFile(file, { interval: 1_000, persistent: false }, onChange);
  const opening = open();
  let reloading: Promise<unknown> = opening;
  let current = await opening.catch((error: unknown) => {
    unwatchFile(file, onChange);
    throw error;
  });

  function onChange(): void {
    const reloadNow = () => reload().then(() => onReload(undefined), onReload);
    void opening.then(reloadNow, () => undefined);
  }

  async function open(): Promise<Version> {
    const supergraph = await loadSupergraph(await readSupergraphFile(file), options);
    const outdating = new AbortController();
    // Every stream listens.
    setMaxListeners(0, outdating.signal);
    return { supergraph, users: 0, isReplaced: false, outdating };
  }

  /** One after the other: what was read first must not come into force last. */
  function reload(): Promise<void> {
    const turn = reloading.then(replace);
    reloading = turn.catch(() => undefined);
    return turn;
  }

  async function replace(): Promise<void> {
    const next = await open();
    const old = current;
    await next.supergraph.executor.warm(old.supergraph.executor.mostUsed(mostWarmed));
    current = next;
    old.isReplaced = true;
    options.onReplaced?.();
    if (old.users > 0) setTimeout(() => old.outdating.abort(), options.outdatedAfterMs ?? 30_000).unref();
    await closeWhenIdle(old);
  }

  return {
    acquire() {
      const version = current;
      version.users += 1;
      return {
        supergraph: version.supergraph,
        outdated: version.outdating.signal,
        release() {
          version.users -= 1;
          void closeWhenIdle(version);
        },
      };
    },
    current: () => current.supergraph,
    reload,
    async close() {
      unwatchFile(file, onChange);
      await reloading;
      await current.supergraph.close();
    },
  };
}

async function closeWhenIdle({ isReplaced, users, supergraph }: Version): Promise<void> {
  if (isReplaced && users === 0) await supergraph.close();
}
