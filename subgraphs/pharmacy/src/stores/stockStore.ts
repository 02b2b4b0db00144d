import { failure } from '@wasl/kit/errors';
import { groupBy } from '@wasl/kit/groupBy';
import type { Professional } from '@wasl/kit/professional';
import type { StockBatch } from '@wasl/prisma/pharmacy/generated/client.ts';
import { today } from '../today.ts';
import type { Db, Tx } from './client.ts';
import { batchForm, lineOf, lockRecall, recallOf } from './recallStore.ts';

export type { StockBatch } from '@wasl/prisma/pharmacy/generated/client.ts';

export interface ReceivedBatch {
  medicationId: string;
  batch: string;
  expiresOn: string;
  quantity: number;
}

/** The sort key of a batch in its pharmacy's stock: first to expire comes first. */
export function stockPositionOf({ expiresOn, batch, medicationId }: Omit<ReceivedBatch, 'quantity'>): string {
  return `${expiresOn} ${batch} ${medicationId}`;
}

/** The batches of each of these pharmacies that still hold units, in no order. */
export async function stockOf(db: Db, pharmacyIds: readonly string[]): Promise<Map<string, StockBatch[]>> {
  const rows = await db.stockBatch.findMany({ where: { pharmacyId: { in: [...pharmacyIds] }, quantity: { gt: 0 } } });
  return groupBy(rows, ({ pharmacyId }) => pharmacyId);
}

/** @throws SubgraphError FORBIDDEN for a facility that is no pharmacy */
export async function requirePharmacy(tx: Tx, facilityId: string): Promise<void> {
  if (!(await tx.pharmacy.findUnique({ where: { id: facilityId } }))) throw failure('FORBIDDEN');
}

/**
 * Adds a batch to the stock; units of a batch that is there already are added to it, and what was called back in the whole country is so here.
 * @throws SubgraphError FORBIDDEN outside pharmacies, BAD_USER_INPUT naming the field, NOT_FOUND for an unknown medicine, CONFLICT
 * when the batch is known with another expiry.
 */
export async function receiveStock(tx: Tx, input: ReceivedBatch, by: Professional): Promise<void> {
  const pharmacyId = by.facilityId;
  await requirePharmacy(tx, pharmacyId);
  const { medicationId, batch, expiresOn, quantity } = input;
  if (quantity < 1 || quantity > 1_000_000)
    throw failure('BAD_USER_INPUT', { field: 'quantity', minimum: 1, maximum: 1_000_000 });
  if (!batchForm.test(batch)) throw failure('BAD_USER_INPUT', { field: 'batch' });
  if (expiresOn < today()) throw failure('BAD_USER_INPUT', { field: 'expiresOn' });
  if (!(await tx.medication.findUnique({ where: { id: medicationId } })))
    throw failure('NOT_FOUND', { field: 'medicationId' });
  await lockRecall(tx, input);
  const recall = await recallOf(tx, input);
  const stored = await tx.$executeRawUnsafe(
    `INSERT INTO stock_batch (pharmacy_id, medication_id, batch, expires_on, quantity, recalled_at)
     VALUES ($1, $2, $3, $4, $5::int, $6::timestamptz)
     ON CONFLICT (pharmacy_id, medication_id, batch) DO UPDATE SET quantity = stock_batch.quantity + EXCLUDED.quantity
     WHERE stock_batch.expires_on = EXCLUDED.expires_on`,
    pharmacyId,
    medicationId,
    batch,
    expiresOn,
    quantity,
    recall?.recalledAt ?? null,
  );
  if (stored === 0) throw failure('CONFLICT', { field: 'expiresOn' });
  const moved = { pharmacyId, medicationId, batch, kind: 'RECEIVED', change: quantity, authorId: by.practitionerId };
  await tx.stockMovement.create({ data: moved });
  if (recall) await tx.stockMovement.create({ data: lineOf(pharmacyId, input, recall.reason) });
}

/**
 * Takes units out of one pharmacy's stock, from the batch that expires first; expired and recalled batches are not touched. Answers what
 * was taken of each. The batches are
 * locked in that order, so that dispenses at one pharmacy wait for one another. @throws SubgraphError STOCK_INSUFFICIENT
 */
export async function takeFromStock(
  tx: Tx,
  pharmacyId: string,
  medicationId: string,
  quantity: number,
): Promise<{ batch: string; quantity: number }[]> {
  const batches = await tx.$queryRawUnsafe<{ batch: string; quantity: number }[]>(
    `SELECT batch, quantity FROM stock_batch
     WHERE pharmacy_id = $1 AND medication_id = $2 AND expires_on >= $3 AND quantity > 0 AND recalled_at IS NULL ORDER BY expires_on, batch FOR UPDATE`,
    pharmacyId,
    medicationId,
    today(),
  );
  const emptied: { batch: string; quantity: number }[] = [];
  let rest = quantity;
  for (const { batch, quantity: available } of batches) {
    const taken = Math.min(rest, available);
    if (taken === 0) break;
    await tx.stockBatch.update({
      where: { pharmacyId_medicationId_batch: { pharmacyId, medicationId, batch } },
      data: { quantity: { decrement: taken } },
    });
    emptied.push({ batch, quantity: taken });
    rest -= taken;
  }
  if (rest > 0) throw failure('STOCK_INSUFFICIENT', { available: quantity - rest });
  return emptied;
}
