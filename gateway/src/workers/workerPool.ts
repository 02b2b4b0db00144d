import cluster, { type Worker } from 'node:cluster';
import { setTimeout as sleep } from 'node:timers/promises';
import { tellWorker } from './messages.ts';
import { ending, startWorker, WorkerFailed } from './startWorker.ts';

export interface PoolOptions {
  /** How many workers serve. */
  size: number;
  /** Milliseconds that a worker may take to stop; it is killed then. */
  stopDeadlineMs: number;
  log(level: 'info' | 'warn' | 'error', message: string, about?: Record<string, unknown>): void;
  /** Hears that none serves at the moment. */
  onNoneServes(): void;
  /** Hears that none serves any more and none can be started. */
  onGivenUp(reason: Error): void;
}

/** Workers that serve one address, each of which is started again when it dies. */
export interface WorkerPool {
  /** Starts them all; answers the address, or undefined when it is stopped before. @throws WorkerFailed when none comes to serve. */
  start(): Promise<string | undefined>;
  /** Starts a new worker for each, one after the other, and lets the old one finish. @throws WorkerFailed; the old ones stay then. */
  replaceAll(): Promise<void>;
  /** Lets all finish what is in flight. Answers whether all did in time. */
  stop(): Promise<boolean>;
  /** Workers that serve. */
  serving(): number;
  /** How many died without being asked to. */
  deaths(): number;
}

interface Place {
  worker: Worker | undefined;
  /** Deaths and failed starts in a row. */
  troubles: number;
  failedStarts: number;
}

/** So often a worker may fail to start, while no other serves. */
const mostFailedStarts = 5;
/** A worker that lived this long did not die of how it was started. */
const steadyMs = 60_000;
const longestPauseMs = 30_000;

/** Makes a pool; nothing runs yet. */
export function createWorkerPool({ size, stopDeadlineMs, log, onNoneServes, onGivenUp }: PoolOptions): WorkerPool {
  const places: Place[] = Array.from({ length: size }, () => ({ worker: undefined, troubles: 0, failedStarts: 0 }));
  const ready = new Set<Worker>();
  const stopping = new AbortController();
  let deaths = 0;
  let url: string | undefined;

  const serving = () => places.filter(({ worker }) => worker).length;

  async function start(): Promise<Worker | undefined> {
    const started = await startWorker();
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

  /** Tries until a worker serves in this place. @throws WorkerFailed when there is no hope. */
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
      // A worker that was replaced has left its place before.
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

  /** Lets a worker finish. Answers whether it did in time. */
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
        // A place without a worker is about to get a new one anyhow.
        const next = old && (await start());
        if (!next || !old) continue;
        if (place.worker === old) put(next, place);
        // The old one died meanwhile, and its place is being filled already.
        else await end(next, true);
        await end(old, true);
      }
    },
    async stop() {
      stopping.abort();
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

/** The first time at once, then twice as long each time. */
function pauseAfter(troubles: number): number {
  return troubles < 2 ? 0 : Math.min(longestPauseMs, 250 * 2 ** (troubles - 2));
}

function isTold(error: unknown): boolean {
  return error instanceof WorkerFailed && error.isTold;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
