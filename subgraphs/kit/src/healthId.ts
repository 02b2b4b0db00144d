import { failure } from './errors.ts';

const separators = /[\s\u00a0\u200e\u200f\u061c-]/g;
const twelveDigits = /^\d{12}$/;

/**
 * Reads a health ID as people write it: 10 digits and 2 check digits (ISO 7064 MOD 97-10), with spaces or hyphens anywhere, in Latin,
 * Arabic-Indic or Persian digits. Returns the 12 digits.
 * @throws SubgraphError HEALTH_ID_INVALID when it is mistyped.
 */
export function parseHealthId(text: string): string {
  const digits = readDigits(text);
  if (!twelveDigits.test(digits) || Number(BigInt(digits) % 97n) !== 1) throw failure('HEALTH_ID_INVALID');
  return digits;
}

/** The two check digits of ten digits: with them appended, the number is 1 modulo 97. */
export function checkDigits(tenDigits: string): string {
  if (!/^\d{10}$/.test(tenDigits)) throw new RangeError('Ten digits are expected.');
  return String(98n - ((BigInt(tenDigits) * 100n) % 97n)).padStart(2, '0');
}

/** The health ID with these ten random digits. */
export function toHealthId(tenDigits: string): string {
  return tenDigits + checkDigits(tenDigits);
}

/** As printed on a card: three groups of four. */
export function formatHealthId(healthId: string): string {
  return healthId.replace(/^(\d{4})(\d{4})(\d{4})$/, '$1 $2 $3');
}

/** A number as people write it, converted to Latin digits, without spaces, hyphens and direction marks. */
export function readDigits(text: string): string {
  return toLatinDigits(text.replaceAll(separators, ''));
}

/** Converts Arabic-Indic (٠–٩) and Persian (۰–۹) digits to 0–9; everything else stays. */
export function toLatinDigits(text: string): string {
  return text.replaceAll(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 0xf));
}
