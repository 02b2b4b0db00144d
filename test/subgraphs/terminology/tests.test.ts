import { convertResult } from '@wasl/terminology/convertResult';
import { judgeResult } from '@wasl/terminology/judgeResult';
import { laboratoryTest, laboratoryTests } from '@wasl/terminology/laboratoryTests';
import { allPregnancyRanges } from '@wasl/terminology/pregnancyRanges';
import { ageInDays, allRanges, referenceRange } from '@wasl/terminology/referenceRanges';
import { terminology } from '@wasl/terminology/terminology';
import { convert, isUnit } from '@wasl/terminology/units';
import { describe, expect, it, vi } from 'vitest';

const tests = [...laboratoryTests().values()];
const woman = { ageDays: ageInDays('30a'), sex: 'F' } as const;
const man = { ageDays: ageInDays('30a'), sex: 'M' } as const;

describe('units', () => {
  it.each(['mm[Hg]', '10*9/L', 'm[IU]/L', 'mL/min/{1.73_m2}', 'Cel', '%', 'kPa', '/[HPF]', '[pH]', '{score}'])(
    '%s is UCUM',
    (unit) => {
      expect(isUnit(unit)).toBe(true);
    },
  );

  it.each([
    'mmHg',
    'MG/DL',
    'degF',
    'foo',
    'toString',
    'constructor',
    '__proto__',
    '',
    ' mg',
    'mg /dL',
    'x'.repeat(1000),
  ])('%j is not, and the console is not told', (unit) => {
    const said = vi.spyOn(console, 'log');
    expect(isUnit(unit)).toBe(false);
    expect(said).not.toHaveBeenCalled();
    said.mockRestore();
  });

  it.each([
    [5.5, 'mmol/L', 'mg/dL', { molarMass: 180.156 }, 99.1],
    [100, 'mg/dL', 'mmol/L', { molarMass: 180.156 }, 5.55],
    [1.2, 'mg/dL', 'umol/L', { molarMass: 113.12 }, 106.1],
    [98.6, '[degF]', 'Cel', {}, 37],
    [130, 'g/L', 'g/dL', {}, 13],
    [4, '10*9/L', '10*3/uL', {}, 4],
    [10, 'kPa', 'mm[Hg]', {}, 75.006],
    [4, 'meq/L', 'mmol/L', { charge: 1 }, 4],
    [2, 'meq/L', 'mmol/L', { charge: 2 }, 1],
    [2.5, 'u[IU]/mL', 'm[IU]/L', {}, 2.5],
    [3, '[IU]/mL', 'm[IU]/L', {}, 3_000_000],
    [3.4, 'mg/mmol{creat}', 'mg/g{creat}', { molarMass: 113.12 }, 30.06],
  ])('%d %s in %s', (value, from, to, substance, expected) => {
    expect(convert(value, from, to, substance)).toBeCloseTo(expected, 1);
  });

  it('are not converted across dimensions, nor without the molar mass', () => {
    expect(convert(1, 'kg', 'm')).toBeUndefined();
    expect(convert(100, 'mg/dL', 'mmol/L')).toBeUndefined();
    expect(convert(100, 'mg/dL', 'nonsense')).toBeUndefined();
    expect(convert(100, '[IU]/L', 'mol/L')).toBeUndefined();
    expect(convert(100, '[IU]/L', "[arb'U]/L")).toBeUndefined();
    expect(convert(Number.NaN, 'mg/dL', 'g/L')).toBeUndefined();
  });
});

