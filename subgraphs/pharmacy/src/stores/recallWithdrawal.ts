import { failure } from '@wasl/kit/errors';
import type { Professional } from '@wasl/kit/professional';
import { readReason } from '@wasl/kit/readReason';
import type { Tx } from './client.ts';
import { type Adjustment, lockBatch } from './movementStore.ts';
import { type BatchName, lockRecall, readBatch, recallOf } from './recallStore.ts';

/**
 * Withdraws a recall in the whole country that was a mistake: each pharmacy that has the batch may dispense of it again, but for one that
 * called it back by itself, and has a line of it among its movements. The recall stays, with who withdrew it, when and why. Answers its id.
 * @throws SubgraphError BAD_USER_INPUT for a reason that says nothing, NOT_FOUND where the batch was never called back, ALREADY_DECIDED where
 * its recall was withdrawn before
 */
export async function withdrawEverywhere(tx: Tx, input: Adjustment, subject: string): Promise<string> {
  const reason = readReason(input.reason);
  await lockRecall(tx, input);
  const recall = await recallOf(tx, input);
  if (!recall) throw failure((await wasRecalled(tx, input)) ? 'ALREADY_DECIDED' : 'NOT_FOUND', { field: 'batch' });
  const { id, medicationId, batch } = recall;
  await tx.nationalRecall.update({
    where: { id },
    data: { withdrawnAt: new Date(), withdrawnBy: subject, withdrawalReason: reason },
  });
  const released = await tx.$queryRawUnsafe<{ pharmacy_id: string; batch: string }[]>(
    `UPDATE stock_batch SET recalled_at = own_recalled_at WHERE medication_id = $1 AND upper(batch) = $2
     RETURNING pharmacy_id, batch`,
    medicationId,
    batch,
  );
  const line = { medicationId, kind: 'RECALL_WITHDRAWN_EVERYWHERE', change: 0, reason, authorId: null };
  await tx.stockMovement.createMany({
    data: released.map((row) => ({ ...line, pharmacyId: row.pharmacy_id, batch: row.batch })),
  });
  return id;
}

/**
 * Withdraws the caller's pharmacy's own recall of a batch. What the national regulator called back stays so.
 * @throws SubgraphError as `countStock`; CONFLICT where the pharmacy has not called it back by itself
 */
export async function withdrawOwn(tx: Tx, input: Adjustment, by: Professional): Promise<void> {
  const reason = readReason(input.reason);
  const place = { pharmacyId: by.facilityId, medicationId: input.medicationId, batch: input.batch };
  // Before the batch, as whoever calls back does: two who wait for one another would never end.
  await lockRecall(tx, input);
  await lockBatch(tx, input, by);
  const recall = await recallOf(tx, input);
  const { count } = await tx.stockBatch.updateMany({
    where: { ...place, ownRecalledAt: { not: null } },
    data: { ownRecalledAt: null, recalledAt: recall?.recalledAt ?? null },
  });
  if (count === 0) throw failure('CONFLICT');
  const line = { ...place, kind: 'RECALL_WITHDRAWN', change: 0, reason, authorId: by.practitionerId };
  await tx.stockMovement.create({ data: line });
}

async function wasRecalled(tx: Tx, { medicationId, batch }: BatchName): Promise<boolean> {
  return (await tx.nationalRecall.count({ where: { medicationId, batch: readBatch(batch) } })) > 0;
}
