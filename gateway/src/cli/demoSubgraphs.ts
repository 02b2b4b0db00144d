import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { SubgraphName } from '@wasl/kit/subgraph';
import { logLine } from './logLine.ts';
import type { SubgraphStart, SubgraphWorkerMessage } from './subgraphWorker.ts';

/** The demo's subgraphs, which come back when they die. */
export interface DemoSubgraphs {
  /** URL of each; a subgraph that comes back has the same. */
  urls: ReadonlyMap<SubgraphName, string>;
  /** Whether all of them serve. */
  areUp(): boolean;
  stop(): Promise<void>;
}

interface Running {
  worker: Worker;
  urls: ReadonlyMap<SubgraphName, string>;
  /** Resolves when they no longer serve. */
  ended: Promise<void>;
}

/** Milliseconds before they are started again: short at first, then doubled while that fails. */
const firstPauseMs = 250;
const longestPauseMs = 30_000;
/** After this time the next death is a first one again. */
const steadyMs = 60_000;

/**
 * Starts all subgraphs in one worker thread beside the gateway: one thread each would load the same packages four times and take three
 * times the memory. When it dies, another takes its place on the same ports. @throws what the first start fails with
 */
export async function startDemoSubgraphs(
  starts: readonly SubgraphStart[],
  say: (line: string) => void,
): Promise<DemoSubgraphs> {
  let running: Running | undefined = await start(starts, say);
  const { urls } = running;
  const again = starts.map(({ name, options }) => ({
    name,
    options: { ...options, port: Number(new URL(urls.get(name) ?? '').port) },
  }));
  const stopping = new AbortController();
  const kept = keep(running);

  async function keep(first: Running): Promise<void> {
    let pauseMs = firstPauseMs;
    for (let current = first; ;) {
      const since = performance.now();
      await current.ended;
      running = undefined;
      if (stopping.signal.aborted) return;
      if (performance.now() - since > steadyMs) pauseMs = firstPauseMs;
      say('The subgraphs have stopped by an error and are started again.');
      for (;;) {
        await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
        if (stopping.signal.aborted) return;
        pauseMs = Math.min(pauseMs * 2, longestPauseMs);
        const next = await start(again, () => undefined).catch((error: Error) => say(`subgraphs: ${error.message}`));
        if (!next) continue;
        current = next;
        break;
      }
      running = current;
      say('The subgraphs are back.');
      if (stopping.signal.aborted) return end(current);
    }
  }

  return {
    urls,
    areUp: () => running !== undefined,
    async stop() {
      stopping.abort();
      if (running) await end(running);
      await kept;
    },
  };
}

/** Starts them and waits until all serve. */
function start(starts: readonly SubgraphStart[], say: (line: string) => void): Promise<Running> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./subgraphWorker.js', import.meta.url), { workerData: starts });
    const urls = new Map<SubgraphName, string>();
    const ended = new Promise<void>((done) => worker.once('exit', () => done()));
    void ended.then(() => reject(new Error('The subgraphs ended before they could serve.')));
    worker.on('error', (error) => {
      logLine('error', 'the subgraphs have stopped by an error', {}, error);
      reject(error);
    });
    worker.on('message', (message: SubgraphWorkerMessage) => {
      if (message.kind === 'failed') return reject(Object.assign(new Error(message.message), message));
      say(`${message.name} is ready.`);
      urls.set(message.name, message.url);
      if (urls.size === starts.length) resolve({ worker, urls, ended });
    });
  });
}

function end({ worker, ended }: Running): Promise<void> {
  worker.postMessage('stop');
  return ended;
}
