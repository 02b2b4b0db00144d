import { failure, sayWhy } from '@wasl/kit/errors';
import { admit } from '@wasl/terminology/inForce';
import { labelsOfMeaning, type RecordLabels } from '@wasl/terminology/recordLabels';

/** What of a prescription can tell what it is for. */
export interface PrescriptionContent {
  atcCode: string;
  dosage: string;
  indicationCode?: string | null | undefined;
}

/** The labels that a prescription implies: by its substance, by what it is for, by the words of its dosage. */
export function meaningOfPrescription({ atcCode, dosage, indicationCode }: PrescriptionContent): RecordLabels {
  return labelsOfMeaning([
    { system: 'atc', code: atcCode },
    { text: dosage },
    ...(indicationCode ? [{ system: 'icd-10', code: indicationCode } as const] : []),
  ]);
}

/** An indication in normal form; null where none is given. @throws SubgraphError BAD_USER_INPUT for what is no diagnosis of the list in force */
export function readIndication(written: string | null | undefined): string | null {
  if (written == null) return null;
  const admission = admit('icd-10', written);
  if (!admission.accepted) throw sayWhy('BAD_USER_INPUT', admission.reason, { field: 'indicationCode' });
  // A range or a chapter is no diagnosis.
  if (!/^[A-Z]\d[0-9AB](\.|$)/.test(admission.code)) throw failure('BAD_USER_INPUT', { field: 'indicationCode' });
  return admission.code;
}
