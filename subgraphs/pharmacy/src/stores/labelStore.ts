import { failure } from '@wasl/kit/errors';
import { groupBy } from '@wasl/kit/groupBy';
import { mayLower } from '@wasl/kit/lowering';
import type { Professional } from '@wasl/kit/professional';
import { readReason } from '@wasl/kit/readReason';
import type { Prescription, PrescriptionLabels } from '@wasl/prisma/pharmacy/generated/client.ts';
import { isLower, joinLabels, storedLabels } from '@wasl/terminology/recordLabels';
import type { Db, Tx } from './client.ts';
import { requirePrescription } from './prescriptionStore.ts';

export type { PrescriptionLabels } from '@wasl/prisma/pharmacy/generated/client.ts';

export interface LabelChange {
  prescriptionId: string;
  expectedLabelVersion: number;
  confidentiality: string;
  sensitivities: readonly string[];
  reason?: string | null;
}

/** The labels that each of these prescriptions bore before, newest first. */
export async function labelHistoriesOf(db: Db, prescriptionIds: string[]): Promise<Map<string, PrescriptionLabels[]>> {
  const where = { prescriptionId: { in: prescriptionIds } };
  const rows = await db.prescriptionLabels.findMany({ where, orderBy: { labelVersion: 'desc' } });
  return groupBy(rows, ({ prescriptionId }) => prescriptionId);
}

/**
 * Gives a prescription other labels; those before are kept. Whoever prescribes may raise; the facility that wrote it may lower, with a
 * reason, and what is sealed only the prescriber.
 * @throws SubgraphError LABEL_LOWERING_REFUSED, VERSION_CONFLICT when another change came first, NOT_FOUND, BAD_USER_INPUT naming the field
 */
export async function changeLabels(tx: Tx, change: LabelChange, by: Professional): Promise<string> {
  const prescription = await requirePrescription(tx, change.prescriptionId);
  const { id, confidentiality, sensitivities, labelVersion } = prescription;
  const conflict = failure('VERSION_CONFLICT', { version: labelVersion });
  if (labelVersion !== change.expectedLabelVersion) throw conflict;
  const wanted = joinLabels(storedLabels(change));
  const reason = reasonFor(change, prescription, by);
  const { count } = await tx.prescription.updateMany({
    where: { id, labelVersion: change.expectedLabelVersion },
    data: { ...wanted, sensitivities: [...wanted.sensitivities], labelVersion: { increment: 1 } },
  });
  // Another change was committed since the row was read.
  if (count === 0) throw conflict;
  const author = { authorId: by.practitionerId, facilityId: by.facilityId };
  await tx.prescriptionLabels.create({
    data: { prescriptionId: id, labelVersion, confidentiality, sensitivities, reason, ...author },
  });
  return id;
}

/** Why the labels change: in words where they are lowered, which not everybody may; null where they are raised without. */
function reasonFor(change: LabelChange, prescription: Prescription, by: Professional): string | null {
  const labels = storedLabels(prescription);
  const wanted = storedLabels(change);
  if (!isLower(wanted, labels)) {
    if (!isLower(labels, wanted)) throw failure('BAD_USER_INPUT', { field: 'confidentiality' });
    return change.reason == null ? null : readReason(change.reason);
  }
  const origin = { authorId: prescription.prescriberId, facilityId: prescription.facilityId };
  if (!mayLower(labels, origin, by)) throw failure('LABEL_LOWERING_REFUSED');
  return readReason(change.reason ?? '');
}
