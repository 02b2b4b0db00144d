import { WaslError } from '@wasl/schema/errors.ts';
import { createPlanningThread, type PlanningThread } from './planningThread.ts';

/** What is to be done by one of the threads, and how long it had to wait for its turn. */
type Work = (thread: PlanningThread, waitedMs: number) => Promise<string>;

interface Job {
  work: Work;
  since: number;
  resolve(text: string): void;
  reject(error: unknown): void;
}

const mostWaiting = 2_000;
const mostThreads = 2;
/** Milliseconds after which one who waits gets another thread, and after which a thread with nothing to do ends. */
const patienceMs = 100;
const idleMs = 60_000;

/**
 * Planning threads, each with one job at a time, so that a deadline counts the work alone. A second one starts while the
 * first is long at something: nobody else has to wait for an operation whose plans explode.
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
    if (waiting.length > 0 && threads().length < mostThreads) impatience ??= setTimeout(addThread, patienceMs);
  }

  function addThread(): void {
    impatience = undefined;
    if (waiting.length === 0 || threads().length >= mostThreads) return;
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
    /** Has work done in its turn. @throws WaslError OVERLOADED when too much is waiting */
    run(work: Work): Promise<string> {
      if (waiting.length >= mostWaiting) return Promise.reject(new WaslError('OVERLOADED'));
      return new Promise((resolve, reject) => {
        waiting.push({ work, since: performance.now(), resolve, reject });
        start();
      });
    },
  };
}
