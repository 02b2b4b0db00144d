import { parentPort, workerData } from 'node:worker_threads';
import { type RunningSubgraph, startSubgraph, type SubgraphOptions } from '@wasl/kit/startSubgraph';
import type { SubgraphName } from '@wasl/kit/subgraph';
import { loadSubgraph } from './subgraphs.ts';

/** One of the subgraphs that a worker is started with. */
export interface SubgraphStart {
  name: SubgraphName;
  options: SubgraphOptions;
}

export type SubgraphWorkerMessage =
  | { kind: 'started'; name: SubgraphName; url: string }
  | { kind: 'failed'; name: string; message: string; code?: string; port?: number };

const running: RunningSubgraph[] = [];

async function start({ name, options }: SubgraphStart): Promise<void> {
  const subgraph = await startSubgraph(await loadSubgraph(name), { ...options, isDeceased });
  running.push(subgraph);
  tell({ kind: 'started', name, url: subgraph.url });
}

/** The registry runs in this thread too; until it does, nobody is known to be dead, and the gateway decides all the same. */
async function isDeceased(healthId: string): Promise<boolean> {
  const registry = running.find((subgraph) => subgraph.isDeceased !== undefined);
  return (await registry?.isDeceased?.(healthId)) ?? false;
}

function stop(): void {
  void Promise.all(running.map((subgraph) => subgraph.stop())).finally(() => process.exit(0));
}

function tell(message: SubgraphWorkerMessage): void {
  parentPort?.postMessage(message);
}

const starts = await Promise.allSettled((workerData as SubgraphStart[]).map(start));
const failed = starts.find((each) => each.status === 'rejected');
if (failed) {
  const { code, port, name, message } = failed.reason as Error & { code?: string; port?: number };
  tell({ kind: 'failed', name, message, ...(code !== undefined && { code }), ...(port !== undefined && { port }) });
  stop();
} else {
  parentPort?.once('message', stop);
}
