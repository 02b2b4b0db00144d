import type { Worker } from 'node:cluster';
import type { Registry } from 'prom-client';
import type { FetchedKeys } from '../pipeline/tokens/keySet.ts';
import type { ChangedFacts } from '../records/changedFacts.ts';
import type { MetricsText } from '../telemetry/metrics.ts';

/** One process's metrics in prom-client's JSON form. */
export type MetricsJson = Awaited<ReturnType<Registry['getMetricsAsJSON']>>;

/** Messages from a worker to the primary. */
export type WorkerMessage =
  /** It is about to listen, and waits until the stand-in has left the port. */
  | { kind: 'listens' }
  | { kind: 'ready'; url: string }
  /** It cannot start, for a reason that an operator can act on. */
  | { kind: 'refused'; sentence: string }
  /** Its own metrics: with the request's id, or unasked when it ends. */
  | { kind: 'figures'; id?: number; metrics: MetricsJson }
  /** A mutation may have changed what is known of patients. */
  | { kind: 'factsChanged'; changed: ChangedFacts }
  /** It fetched the keys of tokens. */
  | { kind: 'keysFetched'; url: string; fetched: FetchedKeys }
  /** It wants the keys that others fetched. */
  | { kind: 'readKeys' }
  /** It is not stuck. */
  | { kind: 'pong' }
  /** It wants the figures of the whole gateway. */
  | { kind: 'readAll'; id: number };

/** Messages from the primary to a worker. */
export type PrimaryMessage =
  | { kind: 'listen' }
  | { kind: 'ping' }
  | { kind: 'keys'; keys: ReadonlyMap<string, FetchedKeys> }
  | { kind: 'stop'; isReplaced: boolean }
  | { kind: 'factsChanged'; changed: ChangedFacts }
  | { kind: 'readFigures'; id: number }
  | { kind: 'all'; id: number; metrics: MetricsText };

/** Sends a message to a worker; one that is about to exit may not receive it. */
export function tellWorker(worker: Worker, message: PrimaryMessage): void {
  if (worker.isConnected()) worker.send(message, () => undefined);
}
