import type { SeedTarget } from '@wasl/kit/subgraph';

/** Batches under way at once: while the database stores one, the next is being made. */
const batchesAtOnce = 2;

/**
 * Calls `batch(from, to)` for the index ranges that no earlier run has finished, two at a time, and remembers in `seed_progress`
 * how far all are done. A batch that was interrupted is repeated, so its rows must follow from the index alone.
 */
export async function seedInBatches(
  target: SeedTarget,
  id: string,
  total: number,
  batchSize: number,
  batch: (from: number, to: number) => Promise<void>,
): Promise<void> {
  const { database } = target;
  const [earlier] = await database.query<{ done: number }>('SELECT done FROM seed_progress WHERE id = $1', [id]);
  const underWay: { to: number; stored: Promise<void> }[] = [];
  try {
    for (let from = earlier?.done ?? 0; from < total || underWay.length > 0; from += batchSize) {
      if (from < total) {
        const to = Math.min(total, from + batchSize);
        underWay.push({ to, stored: batch(from, to) });
      }
      if (underWay.length < batchesAtOnce && from + batchSize < total) continue;
      const { to, stored } = underWay.shift()!;
      await stored;
      await remember(target, id, to, total);
      target.onProgress(to, total);
    }
  } finally {
    await Promise.allSettled(underWay.map(({ stored }) => stored));
  }
}

async function remember({ database }: SeedTarget, id: string, done: number, total: number): Promise<void> {
  await database.query(
    `INSERT INTO seed_progress (id, done, total, finished_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (id) DO UPDATE SET done = $2, total = $3, finished_at = $4`,
    [id, done, total, done === total ? new Date().toISOString() : null],
  );
}
