import type { DatabaseClient, SeedTarget } from './subgraph.ts';

/**
 * Calls `batch(from, to)` for the index ranges that no earlier run has finished, and remembers each in `seed_progress`.
 * A batch that was interrupted comes again: make its rows deterministic by index.
 */
export async function seedInBatches<Db extends DatabaseClient>(
  target: SeedTarget<Db>,
  id: string,
  total: number,
  batchSize: number,
  batch: (from: number, to: number) => Promise<void>,
): Promise<void> {
  const { database } = target;
  const [earlier] = await database.query<{ done: number }>('SELECT done FROM seed_progress WHERE id = $1', [id]);
  for (let from = earlier?.done ?? 0; from < total; from += batchSize) {
    const to = Math.min(total, from + batchSize);
    await batch(from, to);
    await database.query(
      `INSERT INTO seed_progress (id, done, total, finished_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT (id) DO UPDATE SET done = $2, total = $3, finished_at = $4`,
      [id, to, total, to === total ? new Date().toISOString() : null],
    );
    target.onProgress(to, total);
  }
}
