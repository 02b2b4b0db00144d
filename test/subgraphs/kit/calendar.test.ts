import { ageInDays, birthdayOf, damascusDay, fullYears } from '@wasl/kit/calendar';
import { describe, expect, it } from 'vitest';

describe('the calendar in Damascus', () => {
  it.each([
    ['2026-11-25T20:59:59Z', '2026-11-25'],
    ['2026-11-25T21:00:00Z', '2026-11-26'],
    ['2026-07-01T20:59:59Z', '2026-07-01'],
  ])('at %s has the day %s', (instant, day) => {
    expect(damascusDay(new Date(instant))).toBe(day);
  });

  it.each([
    ['2008-11-26', '2026-11-25', 17],
    ['2008-11-26', '2026-11-26', 18],
    ['2008-02-29', '2026-02-28', 17],
    ['2008-02-29', '2026-03-01', 18],
    ['2008-02-29', '2028-02-28', 19],
    ['2008-02-29', '2028-02-29', 20],
  ])('counts who was born on %s on %s as %i', (born, day, years) => {
    expect(fullYears(born, day)).toBe(years);
  });

  it('names the day on which somebody becomes 18, which is the first on which 18 years are full', () => {
    expect(birthdayOf('2008-11-26', 18)).toBe('2026-11-26');
    expect(birthdayOf('2008-02-29', 18)).toBe('2026-03-01');
    expect(birthdayOf('2008-02-29', 20)).toBe('2028-02-29');
    for (const born of ['2008-02-29', '2008-12-31', '2009-01-01'])
      expect(fullYears(born, birthdayOf(born, 18))).toBe(18);
  });

  it.each([
    ['2026-02-28', '2026-03-01', 1],
    ['2025-03-01', '2026-02-28', 364],
    ['2025-03-01', '2026-03-01', 365.25],
    ['2008-02-29', '2026-02-28', 18 * 365.25 - 1.0007],
    ['2008-02-29', '2026-03-01', 18 * 365.25],
    ['2008-11-26', '2026-11-26', 18 * 365.25],
    ['2026-03-02', '2026-03-01', -1],
  ])('counts the days of who was born on %s on %s so that birthdays are whole years: %d', (born, day, days) => {
    expect(ageInDays(born, day)).toBeCloseTo(days, 3);
  });
});
