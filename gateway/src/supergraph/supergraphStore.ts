import { setMaxListeners } from 'node:events';
import { type Stats, unwatchFile, watchFile } from 'node:fs';
import { beginToCollect } from '../core/collectGarbage.ts';
import { type LoadedSupergraph, loadSupergraph, readSupergraphFile, type SupergraphOptions } from './loadSupergraph.ts';

/** The supergraph in force. A changed file is loaded beside the old version, and replaces it only if it is valid. */
export interface SupergraphStore {
  /** Acquires the version in force: it stays open until it is released, even after it was replaced. */
  acquire(): HeldVersion;
  /** The version in force, for synchronous use. */
  current(): LoadedSupergraph;
  /** Loads the file again, after any load in progress. @throws WaslError SUPERGRAPH_REFUSED; the old version then stays in force. */
  reload(): Promise<void>;
  close(): Promise<void>;
}

/** Most operations that are planned before a new version comes into force, so that their next requests need not wait. */
const mostWarmed = 100;

/** An acquired version of the supergraph. */
export interface HeldVersion {
  supergraph: LoadedSupergraph;
  /** Aborted when long-running work must end because a newer version has been in force for a while. */
  outdated: AbortSignal;
  /** Releases the version; must be called once. */
  release(): void;
}

interface Version {
  supergraph: LoadedSupergraph;
  users: number;
  isReplaced: boolean;
  outdating: AbortController;
}

export interface StoreOptions extends SupergraphOptions {
  /** Milliseconds for which long-running work, such as a subscription, may continue with a replaced version. Default 30 000. */
  outdatedAfterMs?: number | undefined;
  /**
   * Compares a new version with the one in force, and rejects to keep that one; `acknowledged` is the file beside the supergraph in which its
   * keeper writes hashes of versions that are meant all the same. Default: every version that loads replaces the older one.
   */
  refuseWeaker?(inForce: LoadedSupergraph, next: LoadedSupergraph, acknowledged: string): Promise<void>;
  /** Says whether a supergraph that was read may be served at all, and by which other files it may say something else. Default: any may. */
  seal?: { files: readonly string[]; verify(sdl: string): void } | undefined;
  /** Called when a new version has come into force, before any other notification. */
  onReplaced?(): void;
}

/**
 * Loads a supergraph file and watches it, and what else it may be refused by: the file that acknowledges weaker versions, the seal's. `onReload` is called after each later load: with
 * undefined when the new version is in force, with the error when it was refused.
 * @throws WaslError SUPERGRAPH_REFUSED when the first load fails.
 */
export async function openSupergraph(
  file: string,
  options: StoreOptions,
  onReload: (error: unknown) => void = () => undefined,
): Promise<SupergraphStore> {
  // Watching starts before the first read, so that no change is missed.
  watchFile(file, { interval: 1_000, persistent: false }, onChange);
  const reasons = [acknowledgedFile(file), ...(options.seal?.files ?? [])];
  for (const reason of reasons) watchFile(reason, { interval: 1_000, persistent: false }, onReason);
  let isRefused = false;
  const opening = open();
  // Without its value: what refers to it for as long as the file is watched would keep the first version.
  const opened = opening.then(() => undefined);
  let reloading: Promise<void> = opened;
  opened.catch(() => undefined);
  let current = await opening.catch((error: unknown) => {
    unwatch();
    throw error;
  });

  function unwatch(): void {
    unwatchFile(file, onChange);
    for (const reason of reasons) unwatchFile(reason, onReason);
  }

  /** Node calls a listener once for a file that is not there, of which nothing has changed. Only what was refused is loaded again. */
  function onReason(now: Stats, before: Stats): void {
    if (isRefused && now.mtimeMs !== before.mtimeMs) onChange();
  }

  function onChange(): void {
    void opened.then(reloadNow, () => undefined);
  }

  async function reloadNow(): Promise<void> {
    const error: unknown = await reload().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    isRefused = error !== undefined;
    onReload(error);
  }

  async function open(): Promise<Version> {
    const sdl = await readSupergraphFile(file);
    options.seal?.verify(sdl);
    const supergraph = await loadSupergraph(sdl, options);
    const outdating = new AbortController();
    // Every stream adds a listener.
    setMaxListeners(0, outdating.signal);
    return { supergraph, users: 0, isReplaced: false, outdating };
  }

  /** Reloads run one after the other: an older read must not replace a newer one. */
  function reload(): Promise<void> {
    const turn = reloading.then(replace);
    reloading = turn.catch(() => undefined);
    return turn;
  }

  async function replace(): Promise<void> {
    const next = await open();
    const old = current;
    await options
      .refuseWeaker?.(old.supergraph, next.supergraph, acknowledgedFile(file))
      .catch(async (error: unknown) => {
        await next.supergraph.close();
        throw error;
      });
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
      unwatch();
      await reloading;
      await current.supergraph.close();
    },
  };
}

function acknowledgedFile(supergraphFile: string): string {
  return `${supergraphFile}.acknowledged`;
}

async function closeWhenIdle({ isReplaced, users, supergraph }: Version): Promise<void> {
  if (!isReplaced || users > 0) return;
  await supergraph.close();
  // Once its last user is through: V8 by itself lets replaced versions gather until the heap holds several times what it needs. A version
  // that is replaced while V8 collects already goes with the next.
  setImmediate(beginToCollect);
}
