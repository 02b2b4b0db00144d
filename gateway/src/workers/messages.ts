import type { Worker } from 'node:cluster';
import type { Registry } from 'prom-client';
import type { ChangedFacts } from '../records/changedFacts.ts';
import type { MetricsText } from '../telemetry/metrics.ts';

/** One process's metrics as prom-client hands them from process to process. */
export type MetricsJson = Awaited<ReturnType<Registry['getMetricsAsJSON']>>;

/** What a worker says to the primary. */
export type WorkerMessage =
  /** It is about to listen, and waits for the port to be left to it. */
  | { kind: 'listens' }
  | { kind: 'ready'; url: string }
  /** It cannot start, for a reason that an operator can act on. */
  | { kind: 'refused'; sentence: string }
  /** Its own figures: under the id of the question, or its last ones of its own accord. */
  | { kind: 'figures'; id?: number; metrics: MetricsJson }
  /** A mutation may have changed what is known of patients. */
  | { kind: 'factsChanged'; changed: ChangedFacts }
  /** It wants the figures of the whole gateway. */
  | { kind: 'readAll'; id: number };

/** What the primary says to a worker. */
export type PrimaryMessage =
  | { kind: 'listen' }
  | { kind: 'stop'; isReplaced: boolean }
  | { kind: 'factsChanged'; changed: ChangedFacts }
  | { kind: 'readFigures'; id: number }
  | { kind: 'all'; id: number; metrics: MetricsText };

/** Says something to a worker; one that is about to end may not hear it. */
export function tellWorker(worker: Worker, message: PrimaryMessage): void {
  if (worker.isConnected()) worker.send(message, () => undefined);
}
