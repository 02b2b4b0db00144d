import { mayDependOnPregnancy, pregnancyWeeksAt } from '@wasl/clinical-records/pregnancyWeeks';
import { describe, expect, it } from 'vitest';

const at = (day: string) => new Date(`${day}T08:00:00Z`);
const gestation = (day: string, value: number, unit = 'wk') => ({ effectiveAt: at(day), content: { value, unit } });

describe('the week of pregnancy at a result', () => {
  it.each([
    ['as measured that day', '2026-03-01', [gestation('2026-03-01', 12)], 12],
    ['counted on from before', '2026-03-15', [gestation('2026-03-01', 12)], 14],
    ['counted back from later', '2026-02-15', [gestation('2026-03-01', 12)], 10],
    ['in days', '2026-03-01', [gestation('2026-03-01', 84, 'd')], 12],
    ['by the nearest', '2026-05-01', [gestation('2026-05-08', 21), gestation('2026-03-01', 8)], 20],
    [
      'by the day in Damascus',
      '2026-03-01',
      [{ effectiveAt: new Date('2026-02-28T22:00:00Z'), content: { value: 12, unit: 'wk' } }],
      12,
    ],
    ['none before conception', '2025-11-01', [gestation('2026-03-01', 12)], undefined],
    ['none when the child is born', '2026-03-22', [gestation('2026-03-01', 39)], undefined],
    ['none long after anybody looked', '2026-06-01', [gestation('2026-03-01', 12)], undefined],
    ['none without a measurement', '2026-03-01', [], undefined],
  ])('is told %s', (_, day, gestations, weeks) => {
    expect(pregnancyWeeksAt(at(day), gestations)).toBe(weeks);
  });

  it('is asked for where it matters alone', () => {
    const ask = (code: string, birthDate: string, sex = 'FEMALE') =>
      mayDependOnPregnancy(code, at('2026-03-01'), { birthDate, sex });
    expect([ask('718-7', '1995-01-01'), ask('718-7', '2026-02-01'), ask('718-7', '1940-01-01')]).toEqual([
      true,
      false,
      false,
    ]);
    expect([ask('718-7', '1995-01-01', 'MALE'), ask('2823-3', '1995-01-01')]).toEqual([false, false]);
  });
});
