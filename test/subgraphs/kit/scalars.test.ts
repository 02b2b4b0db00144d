import { DateScalar, DateTimeScalar } from '@wasl/kit/scalars';
import { describe, expect, it } from 'vitest';

describe('a calendar day', () => {
  it.each(['2026-02-28', '2024-02-29', '1900-12-31', '2026-11-26'])('%s is taken as it is', (day) => {
    expect(DateScalar.parseValue(day)).toBe(day);
  });

  it.each(['2026-02-29', '2026-02-30', '2026-13-01', '2026-00-10', '26-01-01', '2026-1-1', '٢٠٢٦-٠١-٠١', '', 5, null])(
    '%s is refused, with the form that is expected',
    (day) => {
      expect(() => DateScalar.parseValue(day)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
    },
  );
});

describe('an instant', () => {
  it('is read with its zone', () => {
    expect(DateTimeScalar.parseValue('2026-11-23T08:30:00+03:00')).toEqual(new Date('2026-11-23T05:30:00Z'));
  });

  it.each([
    '2026-02-30T10:00:00Z',
    '2026-02-29T10:00:00+03:00',
    '2026-04-31T00:00Z',
    '2026-11-23T25:00:00Z',
    '2026-11-23',
  ])('%s is refused, and not taken for another day', (instant) => {
    expect(() => DateTimeScalar.parseValue(instant)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
  });
});
