const decimal = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,6}))?$/;
/** Most digits to which an exponent is expanded. */
const mostDigits = 400;

/**
 * The digits of a JSON number that is an integer, whether it is written as `12`, `12.0` or `1.2e1`; undefined for any other number, and for
 * one whose exponent makes it longer than 400 digits.
 */
export function exactInteger(text: string): string | undefined {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = decimal.exec(text) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  if (whole === '') return undefined;
  if (digits === '') return '0';
  const shift = Number(exponent) - fraction.length;
  if (shift === 0) return sign + digits;
  if (shift > 0)
    return digits.length + shift > mostDigits ? undefined : sign + digits.padEnd(digits.length + shift, '0');
  const end = digits.length + shift;
  return end > 0 && /^0*$/.test(digits.slice(end)) ? sign + digits.slice(0, end) : undefined;
}
