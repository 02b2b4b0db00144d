import { failure } from '@wasl/kit/errors';
import { readDigits } from '@wasl/kit/healthId';

/**
 * Reads a national number as people type it: with spaces, hyphens or Arabic-Indic digits.
 * @throws SubgraphError NATIONAL_NUMBER_INVALID unless 11 digits remain.
 */
export function parseNationalId(text: string): string {
  const digits = readDigits(text);
  if (!/^\d{11}$/.test(digits)) throw failure('NATIONAL_NUMBER_INVALID');
  return digits;
}
