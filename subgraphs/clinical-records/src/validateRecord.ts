import { failure } from '@wasl/kit/errors';
import { checkResult } from './checkResult.ts';
import { codedRecord, type CodedRecord } from './codedRecord.ts';
import type { RecordKind } from './kinds.ts';

/** All letters come first: U07.1 is COVID-19. National editions write A or B as the third: C7A. */
const icd10 = /^[A-Z]\d[0-9AB](\.[0-9A-Z]{1,4})?$/;
const loinc = /^\d{1,7}-\d$/;
const atc = /^[A-V]\d{2}[A-Z]{2}\d{2}$/;
const longestText = 10_000;
const longestDepartment = 200;
/** Most results of one report. */
const mostResults = 100;
const encounterClasses = ['AMB', 'EMER', 'IMP', 'HH', 'VR'];

/** Nobody who lives was born before; a form's empty date is often the year 1 or 1899. */
const earliest = '1900-01-01';
const earliestInstant = Date.parse(`${earliest}T00:00:00+03:00`);

export interface RecordInput {
  code: string;
  displayAr?: string | null;
  displayEn?: string | null;
  effectiveAt: Date;
  endedAt?: Date | null;
  confidentiality?: string | null;
  sensitivities?: string[] | null;
  unit?: string | null;
  value?: number | null;
  isConfirmed?: boolean | null;
  substanceAtcCode?: string | null;
  referenceLow?: number | null;
  referenceHigh?: number | null;
  dose?: number | null;
  reaction?: string | null;
  conclusion?: string | null;
  department?: string | null;
  resultIds?: string[] | null;
}

/**
 * A record as it may be written, its code as `codedRecord` gives it.
 * @throws SubgraphError BAD_USER_INPUT naming the field; DATE_IN_FUTURE: clocks may differ by five minutes; VALUE_UNLIKELY as `checkResult` does
 */
export function validRecord<Input extends RecordInput>(kind: RecordKind, written: Input): Input & CodedRecord {
  const input = codedRecord(kind, written);
  const wrong = (field: string) => failure('BAD_USER_INPUT', { field });
  checkTimes(input);
  if (!isCode(kind, input.code)) throw wrong('code');
  if (input.substanceAtcCode != null && !atc.test(input.substanceAtcCode)) throw wrong('substanceAtcCode');
  if (input.dose != null && (input.dose < 1 || input.dose > 20)) throw wrong('dose');
  for (const field of ['reaction', 'conclusion'] as const) {
    if ((input[field]?.length ?? 0) > longestText) throw wrong(field);
  }
  if ((input.department?.length ?? 0) > longestDepartment) throw wrong('department');
  if ((input.resultIds?.length ?? 0) > mostResults) throw wrong('resultIds');
  if (input.referenceLow != null && input.referenceHigh != null && input.referenceLow > input.referenceHigh)
    throw wrong('referenceLow');
  checkResult(input);
  return input;
}

function checkTimes({ effectiveAt, endedAt }: RecordInput): void {
  const latest = Date.now() + 5 * 60_000;
  for (const [field, at] of Object.entries({ effectiveAt, endedAt })) {
    if (!at) continue;
    if (at.getTime() > latest) throw failure('DATE_IN_FUTURE', { field });
    if (at.getTime() < earliestInstant) throw failure('BAD_USER_INPUT', { field, details: { earliest } });
  }
  if (endedAt && endedAt < effectiveAt) throw failure('BAD_USER_INPUT', { field: 'endedAt' });
}

function isCode(kind: RecordKind, code: string): boolean {
  switch (kind) {
    case 'ENCOUNTER':
      return encounterClasses.includes(code);
    case 'CONDITION':
      return icd10.test(code);
    case 'OBSERVATION':
    case 'DIAGNOSTIC_REPORT':
      return isLoinc(code);
    case 'IMMUNIZATION':
      return atc.test(code);
    case 'ALLERGY_INTOLERANCE':
    case 'PROCEDURE':
      return /^[A-Za-z0-9._-]{1,40}$/.test(code);
  }
}

/** A LOINC code ends in a check digit: every second digit from the right is doubled (Luhn, mod 10). */
function isLoinc(code: string): boolean {
  if (!loinc.test(code)) return false;
  const [digits = '', check] = code.split('-');
  const sum = [...digits].toReversed().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return (10 - (sum % 10)) % 10 === Number(check);
}