describe('the list of tests', () => {
  it('has about 200, each in UCUM if it is a quantity', () => {
    expect(tests.length).toBeGreaterThan(200);
    const quantities = tests.filter(({ scale }) => scale === 'quantity');
    expect(quantities.filter(({ unit }) => unit === undefined || !isUnit(unit))).toEqual([]);
    expect(tests.filter(({ scale, unit }) => scale !== 'quantity' && unit !== undefined)).toEqual([]);
    expect(tests.flatMap(({ otherUnits }) => otherUnits).filter((unit) => !isUnit(unit))).toEqual([]);
  });

  it('converts every other unit of a test into its own', () => {
    const failing = tests.flatMap((test) =>
      test.otherUnits
        .filter((other) => convertResult(test, 1, other, test.unit ?? '') === undefined)
        .map((other) => `${test.code} ${other} → ${test.unit}`),
    );
    expect(failing).toEqual([]);
  });

  it('has bounds that hold one another', () => {
    const wrong = tests.filter(({ scale, possible, likely }) => {
      if (scale !== 'quantity') return false;
      const { low = Number.NaN, high = Number.NaN } = possible;
      return !(
        low <= (likely.low ?? Number.NaN) &&
        (likely.low ?? 0) < (likely.high ?? 0) &&
        (likely.high ?? 0) <= high
      );
    });
    expect(wrong.map(({ code }) => code)).toEqual([]);
  });

  it('has reference ranges of tests that it knows, inside what is likely, without gaps of order', () => {
    for (const [code, rows] of allRanges()) {
      const test = laboratoryTest(code);
      expect(test, code).toBeDefined();
      for (const { normal, critical, fromDays, toDays } of rows) {
        expect(fromDays, code).toBeLessThan(toDays);
        for (const value of [normal.low, normal.high, critical.low, critical.high])
          if (value !== undefined) {
            expect(value, code).toBeGreaterThanOrEqual(test?.possible.low ?? 0);
            expect(value, code).toBeLessThanOrEqual(test?.possible.high ?? 0);
          }
        expect(normal.low ?? -Infinity, code).toBeLessThanOrEqual(normal.high ?? Infinity);
        expect(critical.low ?? -Infinity, code).toBeLessThanOrEqual(normal.low ?? Infinity);
        expect(critical.high ?? Infinity, code).toBeGreaterThanOrEqual(normal.high ?? -Infinity);
      }
    }
    expect(allRanges().size).toBeGreaterThan(120);
  });

  it('has ranges of pregnancy from the first week on, one after another, inside what is possible', () => {
    for (const [code, rows] of allPregnancyRanges()) {
      const test = laboratoryTest(code);
      expect(rows[0]?.fromWeek, code).toBe(0);
      for (const [place, { normal, fromWeek, toWeek }] of rows.entries()) {
        expect(fromWeek, code).toBeLessThan(toWeek);
        expect(rows[place + 1]?.fromWeek ?? toWeek, code).toBe(toWeek);
        expect(normal.low, code).toBeLessThan(normal.high ?? Infinity);
        expect(normal.low, code).toBeGreaterThanOrEqual(test?.possible.low ?? Infinity);
        expect(normal.high, code).toBeLessThanOrEqual(test?.possible.high ?? -Infinity);
      }
    }
    expect(allPregnancyRanges().size).toBeGreaterThan(10);
  });

  it('gives one range at most for each sex at any age', () => {
    const overlapping = [...allRanges()].flatMap(([code, rows]) =>
      rows.flatMap((row, place) =>
        rows
          .slice(place + 1)
          .filter((other) => other.fromDays < row.toDays && row.fromDays < other.toDays)
          .filter((other) => other.sex === row.sex || other.sex === '' || row.sex === '')
          .map(() => code),
      ),
    );
    expect(overlapping).toEqual([]);
  });
});

