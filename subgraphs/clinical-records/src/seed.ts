import { person } from '@wasl/demo/population';
import { seedInBatches } from '@wasl/demo/seedInBatches';
import type { SeedTarget } from '@wasl/kit/subgraph';
import { recordColumns, recordsOf } from './demoRecords.ts';

/** Stores the records of so many of the demo's people: docs/demo-data.md says what they tell. */
export async function seed(target: SeedTarget): Promise<void> {
  await seedInBatches(target, 'histories', target.patients, 1_000, async (from, to) => {
    const rows = Array.from({ length: to - from }, (_, offset) => recordsOf(person(from + offset))).flat();
    await target.database.bulkInsert('clinical_record', recordColumns, rows);
  });
}
