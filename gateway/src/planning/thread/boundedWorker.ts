import { setFlagsFromString } from 'node:v8';
import { Worker, type WorkerOptions } from 'node:worker_threads';

/**
 * Starts a thread with the young generation that its `resourceLimits` say. What a command line says of that, V8 takes for every heap that is
 * made in the process, over the limits of a thread; the heaps that are there keep the size that they have.
 */
export function startBoundedWorker(file: URL | string, options: WorkerOptions): Worker {
  setFlagsFromString('--max-semi-space-size=0');
  return new Worker(file, options);
}
