import { failure } from '@wasl/kit/errors';
import { toLatinDigits } from '@wasl/kit/healthId';

/**
 * Reads a national number as people type it: with spaces, hyphens or Arabic-Indic digits.
 * @throws WaslError NATIONAL_NUMBER_INVALID unless 11 digits remain.
 */
export function parseNationalId(text: string): string {
  const digits = toLatinDigits(text).replaceAll(/[\s\u200e\u200f-]/g, '');
  if (!/^\d{11}$/.test(digits)) throw failure('NATIONAL_NUMBER_INVALID');
  return digits;
}
