import cluster, { type Worker } from 'node:cluster';
import type { ChangedFacts, FactsElsewhere } from '../records/changedFacts.ts';
import { type PrimaryMessage, tellWorker, type WorkerMessage } from './messages.ts';

/** A worker's way to the others: through the primary. Undefined in a process that is none. */
export function factsOfOtherWorkers(): FactsElsewhere | undefined {
  if (!cluster.isWorker) return undefined;
  return {
    tell(changed: ChangedFacts) {
      if (process.connected) process.send?.({ kind: 'factsChanged', changed } satisfies WorkerMessage, () => undefined);
    },
    onTold(listener) {
      process.on('message', (message: PrimaryMessage) => {
        if (message.kind === 'factsChanged') listener(message.changed);
      });
    },
  };
}

/** Hands what a worker says on to all others. */
export function passFactsOn(worker: Worker): void {
  worker.on('message', (message: WorkerMessage) => {
    if (message.kind !== 'factsChanged') return;
    for (const other of Object.values(cluster.workers ?? {}))
      if (other && other.id !== worker.id) tellWorker(other, message);
  });
}
