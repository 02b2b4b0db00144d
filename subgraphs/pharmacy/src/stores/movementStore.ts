import { failure } from '@wasl/kit/errors';
import { groupBy } from '@wasl/kit/groupBy';
import type { Page } from '@wasl/kit/pagination';
import type { Professional } from '@wasl/kit/professional';
import { readReason } from '@wasl/kit/readReason';
import type { StockMovement } from '@wasl/prisma/pharmacy/generated/client.ts';
import type { Db, Tx } from './client.ts';
import { requirePharmacy } from './stockStore.ts';

export type { StockMovement } from '@wasl/prisma/pharmacy/generated/client.ts';

/** Which batch of the caller's pharmacy. */
export interface BatchName {
  medicationId: string;
  batch: string;
}

export interface Adjustment extends BatchName {
  reason: string;
}

/** A batch that was dispensed from, and how much of it. */
export interface DispensedBatch {
  batch: string;
  quantity: number;
}

const mostUnits = 1_000_000;

/** Sets a batch to what was counted; the difference is kept. @throws SubgraphError BAD_USER_INPUT, NOT_FOUND, FORBIDDEN outside pharmacies */
export async function countStock(tx: Tx, input: Adjustment & { counted: number }, by: Professional): Promise<void> {
  if (input.counted < 0 || input.counted > mostUnits)
    throw failure('BAD_USER_INPUT', { field: 'counted', minimum: 0, maximum: mostUnits });
  const quantity = await lockBatch(tx, input, by);
  await move(tx, input, { kind: 'COUNTED', change: input.counted - quantity }, by);
}

/** Takes units out that broke, expired or were stolen. @throws as `countStock`, STOCK_INSUFFICIENT beyond what is there */
export async function loseStock(tx: Tx, input: Adjustment & { quantity: number }, by: Professional): Promise<void> {
  if (input.quantity < 1 || input.quantity > mostUnits)
    throw failure('BAD_USER_INPUT', { field: 'quantity', minimum: 1, maximum: mostUnits });
  const available = await lockBatch(tx, input, by);
  if (available < input.quantity) throw failure('STOCK_INSUFFICIENT', { available });
  await move(tx, input, { kind: 'LOST', change: -input.quantity }, by);
}

/** Calls a batch back: nothing of it is dispensed any more. @throws as `countStock`, CONFLICT where it is called back already */
export async function recallBatch(tx: Tx, input: Adjustment, by: Professional): Promise<void> {
  await lockBatch(tx, input, by);
  const now = new Date();
  const { count } = await tx.stockBatch.updateMany({
    where: { pharmacyId: by.facilityId, medicationId: input.medicationId, batch: input.batch, recalledAt: null },
    data: { recalledAt: now, ownRecalledAt: now },
  });
  if (count === 0) throw failure('CONFLICT');
  await move(tx, input, { kind: 'RECALLED', change: 0 }, by);
}

/** One page of a pharmacy's movements, newest first. */
export async function movementsOf(db: Db, pharmacyId: string, page: Page): Promise<StockMovement[]> {
  const after = page.after !== null && /^\d{1,18}$/.test(page.after) ? BigInt(page.after) : undefined;
  return db.stockMovement.findMany({
    where: { pharmacyId, ...(after !== undefined && { id: { lt: after } }) },
    orderBy: { id: 'desc' },
    take: page.first + 1,
  });
}

/** The batches of each of these dispenses, in the order in which they were emptied. */
export async function batchesOf(db: Db, dispenseIds: string[]): Promise<Map<string, DispensedBatch[]>> {
  const rows = await db.stockMovement.findMany({
    where: { dispenseId: { in: dispenseIds }, kind: 'DISPENSED' },
    orderBy: { id: 'asc' },
  });
  const grouped = groupBy(rows, ({ dispenseId }) => dispenseId ?? '');
  return new Map(
    [...grouped].map(([id, moved]) => [id, moved.map(({ batch, change }) => ({ batch, quantity: -change }))]),
  );
}

/** The units of a batch, held until the transaction ends. @throws SubgraphError FORBIDDEN outside pharmacies, NOT_FOUND */
export async function lockBatch(tx: Tx, { medicationId, batch }: BatchName, by: Professional): Promise<number> {
  await requirePharmacy(tx, by.facilityId);
  const [row] = await tx.$queryRawUnsafe<{ quantity: number }[]>(
    'SELECT quantity FROM stock_batch WHERE pharmacy_id = $1 AND medication_id = $2 AND batch = $3 FOR UPDATE',
    by.facilityId,
    medicationId,
    batch,
  );
  if (!row) throw failure('NOT_FOUND', { field: 'batch' });
  return row.quantity;
}

async function move(
  tx: Tx,
  { medicationId, batch, reason }: Adjustment,
  { kind, change }: Pick<StockMovement, 'kind' | 'change'>,
  by: Professional,
): Promise<void> {
  const pharmacyId = by.facilityId;
  const why = readReason(reason);
  await tx.stockBatch.update({
    where: { pharmacyId_medicationId_batch: { pharmacyId, medicationId, batch } },
    data: { quantity: { increment: change } },
  });
  const moved = { pharmacyId, medicationId, batch, kind, change, reason: why, authorId: by.practitionerId };
  await tx.stockMovement.create({ data: moved });
}
