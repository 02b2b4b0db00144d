import type { Worker } from 'node:cluster';
import { AggregatorRegistry, Registry } from 'prom-client';
import { type MetricsText, printMetrics } from '../telemetry/metrics.ts';
import { counter, gauge } from '../telemetry/plainMetric.ts';
import { type MetricsJson, tellWorker, type WorkerMessage } from './messages.ts';
import type { WorkerPool } from './workerPool.ts';

/** Milliseconds to wait for a worker's metrics before its last known ones are used. */
const answerDeadlineMs = 1_000;

/** The metrics of the whole gateway: those of its workers, and the counts of workers that have ended. */
export interface GatewayMetrics {
  /** Collects a worker's metrics until it exits. */
  follow(worker: Worker): void;
  read(): Promise<MetricsText>;
}

/** Creates the sum of all workers' metrics. */
export function createGatewayMetrics(pool: Pick<WorkerPool, 'serving' | 'deaths'>): GatewayMetrics {
  const own = new Registry();
  own.registerMetric(gauge('wasl_workers', 'Workers that serve', pool.serving));
  own.registerMetric(counter('wasl_worker_deaths_total', 'Workers that died without being asked to', pool.deaths));
  const latest = new Map<Worker, MetricsJson>();
  const waiting = new Map<number, () => void>();
  let gone: MetricsJson = [];
  let lastId = 0;

  function ask(worker: Worker): Promise<void> {
    lastId += 1;
    const id = lastId;
    return new Promise((resolve) => {
      const settle = () => {
        clearTimeout(overdue);
        worker.off('exit', settle);
        waiting.delete(id);
        resolve();
      };
      const overdue = setTimeout(settle, answerDeadlineMs);
      waiting.set(id, settle);
      worker.once('exit', settle);
      tellWorker(worker, { kind: 'readFigures', id });
    });
  }

  async function read(): Promise<MetricsText> {
    await Promise.all([...latest.keys()].map(ask));
    const ofPrimary = await own.getMetricsAsJSON();
    return printMetrics(sum([...latest.values(), gone, ofPrimary]));
  }

  return {
    read,
    follow(worker) {
      worker.on('message', (message: WorkerMessage) => {
        if (message.kind === 'ready') latest.set(worker, []);
        if (message.kind === 'figures') {
          latest.set(worker, message.metrics);
          if (message.id !== undefined) waiting.get(message.id)?.();
        }
        if (message.kind === 'readAll')
          void read().then((metrics) => tellWorker(worker, { kind: 'all', id: message.id, metrics }));
      });
      worker.once('exit', () => {
        const counted = (latest.get(worker) ?? []).filter(({ type }) => isCounted(type));
        latest.delete(worker);
        gone = sum([gone, counted]).getMetricsAsArray() as unknown as MetricsJson;
      });
    },
  };
}

/** Whether a metric still counts after its process has ended: counts do, gauges do not. */
function isCounted(type: unknown): boolean {
  return type === 'counter' || type === 'histogram';
}

/** Sums metrics. prom-client's types are too narrow here: the metrics do hold plain values. */
function sum(all: MetricsJson[]): Registry {
  return AggregatorRegistry.aggregate(all);
}
