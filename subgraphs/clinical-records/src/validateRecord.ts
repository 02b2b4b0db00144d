import { failure } from '@wasl/kit/errors';
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

/** UCUM units that this registry knows. */
const units = new Set(
  '% 1 /min /uL 10*3/uL 10*9/L 10*12/L Cel U/L a cm d fL g g/L g/dL h kPa kg kg/m2 L L/min m mEq/L mL mL/min mL/min/{1.73_m2} m[IU]/L min mg mg/L mg/dL mg/g mm mm/h mm[Hg] mmol/L mmol/mol mo ng/L ng/mL nmol/L pg pg/mL pmol/L s ug/L ug/dL umol/L wk {score} [IU]/L [IU]/mL [pH] [ppm]'.split(
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
  department?: string | null;
  resultIds?: string[] | null;
}

/** @throws SubgraphError BAD_USER_INPUT naming the field, or DATE_IN_FUTURE: clocks may differ by five minutes. */
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
  if (input.dose != null && (input.dose < 1 || input.dose > 20)) throw wrong('dose');
  for (const field of ['reaction', 'conclusion'] as const) {
    if ((input[field]?.length ?? 0) > longestText) throw wrong(field);
  }
  if ((input.department?.length ?? 0) > longestDepartment) throw wrong('department');
  if ((input.resultIds?.length ?? 0) > mostResults) throw wrong('resultIds');
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
