import { ageInDays, birthdayOf, damascusDay, endOfDay, fullYears, startOfDay } from '@wasl/kit/calendar';
import { instantAt } from '@wasl/demo/days';
import { damascusDateTime, damascusInstant } from '@wasl/schema/damascusTime.ts';
import { describe, expect, it } from 'vitest';

describe('the calendar in Damascus', () => {
  it.each([
    ['2026-11-25T20:59:59Z', '2026-11-25'],
    ['2026-11-25T21:00:00Z', '2026-11-26'],
    ['2026-07-01T20:59:59Z', '2026-07-01'],
    // Until October 2022 clocks went by winter and summer: UTC+2 and UTC+3.
    ['2021-12-31T21:30:00Z', '2021-12-31'],
    ['2021-12-31T22:30:00Z', '2022-01-01'],
    ['2021-07-01T20:30:00Z', '2021-07-01'],
    ['2021-07-01T21:30:00Z', '2021-07-02'],
    ['2023-01-01T21:30:00Z', '2023-01-02'],
    ['1985-01-14T21:30:00Z', '1985-01-14'],
  ])('at %s has the day %s', (instant, day) => {
    expect(damascusDay(new Date(instant))).toBe(day);
  });

  it.each([
    ['2021-12-31T22:30:00Z', '2022-01-01T00:30:00+02:00'],
    ['2021-07-01T21:30:00Z', '2021-07-02T00:30:00+03:00'],
    ['2023-01-01T21:30:00Z', '2023-01-02T00:30:00+03:00'],
    ['1900-06-01T12:00:00Z', '1900-06-01T14:25:00+02:25'],
  ])('at %s writes %s, the same instant', (instant, written) => {
    expect(damascusDateTime(Date.parse(instant))).toBe(written);
    expect(new Date(written)).toEqual(new Date(instant));
  });

  it.each([
    ['2021-01-15', '2021-01-14T22:00:00.000Z', '2021-01-15T22:00:00.000Z'],
    ['2021-07-15', '2021-07-14T21:00:00.000Z', '2021-07-15T21:00:00.000Z'],
    // Clocks were set forward at midnight, and back at midnight to eleven.
    ['2021-03-26', '2021-03-25T22:00:00.000Z', '2021-03-26T21:00:00.000Z'],
    ['2021-10-29', '2021-10-28T22:00:00.000Z', '2021-10-29T22:00:00.000Z'],
    // Winter time was not kept any more.
    ['2022-10-28', '2022-10-27T21:00:00.000Z', '2022-10-28T21:00:00.000Z'],
    ['2026-11-27', '2026-11-26T21:00:00.000Z', '2026-11-27T21:00:00.000Z'],
  ])('begins %s at %s and ends it at %s', (day, from, until) => {
    expect(startOfDay(day).toISOString()).toBe(from);
    expect(endOfDay(new Date(from)).toISOString()).toBe(until);
    expect([damascusDay(new Date(from)), damascusDay(new Date(Date.parse(from) - 1))]).not.toContain(
      damascusDay(new Date(until)),
    );
    expect(damascusDay(new Date(Date.parse(until) - 1))).toBe(day);
  });

  it('reads the time that clocks show, and dates the demo by it', () => {
    expect(new Date(damascusInstant('2021-01-15T08:30:00')).toISOString()).toBe('2021-01-15T06:30:00.000Z');
    expect(damascusInstant('no time')).toBeNaN();
    for (const day of ['1984-12-31', '2021-01-15', '2021-03-26', '2021-07-15', '2021-10-29', '2026-01-15']) {
      const written = instantAt(day, 8 * 60 + 30);
      expect(damascusDateTime(Date.parse(written))).toMatch(`${day}T08:30:00`);
      expect(damascusDay(new Date(instantAt(day, 1_445)))).toBe(damascusDay(endOfDay(new Date(written))));
    }
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
