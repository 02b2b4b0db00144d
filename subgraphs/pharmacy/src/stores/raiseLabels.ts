import type { Professional } from '@wasl/kit/professional';
import { isLower, joinLabels, labelsOfMeaning, storedLabels } from '@wasl/terminology/recordLabels';
import type { Tx } from './client.ts';

/**
 * Raises the labels of a prescription, which this transaction has changed already, to what words mean that were written on it since; those before
 * are kept.
 */
export async function raiseByWords(tx: Tx, id: string, words: string | null, by: Professional): Promise<void> {
  if (words === null) return;
  const prescription = await tx.prescription.findUniqueOrThrow({ where: { id } });
  const labels = storedLabels(prescription);
  const raised = joinLabels(labels, labelsOfMeaning([{ text: words }]));
  if (!isLower(labels, raised)) return;
  const { labelVersion, confidentiality, sensitivities } = prescription;
  const author = { authorId: by.practitionerId, facilityId: by.facilityId };
  await tx.prescription.update({
    where: { id },
    data: { ...raised, sensitivities: [...raised.sensitivities], labelVersion: { increment: 1 } },
  });
  await tx.prescriptionLabels.create({
    data: { prescriptionId: id, labelVersion, confidentiality, sensitivities, ...author },
  });
}
