import cluster, { type Worker } from 'node:cluster';
import type { TokenOptions } from '../pipeline/tokens/tokenVerifier.ts';
import { type PrimaryMessage, tellWorker, type WorkerMessage } from './messages.ts';

type KeyOptions = Pick<TokenOptions, 'knownKeys' | 'onKeysFetched'>;

/** Milliseconds to wait for the primary; without it, keys are fetched as if they were the first. */
const answerDeadlineMs = 2_000;

/** Keys of tokens that another worker has fetched: a new one serves though their issuer cannot be reached. Nothing in a process that is none. */
export async function keysOfOtherWorkers(): Promise<KeyOptions> {
  if (!cluster.isWorker) return {};
  return {
    knownKeys: await readKeys(),
    onKeysFetched: ({ href }, fetched) => send({ kind: 'keysFetched', url: href, fetched }),
  };
}

function readKeys(): Promise<KeyOptions['knownKeys']> {
  return new Promise((resolve) => {
    const settle = (keys: KeyOptions['knownKeys']) => {
      clearTimeout(overdue);
      process.off('message', onMessage);
      resolve(keys);
    };
    const overdue = setTimeout(settle, answerDeadlineMs, undefined);
    const onMessage = (message: PrimaryMessage) => {
      if (message.kind === 'keys') settle(message.keys);
    };
    process.on('message', onMessage);
    send({ kind: 'readKeys' });
  });
}

function send(message: WorkerMessage): void {
  if (process.connected) process.send?.(message, () => undefined);
}

/** Makes what keeps the last keys that any worker has fetched, and hands them to those that ask. */
export function createKeptKeys(): (worker: Worker) => void {
  const kept = new Map<string, Extract<WorkerMessage, { kind: 'keysFetched' }>['fetched']>();
  return (worker) =>
    void worker.on('message', (message: WorkerMessage) => {
      if (message.kind === 'readKeys') tellWorker(worker, { kind: 'keys', keys: kept });
      if (message.kind !== 'keysFetched') return;
      const known = kept.get(message.url);
      if (!known || known.fetchedAt <= message.fetched.fetchedAt) kept.set(message.url, message.fetched);
    });
}
