import { person } from '@wasl/demo/population';
import { seedInBatches } from '@wasl/demo/seedInBatches';
import type { SeedTarget } from '@wasl/kit/subgraph';
import { waitingColumns } from './demoOrders.ts';
import { demoRowsOf, recordColumns } from './demoRecords.ts';

/** Stores the records of so many of the demo's people: docs/demo-data.md says what they tell. */
export async function seed(target: SeedTarget): Promise<void> {
  await seedInBatches(target, 'histories', target.patients, 1_000, async (from, to) => {
    const rows = Array.from({ length: to - from }, (_, offset) => demoRowsOf(person(from + offset)));
    const [records, waiting] = [rows.flatMap((one) => one.records), rows.flatMap((one) => one.waiting)];
    await target.database.bulkInsert('clinical_record', recordColumns, records);
    if (waiting.length > 0) await target.database.bulkInsert('open_order', waitingColumns, waiting);
  });
}
