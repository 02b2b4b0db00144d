import { checkDigits, formatHealthId, parseHealthId, toHealthId } from '@wasl/kit/healthId';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const tenDigits = fc.integer({ min: 0, max: 9_999_999_999 }).map((number) => String(number).padStart(10, '0'));
const refused = expect.objectContaining({ code: 'HEALTH_ID_INVALID' });

const refusal = (text: string) => {
  try {
    return parseHealthId(text);
  } catch (error) {
    return error;
  }
};

describe('health ID', () => {
  it('appends check digits that leave 1 when the whole is divided by 97', () => {
    expect(checkDigits('0794000000')).toBe(String(98 - ((794_000_000 * 100) % 97)).padStart(2, '0'));
    fc.assert(fc.property(tenDigits, (digits) => BigInt(digits + checkDigits(digits)) % 97n === 1n));
  });

  it('reads what it prints, with spaces, hyphens, Arabic-Indic and Persian digits', () => {
    fc.assert(
      fc.property(tenDigits, (digits) => {
        const healthId = toHealthId(digits);
        const shifted = (zero: number) =>
          healthId.replaceAll(/\d/g, (digit) => String.fromCharCode(zero + Number(digit)));
        const hyphened = healthId.replace(/(\d{4})(?=\d)/g, '$1-');
        const forms = [healthId, formatHealthId(healthId), hyphened, shifted(0x660), shifted(0x6f0)];
        return forms.every((form) => parseHealthId(form) === healthId);
      }),
    );
  });

  it('refuses every single mistyped digit', () => {
    const healthId = toHealthId('4815162342');
    for (let place = 0; place < 12; place += 1) {
      for (const digit of '0123456789') {
        if (digit === healthId[place]) continue;
        expect(refusal(healthId.slice(0, place) + digit + healthId.slice(place + 1))).toEqual(refused);
      }
    }
  });

  it('refuses every swap of two neighbouring digits', () => {
    fc.assert(
      fc.property(tenDigits, fc.integer({ min: 0, max: 10 }), (digits, place) => {
        const typed = [...toHealthId(digits)];
        const [left = '', right = ''] = typed.slice(place, place + 2);
        fc.pre(left !== right);
        typed.splice(place, 2, right, left);
        return refusal(typed.join('')) instanceof Error;
      }),
    );
  });

  it.each(['', '12345678901', '1234567890123', '48151623424a', 'abcdefghijkl'])('refuses %j', (text) => {
    expect(refusal(text)).toEqual(refused);
  });
});
