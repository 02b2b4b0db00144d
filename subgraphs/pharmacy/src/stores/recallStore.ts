import { failure } from '@wasl/kit/errors';
import { readReason } from '@wasl/kit/readReason';
import type { NationalRecall } from '@wasl/prisma/pharmacy/generated/client.ts';
import type { Db, Tx } from './client.ts';

export type { NationalRecall } from '@wasl/prisma/pharmacy/generated/client.ts';

/** A medicine's batch, whoever has it. */
export interface BatchName {
  medicationId: string;
  batch: string;
}

/** A maker's batch number. */
export const batchForm = /^[\w./-]{1,40}$/;

/** What a pharmacy has or had of a batch that was called back. */
export interface RecalledStock {
  pharmacyId: string;
  unitsLeft: number;
  /** Units that it dispensed and did not take back. */
  unitsDispensed: number;
}

/** What a national recall comes to at one pharmacy. */
export interface PharmacyRecall extends RecalledStock {
  recall: NationalRecall;
}

/** Most dispenses that are told of one recall at one pharmacy. */
const mostDispenses = 1_000;

/** Pharmacies write a batch in capitals or not: on the pack it is one. */
export function readBatch(batch: string): string {
  return batch.trim().toUpperCase();
}

/**
 * Holds a batch's recall and its arrivals apart until the transaction ends: what arrives is seen by a recall, or sees it.
 */
export async function lockRecall(tx: Tx, { medicationId, batch }: BatchName): Promise<void> {
  const place = `recall ${medicationId} ${readBatch(batch)}`;
  await tx.$executeRawUnsafe('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', place);
}

/** The recall of a batch in the whole country that is in force; null where there is none. `lockRecall` keeps it the only one. */
export function recallOf(db: Db | Tx, { medicationId, batch }: BatchName): Promise<NationalRecall | null> {
  return db.nationalRecall.findFirst({ where: { medicationId, batch: readBatch(batch), withdrawnAt: null } });
}

/**
 * Calls a batch back in every pharmacy, with a line among the movements of each that has it. What a pharmacy called back by itself before
 * stays so, and has the line too. Answers the recall's id. @throws SubgraphError BAD_USER_INPUT, NOT_FOUND for an unknown medicine, CONFLICT
 * where it is called back already
 */
export async function recallEverywhere(
  tx: Tx,
  input: BatchName & { reason: string },
  subject: string,
): Promise<string> {
  const { medicationId } = input;
  const batch = readBatch(input.batch);
  if (!batchForm.test(batch)) throw failure('BAD_USER_INPUT', { field: 'batch' });
  const reason = readReason(input.reason);
  if (!(await tx.medication.findUnique({ where: { id: medicationId } })))
    throw failure('NOT_FOUND', { field: 'medicationId' });
  await lockRecall(tx, input);
  if (await recallOf(tx, input)) throw failure('CONFLICT');
  const { id } = await tx.nationalRecall.create({ data: { medicationId, batch, reason, subject } });
  const held = await tx.$queryRawUnsafe<{ pharmacy_id: string; batch: string }[]>(
    `UPDATE stock_batch SET recalled_at = coalesce(recalled_at, now()) WHERE medication_id = $1 AND upper(batch) = $2
     RETURNING pharmacy_id, batch`,
    medicationId,
    batch,
  );
  await tx.stockMovement.createMany({
    data: held.map((row) => lineOf(row.pharmacy_id, { medicationId, batch: row.batch }, reason)),
  });
  return id;
}

/** The line of a recall among the movements of a pharmacy. Nobody of the pharmacy made it. */
export function lineOf(pharmacyId: string, { medicationId, batch }: BatchName, reason: string) {
  return { pharmacyId, medicationId, batch, kind: 'RECALLED_EVERYWHERE', change: 0, reason, authorId: null };
}

/** A recall by its id. */
export function findRecall(db: Db, id: string): Promise<NationalRecall | null> {
  return db.nationalRecall.findUnique({ where: { id } });
}

/** What each pharmacy has or had of a batch, by their codes: those through which none went are left out. */
export async function recalledStocks(db: Db, { medicationId, batch }: BatchName): Promise<RecalledStock[]> {
  const rows = await db.$queryRawUnsafe<{ pharmacy_id: string; left: number; dispensed: number }[]>(
    `${stocksOf} WHERE b.medication_id = $1 AND upper(b.batch) = $2 GROUP BY b.pharmacy_id ORDER BY b.pharmacy_id`,
    medicationId,
    readBatch(batch),
  );
  return rows.map((row) => ({ pharmacyId: row.pharmacy_id, unitsLeft: row.left, unitsDispensed: row.dispensed }));
}

/** A pharmacy's stock of batches, and what it gave out of each less what came back. */
const stocksOf = `SELECT b.pharmacy_id, sum(b.quantity)::int AS left, coalesce(sum(out.units), 0)::int AS dispensed
  FROM stock_batch b LEFT JOIN LATERAL (
    SELECT -sum(change + wasted) AS units FROM stock_movement m WHERE m.pharmacy_id = b.pharmacy_id
      AND m.medication_id = b.medication_id AND m.batch = b.batch AND m.kind IN ('DISPENSED', 'RETURNED')
  ) out ON true`;

/** The national recalls of batches that a pharmacy has or had, withdrawn ones too, newest first. */
export async function recallsAt(db: Db, pharmacyId: string, first: number): Promise<PharmacyRecall[]> {
  const rows = await db.$queryRawUnsafe<{ id: string; left: number; dispensed: number }[]>(
    `SELECT r.id::text, s.left, s.dispensed FROM national_recall r JOIN LATERAL (
       ${stocksOf} WHERE b.pharmacy_id = $1 AND b.medication_id = r.medication_id AND upper(b.batch) = r.batch GROUP BY b.pharmacy_id
     ) s ON true ORDER BY r.recalled_at DESC, r.id LIMIT $2::int`,
    pharmacyId,
    first,
  );
  const recalls = await db.nationalRecall.findMany({ where: { id: { in: rows.map(({ id }) => id) } } });
  const byId = new Map(recalls.map((recall) => [recall.id, recall]));
  return rows.flatMap(({ id, left, dispensed }) => {
    const recall = byId.get(id);
    return recall ? [{ recall, pharmacyId, unitsLeft: left, unitsDispensed: dispensed }] : [];
  });
}

/** The dispenses of one pharmacy that were taken from each of these batches, newest first. Whoever asks checks who may see them. */
export async function dispensedOf(db: Db, pharmacyId: string, recalls: readonly NationalRecall[]): Promise<string[][]> {
  const rows = await db.$queryRawUnsafe<{ recall_id: string; dispense_id: string }[]>(
    `SELECT r.id::text AS recall_id, m.dispense_id::text FROM national_recall r CROSS JOIN LATERAL (
       SELECT dispense_id, max(id) AS newest FROM stock_movement WHERE pharmacy_id = $1 AND medication_id = r.medication_id
         AND upper(batch) = r.batch AND kind = 'DISPENSED' AND dispense_id IS NOT NULL
       GROUP BY dispense_id ORDER BY newest DESC LIMIT $3::int
     ) m WHERE r.id = ANY($2::uuid[]) ORDER BY m.newest DESC`,
    pharmacyId,
    recalls.map(({ id }) => id),
    mostDispenses,
  );
  return recalls.map(({ id }) => rows.filter((row) => row.recall_id === id).map((row) => row.dispense_id));
}
