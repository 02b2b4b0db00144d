import { WaslError } from '@wasl/schema/errors.ts';
import { FairQueue, type Owned } from '../../core/fairQueue.ts';
import { createPlanningThread, type PlanningThread } from './planningThread.ts';

/** Something for a planning thread to do; `waitedMs` is how long it waited in the queue. */
type Work = (thread: PlanningThread, waitedMs: number) => Promise<string>;

interface Job extends Owned {
  work: Work;
  since: number;
  resolve(text: string): void;
  reject(error: unknown): void;
}

const maxWaiting = 2_000;
/** Most work of one owner that waits. */
const maxWaitingOfOne = 100;
const maxThreads = 2;
/** Milliseconds that work waits before a second thread is started, and after which a second thread without work ends. */
const patienceMs = 100;
const idleMs = 60_000;

/**
 * Makes a queue over planning threads. Each does one job at a time, so that a deadline counts the work alone. A second thread starts
 * while the first is busy for long: no other operation has to wait for one whose plans explode. Nor does one caller's wait behind all of
 * another's.
 */
export function createPlanningQueue() {
  const waiting = new FairQueue<Job>();
  const idle: PlanningThread[] = [];
  const busy = new Set<PlanningThread>();
  const endings = new Map<PlanningThread, NodeJS.Timeout>();
  let impatience: NodeJS.Timeout | undefined;

  function threads(): PlanningThread[] {
    return [...busy, ...idle];
  }

  function start(): void {
    while (waiting.size > 0 && (idle.length > 0 || threads().length === 0)) {
      const job = waiting.take() as Job;
      const thread = idle.shift() ?? createPlanningThread();
      busy.add(thread);
      clearTimeout(endings.get(thread));
      void employ(thread, job);
    }
    if (waiting.size > 0 && threads().length < maxThreads) impatience ??= setTimeout(addThread, patienceMs);
  }

  function addThread(): void {
    impatience = undefined;
    if (waiting.size === 0 || threads().length >= maxThreads) return;
    idle.push(createPlanningThread());
    start();
  }

  async function employ(thread: PlanningThread, job: Job): Promise<void> {
    await job.work(thread, performance.now() - job.since).then(job.resolve, job.reject);
    waiting.done(job);
    busy.delete(thread);
    thread.rest();
    idle.push(thread);
    if (threads().length > 1) endings.set(thread, setTimeout(() => end(thread), idleMs).unref());
    start();
  }

  function end(thread: PlanningThread): void {
    if (busy.has(thread) || threads().length === 1) return;
    endings.delete(thread);
    idle.splice(idle.indexOf(thread), 1);
    thread.end();
  }

  return {
    threads,
    /** How many jobs wait for a thread. */
    waiting: () => waiting.size,
    /**
     * Runs work of somebody once a thread is free. @throws WaslError OVERLOADED when too much is waiting, RATE_LIMITED when too much of theirs
     */
    run(work: Work, owner?: string): Promise<string> {
      if (waiting.size >= maxWaiting) return Promise.reject(new WaslError('OVERLOADED'));
      if (owner !== undefined && waiting.waitingOf(owner) >= maxWaitingOfOne)
        return Promise.reject(new WaslError('RATE_LIMITED', { limit: 'newOperations', retryAfterSeconds: 1 }));
      return new Promise((resolve, reject) => {
        waiting.add({ work, owner, since: performance.now(), resolve, reject });
        start();
      });
    },
  };
}
