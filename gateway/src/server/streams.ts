import { setMaxListeners } from 'node:events';
import { WaslError } from '@wasl/schema/errors.ts';

/** The streams that a process serves at once. */
export interface Streams {
  /** Runs one. `stopping` tells it to come to its end. @throws WaslError OVERLOADED or SHUTTING_DOWN at once. */
  run<T>(stream: (stopping: AbortSignal) => Promise<T>): Promise<T>;
  /** How many there are. */
  size(): number;
  /** Ends them all and waits for that; none begins any more. */
  stop(): Promise<void>;
}

/** Lets in so many streams and no more. */
export function createStreams(limit: number): Streams {
  const running = new Set<Promise<unknown>>();
  const stopping = new AbortController();
  // Every stream listens.
  setMaxListeners(0, stopping.signal);
  return {
    async run(stream) {
      if (stopping.signal.aborted) throw new WaslError('SHUTTING_DOWN');
      if (running.size >= limit) throw new WaslError('OVERLOADED');
      const run = stream(stopping.signal);
      running.add(run);
      try {
        return await run;
      } finally {
        running.delete(run);
      }
    },
    size: () => running.size,
    async stop() {
      stopping.abort();
      await Promise.allSettled(running);
    },
  };
}
