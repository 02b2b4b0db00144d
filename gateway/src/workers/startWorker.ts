import cluster, { type Worker } from 'node:cluster';
import type { WorkerMessage } from './messages.ts';

/** A worker exited before it could serve. */
export class WorkerFailed extends Error {
  /** Whether the worker itself gave the reason: another attempt would fail for the same one. */
  readonly isTold: boolean;

  constructor(sentence: string, isTold: boolean) {
    super(sentence);
    this.isTold = isTold;
  }
}

export interface StartedWorker {
  worker: Worker;
  url: string;
}

/** Starts a worker, tells of it at once, and waits until it serves. @throws WorkerFailed when it cannot. */
export function startWorker(onFork: (worker: Worker) => void): Promise<StartedWorker> {
  const worker = cluster.fork();
  onFork(worker);
  return new Promise((resolve, reject) => {
    const onMessage = (message: WorkerMessage) => {
      if (message.kind === 'ready') settle(() => resolve({ worker, url: message.url }));
      if (message.kind === 'refused') settle(() => reject(new WorkerFailed(message.sentence, true)));
    };
    const onExit = (code: number | null, signal: string | null) =>
      settle(() => reject(new WorkerFailed(`A worker ended before it could serve: ${ending(code, signal)}.`, false)));
    const onError = (error: Error) =>
      settle(() => reject(new WorkerFailed(`A worker cannot be started: ${error.message}.`, false)));
    function settle(answer: () => void): void {
      worker.off('message', onMessage).off('exit', onExit);
      answer();
    }
    worker.on('message', onMessage).on('exit', onExit).on('error', onError);
  });
}

/** How a process ended. */
export function ending(code: number | null, signal: string | null): string {
  return signal === null || signal === '' ? `exit code ${code}` : signal;
}
