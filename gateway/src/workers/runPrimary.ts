import cluster from 'node:cluster';
import { createGatewayMetrics } from './gatewayMetrics.ts';
import { passFactsOn } from './factsElsewhere.ts';
import { createKeptKeys } from './keysElsewhere.ts';
import { tellWorker, type WorkerMessage } from './messages.ts';
import { openStandIn } from './standIn.ts';
import { createWorkerPool, type PoolOptions } from './workerPool.ts';

export interface PrimaryOptions extends Pick<PoolOptions, 'log' | 'onGivenUp'> {
  /** How many processes serve. */
  workers: number;
  host: string;
  /** 0 picks a free port. */
  port: number;
  /** Milliseconds for which a worker still answers before it stops. */
  drainMs: number;
}

export interface RunningPrimary {
  /** URL without a trailing slash; undefined when the gateway is stopped before all workers serve. */
  url: Promise<string | undefined>;
  /** Replaces all workers without losing a request. */
  replaceWorkers(): void;
  /** Stops every worker gracefully. @throws Error when one had to be killed. */
  stop(): Promise<void>;
}

/** Milliseconds to finish; longer than any answer may take. */
const finishDeadlineMs = 45_000;

/**
 * Runs this command line in several processes that share one port. `url` rejects with WorkerFailed when no worker can serve.
 * @throws Error with code EADDRINUSE before any is started.
 */
export async function runPrimary(options: PrimaryOptions): Promise<RunningPrimary> {
  const standIn = await openStandIn(options.host, options.port);
  const { port } = standIn;
  // `advanced` serialization keeps numbers that JSON cannot represent, which metrics may have.
  cluster.setupPrimary({ args: [...process.argv.slice(2), '--port', String(port)], serialization: 'advanced' });
  const { drainMs, log, onGivenUp } = options;
  const stopDeadlineMs = drainMs + finishDeadlineMs;
  const pool = createWorkerPool({ size: options.workers, stopDeadlineMs, log, onGivenUp, onNoneServes: standIn.open });
  const metrics = createGatewayMetrics(pool);
  const handKeys = createKeptKeys();
  cluster.on('fork', (worker) => {
    metrics.follow(worker);
    passFactsOn(worker);
    handKeys(worker);
    worker.on('message', (message: WorkerMessage) => {
      if (message.kind !== 'listens') return;
      standIn.close();
      tellWorker(worker, { kind: 'listen' });
    });
  });
  const url = pool.start();
  let replacing: Promise<unknown> = url;
  let isReplacementDue = false;

  async function replace(before: Promise<unknown>): Promise<void> {
    await before;
    isReplacementDue = false;
    log('info', 'workers are being replaced');
    try {
      await pool.replaceAll();
      log('info', 'workers replaced');
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      log('error', 'workers not replaced, the old ones stay', { reason });
    }
  }

  return {
    url,
    replaceWorkers() {
      // A request during a replacement is about later changes: workers are then replaced once more.
      if (isReplacementDue) return;
      isReplacementDue = true;
      replacing = replace(replacing);
    },
    async stop() {
      standIn.close();
      if (!(await pool.stop())) throw new Error('A worker did not stop in time and was killed.');
    },
  };
}
