import { canonicalJson } from '@wasl/gateway/audit/chain/canonicalJson';
import { expect, test } from 'vitest';

test('orders keys by their code units, at every depth, and leaves out what is undefined', () => {
  expect(canonicalJson({ b: [{ z: 1, a: null }], a: true, é: 'ق', B: undefined })).toBe(
    '{"a":true,"b":[{"a":null,"z":1}],"é":"ق"}',
  );
});

test('writes one text for values that are the same', () => {
  expect(canonicalJson({ x: 1, y: '\n' })).toBe(canonicalJson({ y: '\u000a', x: 1.0 }));
});

test.each([0.5, Number.NaN, 2 ** 60, 1n, () => 1, undefined])('refuses %s, which has no one text', (value) => {
  expect(() => canonicalJson({ value: [value] })).toThrow(TypeError);
});
