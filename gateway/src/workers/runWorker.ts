import cluster from 'node:cluster';
import type { RunningServer, ServerWorker, StopOptions } from '../server/startServer.ts';
import type { MetricsText } from '../telemetry/metrics.ts';
import type { PrimaryMessage, WorkerMessage } from './messages.ts';

export interface WorkerParts {
  /** Starts the gateway of this process. */
  start(worker: ServerWorker): Promise<RunningServer>;
  /** The sentence that operators get about a failure. */
  sentence(error: unknown): string;
  /** Registers a callback for signals to stop. */
  onSignal(stop: () => Promise<void>): void;
}

/** Milliseconds to wait for the metrics of the whole gateway. */
const figuresDeadlineMs = 5_000;

/** Serves as one worker of a gateway, until the primary or a signal stops it. */
export async function runWorker({ start, sentence, onSignal }: WorkerParts): Promise<void> {
  // SIGHUP is meant for the primary, but a terminal sends it to all processes.
  process.on('SIGHUP', () => undefined);
  process.on('message', ({ kind }: PrimaryMessage) => kind === 'ping' && void tell({ kind: 'pong' }));
  const { readAll, answer } = createReadAll();
  const server = await start({ name: String(cluster.worker?.id), readMetrics: readAll, mayListen }).catch(
    async (error: unknown) => {
      await tell({ kind: 'refused', sentence: sentence(error) });
      process.exit(1);
    },
  );

  let stopped: Promise<void> | undefined;
  const stop = (how?: StopOptions) => (stopped ??= server.stop(how).then(() => tellFigures(server)));
  onSignal(stop);
  process.on('message', (message: PrimaryMessage) => {
    if (message.kind === 'readFigures') void tellFigures(server, message.id);
    if (message.kind === 'all') answer(message.id, message.metrics);
    if (message.kind === 'stop') void stop(message).finally(() => process.exit(0));
  });
  await tell({ kind: 'ready', url: server.url });
}

/** Waits until the primary, which answers while no worker serves, has left the port. */
async function mayListen(): Promise<void> {
  const told = new Promise<void>((resolve) => {
    const onMessage = ({ kind }: PrimaryMessage) => {
      if (kind !== 'listen') return;
      process.off('message', onMessage);
      resolve();
    };
    process.on('message', onMessage);
  });
  await tell({ kind: 'listens' });
  await told;
}

async function tellFigures({ metrics }: RunningServer, id?: number): Promise<void> {
  await tell({ kind: 'figures', ...(id !== undefined && { id }), metrics: await metrics.getMetricsAsJSON() });
}

/** Resolves when the message was sent, or the primary has exited. */
function tell(message: WorkerMessage): Promise<void> {
  return new Promise((resolve) => {
    if (process.connected) process.send?.(message, () => resolve());
    else resolve();
  });
}

/** Makes the function that requests the metrics of all workers from the primary. */
function createReadAll() {
  const waiting = new Map<number, (metrics: MetricsText) => void>();
  let lastId = 0;
  return {
    answer: (id: number, metrics: MetricsText) => waiting.get(id)?.(metrics),
    readAll(): Promise<MetricsText> {
      lastId += 1;
      const id = lastId;
      return new Promise((resolve, reject) => {
        const settle = () => {
          clearTimeout(overdue);
          waiting.delete(id);
        };
        const overdue = setTimeout(() => {
          settle();
          reject(new Error('The primary did not answer with the figures of all workers.'));
        }, figuresDeadlineMs);
        waiting.set(id, (metrics) => {
          settle();
          resolve(metrics);
        });
        void tell({ kind: 'readAll', id });
      });
    },
  };
}
