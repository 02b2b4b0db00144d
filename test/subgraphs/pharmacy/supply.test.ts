import { addDays, supplyDays, supplyEnd } from '@wasl/pharmacy/supply';
import { describe, expect, it } from 'vitest';

describe('a supply', () => {
  it.each<[string, number | null, number, number]>([
    ['tablet', 2, 20, 10],
    ['tablet', 3, 20, 7],
    ['tablet', null, 30, 30],
    ['tablet', null, 5, 14],
    ['capsule', null, 1_000, 180],
    ['inhaler', null, 1, 30],
    ['cream', null, 2, 60],
    ['syrup', 15, 100, 7],
    ['tablet', 0.5, 1_000, 400],
  ])('of a %s at %s a day lasts, with %i units, %i days', (form, unitsPerDay, units, days) => {
    expect(supplyDays({ form, unitsPerDay }, units)).toBe(days);
  });

  it('begins when what is left from before has ended', () => {
    expect(supplyEnd(null, '2026-02-25', 10)).toBe('2026-03-06');
    expect(supplyEnd('2026-02-24', '2026-02-25', 10)).toBe('2026-03-06');
    expect(supplyEnd('2026-03-06', '2026-03-01', 10)).toBe('2026-03-16');
  });

  it('knows the end of a year', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(addDays('2028-03-01', -1)).toBe('2028-02-29');
  });
});
