import { failure } from '@wasl/kit/errors';
import { normalCode } from '@wasl/terminology/normalCode';
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

/** An indication in normal form; null where none is given. @throws SubgraphError BAD_USER_INPUT for what is no code of ICD-10 */
export function readIndication(written: string | null | undefined): string | null {
  if (written == null) return null;
  const code = normalCode('icd-10', written);
  // A range or a chapter is no diagnosis.
  if (code === undefined || !/^[A-Z]\d[0-9AB](\.|$)/.test(code))
    throw failure('BAD_USER_INPUT', { field: 'indicationCode' });
  return code;
}
