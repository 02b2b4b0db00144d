import cluster from 'node:cluster';
import { createGatewayMetrics } from './gatewayMetrics.ts';
import { passFactsOn } from './factsElsewhere.ts';
import { tellWorker, type WorkerMessage } from './messages.ts';
import { openStandIn } from './standIn.ts';
import { createWorkerPool, type PoolOptions } from './workerPool.ts';

export interface PrimaryOptions extends Pick<PoolOptions, 'log' | 'onGivenUp'> {
  /** How many processes serve. */
  workers: number;
  host: string;
  /** 0 picks a free port. */
  port: number;
  /** Milliseconds that a worker goes on answering before it stops. */
  drainMs: number;
}

export interface RunningPrimary {
  /** Address without a trailing slash; undefined when it is stopped before all serve. */
  url: Promise<string | undefined>;
  /** Puts new workers in the place of the old ones, without losing a request. */
  replaceWorkers(): void;
  /** Lets every worker finish. @throws Error when one had to be killed. */
  stop(): Promise<void>;
}

/** Longer than any answer may take. */
const finishDeadlineMs = 45_000;

/**
 * Runs this command's line in so many processes that share one port. @throws Error with code EADDRINUSE before any is started.
 * `url` is rejected with WorkerFailed when none comes to serve.
 */
export async function runPrimary(options: PrimaryOptions): Promise<RunningPrimary> {
  const standIn = await openStandIn(options.host, options.port);
  const { port } = standIn;
  // `advanced` keeps numbers that JSON does not know, which figures may be.
  cluster.setupPrimary({ args: [...process.argv.slice(2), '--port', String(port)], serialization: 'advanced' });
  const { drainMs, log, onGivenUp } = options;
  const stopDeadlineMs = drainMs + finishDeadlineMs;
  const pool = createWorkerPool({ size: options.workers, stopDeadlineMs, log, onGivenUp, onNoneServes: standIn.open });
  const metrics = createGatewayMetrics(pool);
  cluster.on('fork', (worker) => {
    metrics.follow(worker);
    passFactsOn(worker);
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
      // One who asks while workers are being replaced wants what has changed since: once more, then.
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
