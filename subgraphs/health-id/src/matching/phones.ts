import { failure } from '@wasl/kit/errors';
import { toLatinDigits } from '@wasl/kit/healthId';

const syria = '963';
/** ITU-T E.164: at most 15 digits, the country's code included; no country has numbers of fewer than 7. */
const [shortest, longest] = [7, 15];
/** Without what is dialled before it, a Syrian number has 8 digits (a landline, the city's code included) or 9 (a mobile, which begins with 9). */
const syrian = /^(?:9\d{8}|[1-8]\d{6,8})$/;

/**
 * A telephone number as it is stored and compared: `+`, the country and the number, whatever digits, spaces and prefixes it was written with
 * (`0944 123 456`, `00963944123456` and `٠٩٤٤١٢٣٤٥٦` are one). Without a country it is a Syrian one. @throws SubgraphError BAD_USER_INPUT
 * naming the field, also for what is obviously nobody's
 */
export function readPhone(text: string, field = 'phone'): string {
  const written = toLatinDigits(text.normalize('NFKC')).replaceAll(/[\p{Z}\p{Cf}\s().\-/\p{Pd}]/gu, '');
  const international = /^(?:\+|00)(\d+)$/.exec(written)?.[1] ?? (/^963\d{8,9}$/.test(written) ? written : undefined);
  const local = /^0?(\d+)$/.exec(written)?.[1];
  const digits = international ?? (local !== undefined && syrian.test(local) ? syria + local : '');
  const number = digits.startsWith(syria) ? syria + digits.slice(syria.length).replace(/^0/, '') : digits;
  const isKnownForm = !number.startsWith(syria) || syrian.test(number.slice(syria.length));
  if (number.length < shortest || number.length > longest || number.startsWith('0') || !isKnownForm || isDummy(number))
    throw failure('BAD_USER_INPUT', { field });
  return `+${number}`;
}

/** What is typed where a number is asked for and none is known: 0999999999. */
function isDummy(number: string): boolean {
  return /(\d)\1{6}$/.test(number);
}
