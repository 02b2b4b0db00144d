import { createJsonWriter } from '@wasl/gateway/execution/shape/jsonWriter';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const write = (value: string, writer = createJsonWriter()) => {
  writer.string(value);
  return writer.take().toString('utf8');
};

describe('the writer of answers', () => {
  it('writes every string as JSON.stringify does, halves of surrogate pairs included', () => {
    const strings = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) }),
      fc.string({ unit: fc.constantFrom('أ', 'é', '"', '\\', '\n', '\u2028', '€', 'a', '\ud83d', '\ude00') }),
    );
    const writer = createJsonWriter();
    fc.assert(
      fc.property(strings, fc.nat(200), (value, more) => {
        expect(write(value, writer)).toBe(JSON.stringify(value));
        const longer = 'ق'.repeat(more) + value;
        expect(write(longer, writer)).toBe(JSON.stringify(longer));
      }),
      { numRuns: 2_000, seed: 1 },
    );
  });

  it.each(['\u0000', '\u001f', '\u007f', '\u0080', '\u07ff', '\u0800', '\ud7ff', '\ue000', '\uffff'])(
    'knows where an encoding ends: %j',
    (value) => {
      expect(write(value)).toBe(JSON.stringify(value));
    },
  );

  it('grows with what it writes, whatever the string’s characters take', () => {
    for (const unit of ['a', 'ش', '€', '\u0001', '😀']) {
      const value = unit.repeat(300_000);
      expect(JSON.parse(write(value)) === value).toBe(true);
    }
  });

  it('forgets what was written since a position, and begins anew after it was taken', () => {
    const writer = createJsonWriter();
    writer.json('[1');
    const position = writer.position();
    writer.bytes(Buffer.from(',2'));
    writer.string('x'.repeat(100_000));
    writer.goBack(position);
    writer.json(']');
    expect(writer.take().toString()).toBe('[1]');
    expect(writer.position()).toBe(0);
  });

  it('never gives its own memory away', () => {
    const writer = createJsonWriter();
    writer.string('first');
    const first = writer.take();
    writer.string('other');
    expect([first.toString(), writer.take().toString()]).toEqual(['"first"', '"other"']);
  });
});
