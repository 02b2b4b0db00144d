import { type Database, openDatabase } from '@wasl/kit/database/openDatabase';
import { seedInBatches } from '@wasl/demo/seedInBatches';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

describe('seeding in batches', () => {
  let database: Database;
  let told: [number, number][] = [];
  beforeAll(async () => {
    database = await openDatabase({});
    await database.query('CREATE TABLE thing (id INT PRIMARY KEY)');
    await database.query(
      'CREATE TABLE seed_progress (id TEXT PRIMARY KEY, done INT, total INT, finished_at TIMESTAMPTZ)',
    );
  });
  beforeEach(async () => {
    told = [];
    await database.query('TRUNCATE thing, seed_progress');
  });
  afterAll(() => database.close());

  /** Stores the numbers below `total` in tens; a batch that begins at `failsAt` is interrupted when it has stored its rows. */
  function run(total: number, failsAt?: number): Promise<void> {
    const target = {
      database,
      patients: total,
      onProgress: (done: number, all: number) => void told.push([done, all]),
    };
    return seedInBatches(target, 'things', total, 10, async (from, to) => {
      const rows = Array.from({ length: to - from }, (_, offset) => [from + offset]);
      await database.bulkInsert('thing', ['id'], rows);
      if (from === failsAt) throw new Error('interrupted');
    });
  }
  const stored = async () =>
    (await database.query<{ id: number }>('SELECT id FROM thing ORDER BY id')).map(({ id }) => id);
  const progress = () => database.query('SELECT done, total, finished_at IS NOT NULL AS finished FROM seed_progress');
  const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

  it('stores everything once and tells how far it is', async () => {
    await run(35);
    expect(await stored()).toEqual(numbers(35));
    expect(told).toEqual([10, 20, 30, 35].map((done) => [done, 35]));
    expect(await progress()).toEqual([{ done: 35, total: 35, finished: true }]);
  });

  it('goes on where it was interrupted, and repeats only what was not finished', async () => {
    await expect(run(50, 20)).rejects.toThrow('interrupted');
    expect(await progress()).toEqual([{ done: 20, total: 50, finished: false }]);
    told = [];
    await run(50);
    expect(told).toEqual([30, 40, 50].map((done) => [done, 50]));
    expect(await stored()).toEqual(numbers(50));
  });

  it('does nothing more when it is complete, and adds what a larger number asks for', async () => {
    await run(20);
    told = [];
    await run(20);
    expect(told).toEqual([]);
    await run(30);
    expect(told).toEqual([[30, 30]]);
    expect(await stored()).toEqual(numbers(30));
  });

  it('stores nothing for nobody', async () => {
    await run(0);
    expect([await stored(), told]).toEqual([[], []]);
  });
});
