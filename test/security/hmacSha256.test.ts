import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hmacSha256 } from '@wasl/gateway/subgraphs/trust/hmacSha256';

const keyOf = (bytes: Uint8Array) => createSecretKey(Buffer.from(bytes));
const hex = (code: string) => Buffer.from(code, 'base64').toString('hex');

describe('HMAC-SHA-256', () => {
  // RFC 4231, cases 1, 2 and 6: a short key, a shorter one, and one longer than a block.
  it.each([
    [Buffer.alloc(20, 0x0b), 'Hi There', 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7'],
    [
      Buffer.from('Jefe'),
      'what do ya want for nothing?',
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    ],
    [
      Buffer.alloc(131, 0xaa),
      'Test Using Larger Than Block-Size Key - Hash Key First',
      '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
    ],
  ])('answers what RFC 4231 says', (key, text, code) => {
    expect(hex(hmacSha256(keyOf(key))(text, 'base64'))).toBe(code);
  });

  it('answers what Node answers, whatever the length, the script and the key, one after the other', () => {
    const keys = [1, 32, 63, 64, 65, 200].map((length) => keyOf(randomBytes(length)));
    const texts = [
      '',
      'a',
      'سجل المريض',
      '😀'.repeat(40),
      '\ud800',
      'x'.repeat(5_461),
      'x'.repeat(5_462),
      'ي'.repeat(40_000),
    ];
    const codes = keys.map((key) => hmacSha256(key));
    for (const text of texts) {
      keys.forEach((key, index) => {
        for (const encoding of ['base64', 'base64url'] as const)
          expect(codes[index]?.(text, encoding)).toBe(createHmac('sha256', key).update(text).digest(encoding));
      });
    }
  });
});
