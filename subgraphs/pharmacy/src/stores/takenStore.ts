import { failure } from '@wasl/kit/errors';
import type { Professional } from '@wasl/kit/professional';
import { readReason } from '@wasl/kit/readReason';
import { addDays } from '../supply.ts';
import { today } from '../today.ts';
import type { Db, Tx } from './client.ts';
import { type Prescription, requirePrescription } from './prescriptionStore.ts';
import { raiseByWords } from './raiseLabels.ts';

/** The longest that a medicine is said to act on after the last dose (`lingering.tsv`), in days. */
export const longestLingering = 180;

/**
 * What these patients may be taking, newest first: prescriptions that can still be dispensed, and those of which something was dispensed
 * until the supply has ended, however they ended; what ended lately too, since some medicines act on.
 */
export async function takenPrescriptions(db: Db, healthIds: string[]): Promise<Prescription[]> {
  const rows = await db.prescription.findMany({
    where: {
      healthId: { in: healthIds },
      OR: [
        { cancelledAt: null, validUntil: { gte: today() } },
        { supplyEndsOn: { gte: addDays(today(), -longestLingering) } },
      ],
    },
    orderBy: [{ prescribedAt: 'desc' }, { id: 'desc' }],
  });
  return rows.filter((row) => isDispensable(row) || row.supplyEndsOn !== null);
}

/** Whether a pharmacy can still dispense of it. */
export function isDispensable({ cancelledAt, validUntil, dispensed, quantity }: Prescription): boolean {
  return cancelledAt === null && validUntil >= today() && dispensed < quantity;
}

/** Whether a medicine may act in the patient today; `lingering` is how many days it acts on after the last dose. */
export function isActing(prescription: Prescription, lingering: number): boolean {
  if (isDispensable(prescription)) return true;
  return prescription.supplyEndsOn !== null && addDays(prescription.supplyEndsOn, lingering) >= today();
}

export interface Stop {
  prescriptionId: string;
  reason: string;
}

/**
 * Ends the taking of a medicine on a clinician's word: what is left is cancelled, and what the patient has counts no longer. What the reason
 * tells guards the prescription from then on.
 * @throws SubgraphError NOT_FOUND, BAD_USER_INPUT naming the field, CONFLICT where it was stopped before
 */
export async function stopTaking(tx: Tx, { prescriptionId, reason }: Stop, by: Professional): Promise<string> {
  const why = readReason(reason);
  const { id, supplyEndsOn, cancelledAt, dispensed, quantity } = await requirePrescription(tx, prescriptionId);
  const isOpen = cancelledAt === null && dispensed < quantity;
  const yesterday = addDays(today(), -1);
  const { count } = await tx.prescription.updateMany({
    where: { id, stoppedAt: null },
    data: {
      stoppedAt: new Date(),
      stoppedBy: by.practitionerId,
      stopReason: why,
      ...(supplyEndsOn !== null && supplyEndsOn > yesterday && { supplyEndsOn: yesterday }),
      ...(isOpen && { cancelledAt: new Date(), cancelledBy: by.practitionerId, cancelReason: why }),
    },
  });
  if (count === 0) throw failure('CONFLICT');
  await raiseByWords(tx, id, why, by);
  return id;
}
