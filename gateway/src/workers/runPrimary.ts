import cluster from 'node:cluster';
import { createGatewayMetrics } from './gatewayMetrics.ts';
import { passFactsOn } from './factsElsewhere.ts';
import { createKeptKeys } from './keysElsewhere.ts';
import { tellWorker, type WorkerMessage } from './messages.ts';
import type { AdminAddress } from '../server/operatorRoutes.ts';
import type { TlsFiles } from '../server/tls.ts';
import { openStandIn } from './standIn.ts';
import { createWorkerPool, type PoolOptions } from './workerPool.ts';
import { youngGeneration } from './youngGeneration.ts';

export interface PrimaryOptions extends Pick<PoolOptions, 'log' | 'onGivenUp'> {
  /** How many processes serve. */
  workers: number;
  host: string;
  /** 0 picks a free port. */
  port: number;
  /** Files of the listener's TLS, if it has any. */
  tls?: TlsFiles | undefined;
  /** Where health and metrics are served, when not beside the graph. */
  admin?: AdminAddress | undefined;
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
  const standIns = await openStandIns(options);
  // `advanced` serialization keeps numbers that JSON cannot represent, which metrics may have.
  cluster.setupPrimary({
    args: [...process.argv.slice(2), ...standIns.flags],
    execArgv: youngGeneration(),
    serialization: 'advanced',
  });
  const { drainMs, log, onGivenUp } = options;
  const stopDeadlineMs = drainMs + finishDeadlineMs;
  const pool = createWorkerPool({ size: options.workers, stopDeadlineMs, log, onGivenUp, onNoneServes: standIns.open });
  const metrics = createGatewayMetrics(pool);
  const handKeys = createKeptKeys();
  cluster.on('fork', (worker) => {
    metrics.follow(worker);
    passFactsOn(worker);
    handKeys(worker);
    worker.on('message', (message: WorkerMessage) => {
      if (message.kind !== 'listens') return;
      standIns.close();
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
      standIns.close();
      if (!(await pool.stop())) throw new Error('A worker did not stop in time and was killed.');
    },
  };
}

/** Holds the ports, and names them as the flags that workers get. */
async function openStandIns({ host, port, tls, admin }: PrimaryOptions) {
  const graph = await openStandIn(host, port, tls);
  const operators =
    admin &&
    (await openStandIn(admin.host, admin.port).catch((error: unknown) => {
      graph.close();
      throw error;
    }));
  return {
    flags: ['--port', String(graph.port), ...(operators ? ['--admin-port', String(operators.port)] : [])],
    open() {
      graph.open();
      operators?.open();
    },
    close() {
      graph.close();
      operators?.close();
    },
  };
}
