import type { EntryPlace } from '../chain/chainEntry.ts';
import type { CheckpointMaker } from './makeCheckpoint.ts';

export interface KeepCheckpointsOptions {
  maker: CheckpointMaker;
  /** The last entry that this process has had kept. */
  own(): EntryPlace | undefined;
  /** Milliseconds between checkpoints. Default 10 000. */
  everyMs?: number;
  /** Hears of an entry that is gone, once. */
  onLost(place: EntryPlace): void;
  /** Hears that a checkpoint could not be made; the next one covers what it would have. */
  onFailure(cause: unknown): void;
}

/** Makes checkpoints from time to time. */
export interface KeptCheckpoints {
  /** Makes one now: a chain has begun. @throws what keeps it from being made */
  watch(last: EntryPlace): Promise<void>;
  /** Makes the last one. */
  stop(): Promise<void>;
}

export function keepCheckpoints({
  maker,
  own,
  everyMs = 10_000,
  onLost,
  onFailure,
}: KeepCheckpointsOptions): KeptCheckpoints {
  const told = new Set<string>();
  let making: Promise<void> = Promise.resolve();

  async function make(last: EntryPlace | undefined): Promise<void> {
    for (const place of await maker.make(last)) {
      const name = `${place.chain} ${place.sequence}`;
      if (told.has(name)) continue;
      told.add(name);
      onLost(place);
    }
  }

  function makeSoon(): void {
    making = making.then(() => make(own())).catch(onFailure);
  }

  const timer = setInterval(makeSoon, everyMs).unref();
  return {
    watch: make,
    async stop() {
      clearInterval(timer);
      makeSoon();
      await making;
    },
  };
}
