import { WaslError } from '@wasl/schema/errors.ts';
import { createPlanningThread, type PlanningThread } from './planningThread.ts';

/** Something for a planning thread to do; `waitedMs` is how long it waited in the queue. */
type Work = (thread: PlanningThread, waitedMs: number) => Promise<string>;

interface Job {
  work: Work;
  since: number;
  resolve(text: string): void;
  reject(error: unknown): void;
}

const maxWaiting = 2_000;
const maxThreads = 2;
/** Milliseconds that work waits before a second thread is started, and after which a second thread without work ends. */
const patienceMs = 100;
const idleMs = 60_000;

/**
 * Makes a queue over planning threads. Each does one job at a time, so that a deadline counts the work alone. A second thread starts
 * while the first is busy for long: no other operation has to wait for one whose plans explode.
 */
export function createPlanningQueue() {
  const waiting: Job[] = [];
  const idle: PlanningThread[] = [];
  const busy = new Set<PlanningThread>();
  const endings = new Map<PlanningThread, NodeJS.Timeout>();
  let impatience: NodeJS.Timeout | undefined;

  function threads(): PlanningThread[] {
    return [...busy, ...idle];
  }

  function start(): void {
    while (waiting.length > 0 && (idle.length > 0 || threads().length === 0)) {
      const job = waiting.shift() as Job;
      const thread = idle.shift() ?? createPlanningThread();
      busy.add(thread);
      clearTimeout(endings.get(thread));
      void employ(thread, job);
    }
    if (waiting.length > 0 && threads().length < maxThreads) impatience ??= setTimeout(addThread, patienceMs);
  }

  function addThread(): void {
    impatience = undefined;
    if (waiting.length === 0 || threads().length >= maxThreads) return;
    idle.push(createPlanningThread());
    start();
  }

  async function employ(thread: PlanningThread, { work, since, resolve, reject }: Job): Promise<void> {
    await work(thread, performance.now() - since).then(resolve, reject);
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
    waiting: () => waiting.length,
    /** Runs work once a thread is free. @throws WaslError OVERLOADED when too much is waiting */
    run(work: Work): Promise<string> {
      if (waiting.length >= maxWaiting) return Promise.reject(new WaslError('OVERLOADED'));
      return new Promise((resolve, reject) => {
        waiting.push({ work, since: performance.now(), resolve, reject });
        start();
      });
    },
  };
}
