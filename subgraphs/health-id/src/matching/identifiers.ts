import { failure } from '@wasl/kit/errors';
import { isUnknownName } from './placeholders.ts';

export const civilRegistry = 'SY-CIVIL-REGISTRY';

/** A number that an authority knows a person by. */
export interface Identifier {
  /** Code of the authority. */
  issuer: string;
  value: string;
}

/** Issuers whose numbers are digits of one length; spreadsheets lose the zero that such a number begins with. */
const digitsOfIssuer: ReadonlyMap<string, { digits: number; mayLackZeros: number }> = new Map([
  [civilRegistry, { digits: 11, mayLackZeros: 1 }],
]);

const shortestAlike = 4;
const shortestSequence = 6;

/**
 * An identifier as it is stored and compared: digits 0–9 whatever their script, capitals, one kind of hyphen, no spaces, no invisible
 * characters. Where the issuer has numbers of one length, nothing but its digits, with the zero in front restored; elsewhere zeros in front
 * count. @throws SubgraphError BAD_USER_INPUT naming the field, also for what is obviously nobody's; NATIONAL_NUMBER_INVALID
 */
export function readIdentifier(written: Identifier): Identifier {
  const issuer = normalForm(written.issuer);
  if (!/^[A-Z][A-Z0-9-]{1,39}$/.test(issuer)) throw failure('BAD_USER_INPUT', { field: 'issuer' });
  const value = readValue(issuer, normalForm(written.value));
  if (!/^[\p{L}\p{N}./-]{1,60}$/u.test(value) || isDummy(value)) throw failure('BAD_USER_INPUT', { field: 'value' });
  return { issuer, value };
}

function readValue(issuer: string, value: string): string {
  const rule = digitsOfIssuer.get(issuer);
  if (rule === undefined) return value;
  const bare = value.replaceAll(/[-./]/g, '');
  const whole = bare.length < rule.digits - rule.mayLackZeros ? bare : bare.padStart(rule.digits, '0');
  if (!/^\d+$/.test(whole) || whole.length !== rule.digits) throw failure('NATIONAL_NUMBER_INVALID');
  return whole;
}

function normalForm(text: string): string {
  return text
    .normalize('NFKC')
    .replaceAll(/[\p{Z}\p{Cf}\t\n\r]/gu, '')
    .replaceAll(/[\p{Pd}\u2212]/gu, '-')
    .replaceAll(/\p{Nd}/gu, digitValue)
    .toUpperCase();
}

/** Unicode keeps the ten digits of a script side by side, zero first. */
function digitValue(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  let before = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(code - before - 1))) before += 1;
  return String(before % 10);
}

/** What is typed where a number is asked for and none is known: 0, 99999, 123456789, XXXX, unknown. */
function isDummy(value: string): boolean {
  const bare = value.replaceAll(/[-./]/g, '');
  if (/^0*$/.test(bare) || isUnknownText(bare)) return true;
  const isAlike = bare.length >= shortestAlike && new Set(bare).size === 1;
  return isAlike || (bare.length >= shortestSequence && (isSequence(bare, 1) || isSequence(bare, 9)));
}

function isUnknownText(value: string): boolean {
  return !/\d/.test(value) && isUnknownName(value);
}

/** Whether each digit is the one before with so much added, 0 after 9. */
function isSequence(value: string, step: number): boolean {
  return (
    /^\d+$/.test(value) &&
    [...value].every((digit, index) => index === 0 || (Number(value[index - 1]) + step) % 10 === Number(digit))
  );
}
