import { parentPort, workerData } from 'node:worker_threads';
import { startSubgraph, type SubgraphOptions } from '@wasl/kit/startSubgraph';
import type { SubgraphName } from '@wasl/kit/subgraph';
import { loadSubgraph } from './subgraphs.ts';

/** What the worker is started with. */
export interface SubgraphWorkerData {
  name: SubgraphName;
  options: SubgraphOptions;
}

export type SubgraphWorkerMessage =
  { kind: 'ready'; url: string } | { kind: 'failed'; message: string; code?: string; port?: number };

const { name, options } = workerData as SubgraphWorkerData;

function tell(message: SubgraphWorkerMessage): void {
  parentPort?.postMessage(message);
}

try {
  const running = await startSubgraph(await loadSubgraph(name), options);
  tell({ kind: 'ready', url: running.url });
  parentPort?.once('message', () => {
    void running.stop().finally(() => process.exit(0));
  });
} catch (error) {
  const { code, port, message } = error as Error & { code?: string; port?: number };
  tell({ kind: 'failed', message, ...(code !== undefined && { code }), ...(port !== undefined && { port }) });
}
