import { hasLoincCheckDigit } from '@wasl/terminology/loincCheckDigit';

/** Whether a text has the form of a LOINC code, with its check digit. */
export function isLoinc(code: string): boolean {
  return /^\d{1,7}-\d$/.test(code) && hasLoincCheckDigit(code);
}
