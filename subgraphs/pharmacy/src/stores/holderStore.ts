import { endOfDay } from '@wasl/kit/calendar';
import type { Db } from './client.ts';

/** How long after dispensing a pharmacy still reads: to answer for what it gave out. */
const afterDispensingMs = 24 * 3_600_000;
/** How long after a national recall a pharmacy reads whom it gave the batch to: to reach them. */
const afterRecallMs = 90 * 24 * 3_600_000;

/** Said at most: nobody keeps facts for longer. */
const longestMs = 60_000;

/** Somebody whose prescriptions a pharmacy has to do with, and for how many milliseconds yet, 60 000 at most, if nothing is written. */
export interface PrescriptionHolder {
  healthId: string;
  holdsForMs: number;
}

/**
 * Of these health IDs, those whom a pharmacy has to do with now: an active prescription that it may dispense, as every pharmacy may,
 * or one that it dispensed from not long ago, or from a batch that was called back in the whole country since. Whoever is at no pharmacy
 * has to do with none. What is sealed makes nobody one: no pharmacist may learn that it exists. Time alone ends it, and never begins it.
 */
export async function holdersOfPrescriptions(
  db: Db,
  healthIds: readonly string[],
  facilityId: string,
  now = new Date(),
): Promise<PrescriptionHolder[]> {
  const until = await db.$queryRawUnsafe<HeldUntil[]>(
    `SELECT health_id, max(active) AS active, max(dispensed) AS dispensed, max(recalled) AS recalled FROM (
       SELECT health_id, CASE WHEN cancelled_at IS NULL AND dispensed < quantity THEN valid_until END AS active,
         (SELECT max(dispensed_at) FROM dispense WHERE prescription_id = prescription.id AND pharmacy_id = $2) AS dispensed,
         (SELECT max(r.recalled_at) FROM stock_movement m JOIN national_recall r ON r.medication_id = m.medication_id AND r.batch = upper(m.batch)
           WHERE m.prescription_id = prescription.id AND m.pharmacy_id = $2 AND m.kind = 'DISPENSED') AS recalled
       FROM prescription
       WHERE health_id = ANY($1::bpchar[]) AND confidentiality <> 'V' AND EXISTS (SELECT FROM pharmacy WHERE id = $2)
     ) AS held GROUP BY health_id`,
    healthIds,
    facilityId,
  );
  return until.flatMap((row) => {
    const holdsForMs = heldUntilMs(row) - now.getTime();
    return holdsForMs > 0 ? [{ healthId: row.health_id, holdsForMs: Math.min(longestMs, holdsForMs) }] : [];
  });
}

interface HeldUntil {
  health_id: string;
  /** The last day, in Damascus, on which what is left of a prescription can be dispensed. */
  active: string | null;
  /** When the pharmacy dispensed last, and when a batch was called back that it had dispensed. */
  dispensed: Date | string | null;
  recalled: Date | string | null;
}

/** The last of the moments at which a pharmacy's reasons end, in milliseconds. */
function heldUntilMs({ active, dispensed, recalled }: HeldUntil): number {
  return Math.max(
    active === null ? 0 : endOfDay(new Date(`${active}T12:00:00Z`)).getTime(),
    dispensed === null ? 0 : new Date(dispensed).getTime() + afterDispensingMs,
    recalled === null ? 0 : new Date(recalled).getTime() + afterRecallMs,
  );
}
