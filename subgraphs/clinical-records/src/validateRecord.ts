import { failure } from '@wasl/kit/errors';
import type { RecordKind } from './kinds.ts';

const icd10 = /^[A-TV-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?$/;
const loinc = /^\d{1,7}-\d$/;
const atc = /^[A-V]\d{2}[A-Z]{2}\d{2}$/;
const encounterClasses = ['AMB', 'EMER', 'IMP', 'HH', 'VR'];

/** UCUM units that this registry knows. */
const units = new Set(
  '% 1 /min 10*9/L 10*12/L Cel U/L cm g g/L g/dL kg kg/m2 m mL/min mg/dL mm[Hg] mmol/L mmol/mol mEq/L ng/mL pg fL ug/L umol/L {score} mm/h [pH] m[IU]/L'.split(
    ' ',
  ),
);

export interface RecordInput {
  code: string;
  displayAr: string;
  displayEn: string;
  effectiveAt: Date;
  endedAt?: Date | null;
  confidentiality?: string | null;
  sensitivities?: string[] | null;
  unit?: string | null;
  value?: number | null;
  substanceAtcCode?: string | null;
  referenceLow?: number | null;
  referenceHigh?: number | null;
  dose?: number | null;
  reaction?: string | null;
  conclusion?: string | null;
}

/** @throws WaslError BAD_USER_INPUT naming the field, or DATE_IN_FUTURE: clocks may differ by five minutes. */
export function validateRecord(kind: RecordKind, input: RecordInput): void {
  const wrong = (field: string) => failure('BAD_USER_INPUT', { field });
  const latest = Date.now() + 5 * 60_000;
  if (input.effectiveAt.getTime() > latest) throw failure('DATE_IN_FUTURE', { field: 'effectiveAt' });
  if (input.endedAt && input.endedAt.getTime() > latest) throw failure('DATE_IN_FUTURE', { field: 'endedAt' });
  if (input.endedAt && input.endedAt < input.effectiveAt) throw wrong('endedAt');
  if (!isCode(kind, input.code)) throw wrong('code');
  if (input.displayAr.trim() === '' || input.displayAr.length > 500) throw wrong('displayAr');
  if (input.displayEn.trim() === '' || input.displayEn.length > 500) throw wrong('displayEn');
  if (input.substanceAtcCode != null && !atc.test(input.substanceAtcCode)) throw wrong('substanceAtcCode');
  if (input.unit != null && !units.has(input.unit)) throw wrong('unit');
  if (input.referenceLow != null && input.referenceHigh != null && input.referenceLow > input.referenceHigh)
    throw wrong('referenceLow');
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
