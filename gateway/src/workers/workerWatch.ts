import type { Worker } from 'node:cluster';
import { tellWorker, type WorkerMessage } from './messages.ts';

export interface WatchOptions {
  /** Milliseconds between two questions to each worker. Default 1 000. */
  everyMs?: number;
  /** Questions in a row that may stay without an answer. Default 15. */
  patience?: number;
  /** The same for a worker that has not answered any yet: it is still loading. Default 90. */
  startPatience?: number;
  /** Called once for a worker that does not answer. */
  onStuck(worker: Worker): void;
}

/** Finds workers that are there and do nothing: frozen, or in a loop without end. */
export interface WorkerWatch {
  /** Asks a worker again and again, from its start until it exits. */
  follow(worker: Worker): void;
  stop(): void;
}

/**
 * Creates a watch. It counts questions, not time: when the whole machine stood still, nobody is to blame.
 */
export function createWorkerWatch({
  everyMs = 1_000,
  patience = 15,
  startPatience = 90,
  onStuck,
}: WatchOptions): WorkerWatch {
  const unanswered = new Map<Worker, number>();
  const started = new WeakSet<Worker>();

  const ticking = setInterval(() => {
    for (const [worker, count] of unanswered) {
      if (count < (started.has(worker) ? patience : startPatience)) {
        unanswered.set(worker, count + 1);
        tellWorker(worker, { kind: 'ping' });
      } else {
        unanswered.delete(worker);
        onStuck(worker);
      }
    }
  }, everyMs).unref();

  return {
    follow(worker) {
      unanswered.set(worker, 0);
      worker.on('message', ({ kind }: WorkerMessage) => {
        if (kind !== 'pong' || !unanswered.has(worker)) return;
        started.add(worker);
        unanswered.set(worker, 0);
      });
      worker.once('exit', () => unanswered.delete(worker));
    },
    stop: () => clearInterval(ticking),
  };
}
