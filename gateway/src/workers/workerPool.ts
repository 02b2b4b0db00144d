import cluster, { type Worker } from 'node:cluster';
import { setTimeout as sleep } from 'node:timers/promises';
import { tellWorker } from './messages.ts';
import { ending, startWorker, WorkerFailed } from './startWorker.ts';
import { createWorkerWatch } from './workerWatch.ts';

export interface PoolOptions {
  /** How many workers serve. */
  size: number;
  /** Milliseconds that a worker may take to stop; then it is killed. */
  stopDeadlineMs: number;
  log(level: 'info' | 'warn' | 'error', message: string, about?: Record<string, unknown>): void;
  /** Called when no worker serves at the moment. */
  onNoneServes(): void;
  /** Called when no worker serves and none can be started. */
  onGivenUp(reason: Error): void;
}

/** Workers that serve one address; each is restarted when it dies. */
export interface WorkerPool {
  /** Starts all workers. Resolves to the URL, or to undefined when the pool is stopped first. @throws WorkerFailed when none can serve. */
  start(): Promise<string | undefined>;
  /**
   * Replaces the workers one after the other: starts a new one, then stops the old one gracefully.
   * @throws WorkerFailed; the old ones then stay.
   */
  replaceAll(): Promise<void>;
  /** Stops all workers gracefully. Resolves to whether all finished in time. */
  stop(): Promise<boolean>;
  /** Number of workers that serve. */
  serving(): number;
  /** Number of workers that died unexpectedly. */
  deaths(): number;
}

interface Place {
  worker: Worker | undefined;
  /** Consecutive deaths and failed starts. */
  troubles: number;
  failedStarts: number;
}

/** Most failed starts of a worker while no other serves. */
const mostFailedStarts = 5;
/** After this time a worker's death is not counted as a failed start. */
const steadyMs = 60_000;
const longestPauseMs = 30_000;

/** Creates a pool without starting workers. */
export function createWorkerPool({ size, stopDeadlineMs, log, onNoneServes, onGivenUp }: PoolOptions): WorkerPool {
  const places: Place[] = Array.from({ length: size }, () => ({ worker: undefined, troubles: 0, failedStarts: 0 }));
  const ready = new Set<Worker>();
  const stopping = new AbortController();
  const watch = createWorkerWatch({
    onStuck(worker) {
      log('error', 'a worker does not answer any more and is killed', { killed: worker.id });
      worker.process.kill('SIGKILL');
    },
  });
  let deaths = 0;
  let url: string | undefined;

  const serving = () => places.filter(({ worker }) => worker).length;

  async function start(): Promise<Worker | undefined> {
    const started = await startWorker(watch.follow);
    const { worker } = started;
    if (stopping.signal.aborted) {
      worker.process.kill('SIGKILL');
      return undefined;
    }
    ready.add(worker);
    worker.once('exit', () => ready.delete(worker));
    url ??= started.url;
    return worker;
  }

  /** Retries until a worker serves in this place. @throws WorkerFailed when further attempts are hopeless. */
  async function fill(place: Place): Promise<void> {
    while (!stopping.signal.aborted) {
      await sleep(pauseAfter(place.troubles), undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      try {
        const worker = await start();
        if (worker) put(worker, place);
        return;
      } catch (error) {
        if (stopping.signal.aborted) return;
        place.troubles += 1;
        place.failedStarts += 1;
        const isHopeless = (isTold(error) && url === undefined) || place.failedStarts >= mostFailedStarts;
        if (serving() === 0 && isHopeless) throw error;
        if (serving() === 0) onNoneServes();
        log('error', 'a worker could not be started', { reason: reasonOf(error) });
      }
    }
  }

  function put(worker: Worker, place: Place): void {
    const since = performance.now();
    place.worker = worker;
    place.failedStarts = 0;
    worker.once('exit', (code: number | null, signal: string | null) => {
      // A replaced worker has already left its place.
      if (place.worker !== worker) return;
      place.worker = undefined;
      if (stopping.signal.aborted) return;
      deaths += 1;
      if (serving() === 0) onNoneServes();
      place.troubles = performance.now() - since < steadyMs ? place.troubles + 1 : 0;
      log('error', 'a worker died, another takes its place', { died: worker.id, by: ending(code, signal) });
      fill(place).catch(onGivenUp);
    });
  }

  /** Stops a worker gracefully. Resolves to whether it finished in time. */
  function end(worker: Worker, isReplaced: boolean): Promise<boolean> {
    if (worker.isDead()) return Promise.resolve(true);
    tellWorker(worker, { kind: 'stop', isReplaced });
    return new Promise((resolve) => {
      const overdue = setTimeout(() => {
        log('error', 'a worker did not stop in time and was killed', { killed: worker.id });
        worker.process.kill('SIGKILL');
        resolve(false);
      }, stopDeadlineMs);
      worker.once('exit', () => {
        clearTimeout(overdue);
        resolve(true);
      });
    });
  }

  return {
    async start() {
      await Promise.all(places.map(fill));
      return stopping.signal.aborted ? undefined : url;
    },
    async replaceAll() {
      for (const place of places) {
        const old = place.worker;
        // A place without a worker is being filled already.
        const next = old && (await start());
        if (!next || !old) continue;
        if (place.worker === old) put(next, place);
        // The old worker died in the meantime, and its place is being filled already.
        else await end(next, true);
        await end(old, true);
      }
    },
    async stop() {
      stopping.abort();
      watch.stop();
      const workers = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
      const ended = workers.map((worker) => {
        if (ready.has(worker)) return end(worker, false);
        worker.process.kill('SIGKILL');
        return true;
      });
      return (await Promise.all(ended)).every((isInTime) => isInTime);
    },
    serving,
    deaths: () => deaths,
  };
}

/** Milliseconds before the next start: none at first, then doubled each time. */
function pauseAfter(troubles: number): number {
  return troubles < 2 ? 0 : Math.min(longestPauseMs, 250 * 2 ** (troubles - 2));
}

function isTold(error: unknown): boolean {
  return error instanceof WorkerFailed && error.isTold;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