describe('a result', () => {
  it.each([
    ['29463-7', -70, 'kg'],
    ['59408-5', 960, '%'],
    ['8310-5', 370, 'Cel'],
    ['8867-4', 0, '/min'],
    ['718-7', 130, 'g/dL'],
  ])('of %s: %d %s is impossible', (code, value, unit) => {
    expect(judgeResult(code, value, unit)?.plausibility).toBe('impossible');
  });

  it.each([
    ['29463-7', 250, 'kg'],
    ['8310-5', 42, 'Cel'],
    ['2823-3', 9, 'mmol/L'],
  ])('of %s: %d %s asks for a second look', (code, value, unit) => {
    expect(judgeResult(code, value, unit)?.plausibility).toBe('unlikely');
  });

  it('is judged in the unit of the list, whatever unit it comes in', () => {
    expect(judgeResult('8310-5', 98.6, '[degF]')).toEqual({ value: 37, unit: 'Cel', plausibility: 'likely' });
    expect(judgeResult('2345-7', 5.5, 'mmol/L', man)).toMatchObject({ unit: 'mg/dL', interpretation: 'N' });
    expect(judgeResult('718-7', 130, 'g/L', woman)).toMatchObject({ value: 13, interpretation: 'N' });
    expect(judgeResult('718-7', 13, 'kg', woman)).toBeUndefined();
    expect(judgeResult('883-9', 1, '1', woman)).toBeUndefined();
  });

  it('is not judged in a ratio of another kind', () => {
    expect(judgeResult('718-7', 48, '%', man)).toBeUndefined();
    expect(judgeResult('6301-6', 48, 'mmol/mol', man)).toBeUndefined();
    expect(judgeResult('4544-3', 42, '[ppm]', man)).toBeUndefined();
    expect(judgeResult('4548-4', 6.5, '%', man)).toMatchObject({ interpretation: 'H' });
    expect(judgeResult('59261-8', 48, 'mmol/mol', man)).toMatchObject({ interpretation: 'H' });
  });

  it.each<[string, number, string, number]>([
    // The NGSP's table of equivalents.
    ['4548-4', 42, 'mmol/mol', 6.0],
    ['4548-4', 48, 'mmol/mol', 6.5],
    ['4548-4', 86, 'mmol/mol', 10.0],
    ['59261-8', 6.5, '%', 47.5],
    ['59261-8', 10, '%', 85.8],
    // Haemoglobin counts its subunits: 16,114.5 g/mol.
    ['718-7', 8.7, 'mmol/L', 14.0],
    ['4544-3', 0.42, 'L/L', 42],
    ['4544-3', 0.42, '1', 42],
    ['6301-6', 2.5, '1', 2.5],
    ['2345-7', 1.1, 'g/L', 110],
    ['2160-0', 88.42, 'umol/L', 1.0],
    ['17861-6', 2.5, 'mmol/L', 10.0],
    ['6690-2', 7500, '/uL', 7.5],
    ['777-3', 250, '10*9/L', 250],
    ['2019-8', 5.3, 'kPa', 39.8],
  ])('%s of %d %s is %d in the unit of the list', (code, value, unit, expected) => {
    expect(judgeResult(code, value, unit)?.value).toBeCloseTo(expected, 1);
  });

  it.each<[string, number, string, number, string]>([
    ['1975-2', 20, 'mg/dL', 7, 'HH'],
    ['1975-2', 10, 'mg/dL', 7, 'N'],
    ['1975-2', 8, 'mg/dL', 20, 'H'],
    ['4544-3', 60, '%', 1, 'N'],
    ['4544-3', 60, '%', 60, 'H'],
    ['41653-7', 35, 'mg/dL', 1, 'LL'],
    ['41653-7', 60, 'mg/dL', 1, 'N'],
    ['787-2', 110, 'fL', 2, 'N'],
    ['2777-1', 6.5, 'mg/dL', 5, 'N'],
    ['6768-6', 250, 'U/L', 6000, 'N'],
  ])('%s of %d %s at %d days is %s', (code, value, unit, ageDays, expected) => {
    expect(judgeResult(code, value, unit, { ageDays, sex: 'M' })?.interpretation).toBe(expected);
  });

  it('has a range of every day of life between the first and the last, for both sexes', () => {
    const gaps = [...allRanges()].flatMap(([code, rows]) =>
      (['F', 'M'] as const).flatMap((sex) => {
        const own = rows.filter((row) => row.sex === '' || row.sex === sex).toSorted((a, b) => a.fromDays - b.fromDays);
        return own.flatMap((row, index) =>
          index > 0 && row.fromDays > (own[index - 1]?.toDays ?? 0) ? [`${code} ${sex}`] : [],
        );
      }),
    );
    expect(gaps).toEqual([]);
  });

  it('is interpreted by age and sex', () => {
    expect(judgeResult('718-7', 12.5, 'g/dL', woman)?.interpretation).toBe('N');
    expect(judgeResult('718-7', 12.5, 'g/dL', man)?.interpretation).toBe('L');
    expect(judgeResult('718-7', 12.5, 'g/dL', { ageDays: 1, sex: 'M' })?.interpretation).toBe('L');
    expect(judgeResult('718-7', 6, 'g/dL', man)?.interpretation).toBe('LL');
    expect(judgeResult('2823-3', 7, 'mmol/L', man)?.interpretation).toBe('HH');
    expect(judgeResult('2160-0', 1, 'mg/dL', { ageDays: ageInDays('2a'), sex: 'M' })?.interpretation).toBe('H');
  });

  it('has no range where the sex decides and is not known', () => {
    expect(referenceRange('718-7', { ageDays: ageInDays('30a') })).toBeUndefined();
    expect(referenceRange('2951-2', { ageDays: ageInDays('30a') })).toMatchObject({ normal: { low: 135, high: 145 } });
  });

  it('of a test of the list has a name in both languages', () => {
    expect([...laboratoryTests().keys()]).toEqual([...terminology.list('loinc').keys()]);
  });
});
