import { addDays } from '../supply.ts';
import { today } from '../today.ts';
import type { Db } from './client.ts';

/** What a pharmacy has of a medicine, gives out of it, and will have to throw away. */
export interface StockFigure {
  medicationId: string;
  /** Units that can be dispensed. */
  available: number;
  /** Units dispensed in the days looked back. */
  dispensed: number;
  /** Units that expire within the days looked ahead. */
  expiring: number;
  /** Units that are expired or called back and still lie there. */
  unusable: number;
  lost: number;
}

/** The figures of each of these pharmacies over so many days back and ahead, by medicine, in one statement. */
export async function figuresOf(
  db: Db,
  pharmacyIds: readonly string[],
  days: number,
): Promise<Map<string, StockFigure[]>> {
  const rows = await db.$queryRawUnsafe<(StockFigure & { pharmacyId: string })[]>(
    `WITH held AS (
       SELECT pharmacy_id, medication_id,
         sum(quantity) FILTER (WHERE expires_on >= $2 AND recalled_at IS NULL)::int AS available,
         sum(quantity) FILTER (WHERE expires_on >= $2 AND expires_on <= $3 AND recalled_at IS NULL)::int AS expiring,
         sum(quantity) FILTER (WHERE expires_on < $2 OR recalled_at IS NOT NULL)::int AS unusable
       FROM stock_batch WHERE pharmacy_id = ANY($1::text[]) GROUP BY 1, 2),
     given AS (
       SELECT d.pharmacy_id, p.medication_id, sum(d.quantity)::int AS dispensed
       FROM dispense d JOIN prescription p ON p.id = d.prescription_id
       WHERE d.pharmacy_id = ANY($1::text[]) AND d.dispensed_at >= $4::timestamptz GROUP BY 1, 2),
     gone AS (
       SELECT pharmacy_id, medication_id, -sum(change)::int AS lost FROM stock_movement
       WHERE pharmacy_id = ANY($1::text[]) AND kind = 'LOST' AND moved_at >= $4::timestamptz GROUP BY 1, 2)
     SELECT pharmacy_id AS "pharmacyId", medication_id AS "medicationId", coalesce(available, 0) AS available,
       coalesce(dispensed, 0) AS dispensed, coalesce(expiring, 0) AS expiring, coalesce(unusable, 0) AS unusable, coalesce(lost, 0) AS lost
     FROM held FULL JOIN given USING (pharmacy_id, medication_id) FULL JOIN gone USING (pharmacy_id, medication_id) ORDER BY 1, 2`,
    [...pharmacyIds],
    today(),
    addDays(today(), days),
    new Date(Date.now() - days * 86_400_000),
  );
  return new Map(pharmacyIds.map((id) => [id, rows.filter(({ pharmacyId }) => pharmacyId === id)]));
}
