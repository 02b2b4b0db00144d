import { checkDose, type Dose, milligramsPerDay, stockUnitOf, unitsPerDay } from '@wasl/pharmacy/dose';
import { doseAlerts } from '@wasl/pharmacy/doseAlerts';
import { doseSentence } from '@wasl/pharmacy/doseSentence';
import { takerOf } from '@wasl/pharmacy/patientFacts';
import { doseLimits } from '@wasl/terminology/safety/doseLimits';
import { terminology } from '@wasl/terminology/terminology';
import type { RecordLabels } from '@wasl/terminology/recordLabels';
import { describe, expect, it } from 'vitest';

const plain: RecordLabels = { confidentiality: 'N', sensitivities: [] };
const tablet: Dose = { amount: 1, unit: 'TABLET', route: 'ORAL', timesPerDay: 3 };
const syrup: Dose = { amount: 5, unit: 'ML', route: 'ORAL', everyHours: 6 };
const paracetamol = { form: 'tablet', strength: '500 mg' };
const paracetamolSyrup = { form: 'syrup', strength: '120 mg/5 mL' };

describe('a dose in figures', () => {
  it.each<[Dose, string, string]>([
    [tablet, '1 tablet by mouth 3 times a day.', 'حبة واحدة عن طريق الفم 3 مرات يومياً.'],
    [
      { ...tablet, amount: 0.5, timesPerDay: 1, durationDays: 1 },
      'Half a tablet by mouth once a day, for 1 day.',
      'نصف حبة عن طريق الفم مرة واحدة يومياً، لمدة يوم واحد.',
    ],
    [
      { ...tablet, amount: 0.25, timesPerDay: 2, durationDays: 10 },
      'A quarter of a tablet by mouth twice a day, for 10 days.',
      'ربع حبة عن طريق الفم مرتين يومياً، لمدة 10 أيام.',
    ],
    [
      { ...tablet, amount: 2, timesPerDay: null, everyHours: 8, asNeeded: true, maxPerDay: 3, durationDays: 11 },
      '2 tablets by mouth every 8 hours, as needed, at most 3 times a day, for 11 days.',
      'حبتان عن طريق الفم كل 8 ساعات، عند اللزوم، وبحد أقصى 3 مرات يومياً، لمدة 11 يوماً.',
    ],
    [{ ...syrup, amount: 7.5 }, '7.5 mL by mouth every 6 hours.', '7.5 مل عن طريق الفم كل 6 ساعات.'],
    [
      { amount: 2, unit: 'PUFF', route: 'INHALED', timesPerDay: 2 },
      '2 puffs inhaled twice a day.',
      'بختان استنشاقاً مرتين يومياً.',
    ],
    [
      { ...tablet, amount: 4, timesPerDay: 1, daysPerWeek: 1 },
      '4 tablets by mouth once a day on 1 day of the week only.',
      '4 حبات عن طريق الفم مرة واحدة يومياً في يوم واحد من الأسبوع فقط.',
    ],
    [{ ...syrup, amount: 0.5, everyHours: 24 }, '0.5 mL by mouth every 24 hours.', '0.5 مل عن طريق الفم كل 24 ساعة.'],
    [
      { ...tablet, amount: 1, unit: 'UG', timesPerDay: 1 },
      '1 microgram by mouth once a day.',
      '1 مكغ عن طريق الفم مرة واحدة يومياً.',
    ],
  ])('%j reads as a sentence in both languages', (dose, en, ar) => {
    expect(doseSentence(dose)).toEqual({ en, ar });
  });

  it.each<[Dose, object, number | undefined, number | null]>([
    [tablet, paracetamol, 1500, 3],
    [{ ...tablet, amount: 0.5 }, paracetamol, 750, 1.5],
    [{ ...tablet, amount: 750, unit: 'MG', timesPerDay: 2 }, paracetamol, 1500, 3],
    [syrup, paracetamolSyrup, 480, 20],
    [{ ...syrup, amount: 120, unit: 'MG' }, paracetamolSyrup, 480, 20],
    [{ ...tablet, asNeeded: true, maxPerDay: 8 }, paracetamol, 4000, 8],
    [{ ...tablet, daysPerWeek: 1, timesPerDay: 7 }, paracetamol, 3500, 1],
    [{ ...tablet, amount: 1, timesPerDay: 1 }, { form: 'tablet', strength: '100 ug' }, 0.1, 1],
    [{ amount: 2, unit: 'PUFF', route: 'INHALED', timesPerDay: 2 }, { form: 'inhaler', strength: '100 ug' }, 0.4, null],
    [
      { amount: 1, unit: 'APPLICATION', route: 'SKIN', timesPerDay: 2 },
      { form: 'cream', strength: '2 %' },
      undefined,
      null,
    ],
  ])('%j of %j is %s mg and %s units a day', (dose, medicine, mg, perDay) => {
    const known = medicine as { form: string; strength: string };
    expect(milligramsPerDay(dose, known)).toEqual(mg === undefined ? undefined : expect.closeTo(mg, 5));
    expect(unitsPerDay(dose, known)).toEqual(perDay === null ? null : expect.closeTo(perDay, 5));
  });

  it.each<[Partial<Dose>, string]>([
    [{ amount: 0 }, 'dose.amount'],
    [{ amount: Number.NaN }, 'dose.amount'],
    [{ timesPerDay: 25 }, 'dose.timesPerDay'],
    [{ everyHours: 6 }, 'dose.timesPerDay'],
    [{ timesPerDay: null }, 'dose.timesPerDay'],
    [{ unit: 'ML' }, 'dose.unit'],
    [{ unit: 'PUFF' }, 'dose.unit'],
    [{ daysPerWeek: 8 }, 'dose.daysPerWeek'],
    [{ durationDays: 0 }, 'dose.durationDays'],
  ])('%j of a tablet is refused at %s', (change, field) => {
    expect(() => checkDose({ ...tablet, ...change }, paracetamol)).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', details: { field } }),
    );
  });

  it('counts the stock by the form', () => {
    expect(['tablet', 'capsule', 'syrup', 'inhaler', 'cream'].map(stockUnitOf)).toEqual([
      'TABLET',
      'CAPSULE',
      'ML',
      'PACKAGE',
      'PACKAGE',
    ]);
  });
});

describe('alerts on a dose', () => {
  const alerts = (atcCode: string, medicine: { form: string; strength: string }, dose: Dose, taker: object) =>
    doseAlerts({ id: 'a', atcCode, labels: plain, ...medicine, dose }, taker).map(({ severity, cause }) => [
      severity,
      cause.messageEn,
      cause.category,
    ]);
  const weighing = (kg: number) => ({ years: 3, weight: { kg, labels: plain } });

  it('tell of more than the highest of a day, for an adult', () => {
    expect(alerts('N02BE01', paracetamol, { ...tablet, timesPerDay: 8 }, { years: 40 })).toEqual([]);
    expect(alerts('N02BE01', paracetamol, { ...tablet, amount: 2, timesPerDay: 6 }, { years: 40 })).toEqual([
      ['SEVERE', 'Paracetamol 6000 mg a day: the highest is 4000 mg.', null],
    ]);
    expect(alerts('N02BE01', paracetamol, { ...tablet, amount: 2, timesPerDay: 6 }, {})).toHaveLength(1);
  });

  it('reckon a child by weight, and tell that only to who may read measurements', () => {
    expect(alerts('N02BE01', paracetamolSyrup, syrup, weighing(12))).toEqual([]);
    expect(alerts('N02BE01', paracetamolSyrup, { ...syrup, amount: 10 }, weighing(12))).toEqual([
      ['SEVERE', 'Paracetamol 960 mg a day: the highest is 720 mg.', 'Observation'],
    ]);
  });

  it('ask for the weight of a child that nobody weighed', () => {
    expect(alerts('N02BE01', paracetamolSyrup, syrup, { years: 3 })).toEqual([
      ['MODERATE', 'The weight of this child is not known: the dose cannot be checked.', null],
    ]);
  });

  it('never allow a heavy child more than an adult', () => {
    expect(
      alerts('N02BE01', paracetamol, { ...tablet, amount: 2, timesPerDay: 5 }, { ...weighing(90), years: 11 }),
    ).toEqual([['SEVERE', 'Paracetamol 5000 mg a day: the highest is 4000 mg.', 'Observation']]);
  });

  it('tell that a form does not fit the age', () => {
    const inhaler = { form: 'inhaler', strength: '100 ug' };
    const puffs: Dose = { amount: 1, unit: 'PUFF', route: 'INHALED', timesPerDay: 2 };
    expect(alerts('M05BA04', { form: 'tablet', strength: '70 mg' }, tablet, { years: 5 })).toHaveLength(1);
    expect(alerts('M05BA04', { form: 'tablet', strength: '70 mg' }, tablet, { years: 6 })).toEqual([]);
    expect(alerts('R03AC02', inhaler, puffs, { years: 3 })).toHaveLength(1);
    expect(alerts('R03AC02', inhaler, puffs, { years: 4 })).toEqual([]);
  });

  it('stop methotrexate that is taken every day', () => {
    const methotrexate = { form: 'tablet', strength: '2.5 mg' };
    expect(
      alerts('L04AX03', methotrexate, { ...tablet, amount: 4, timesPerDay: 1, daysPerWeek: 1 }, { years: 40 }),
    ).toEqual([]);
    expect(alerts('L04AX03', methotrexate, { ...tablet, timesPerDay: 1 }, { years: 40 })).toEqual([
      ['SEVERE', 'Methotrexate is taken on 1 day a week: every day kills.', null],
    ]);
  });

  it('take every 168 hours for once a week, with the whole of that day', () => {
    const methotrexate = { form: 'tablet', strength: '2.5 mg' };
    const weekly: Dose = { amount: 4, unit: 'TABLET', route: 'ORAL', everyHours: 168 };
    expect(alerts('L04AX03', methotrexate, weekly, { years: 40 })).toEqual([]);
    expect(alerts('L04AX03', methotrexate, { ...weekly, amount: 20 }, { years: 40 })).toEqual([
      ['SEVERE', 'Methotrexate 50 mg a day: the highest is 25 mg.', null],
    ]);
    expect(alerts('L04AX03', methotrexate, { ...weekly, everyHours: 48 }, { years: 40 })).toHaveLength(1);
    expect(unitsPerDay({ ...weekly, amount: 10, unit: 'MG' }, methotrexate)).toBeCloseTo(4 / 7, 6);
  });

  it('reckon vitamin D in international units, millilitres or capsules of them', () => {
    const drops = { form: 'drops', strength: '10000 IU/mL' };
    const daily: Dose = { amount: 1, unit: 'ML', route: 'ORAL', timesPerDay: 1 };
    expect(alerts('A11CC05', drops, daily, { years: 0.5 })).toEqual([
      ['SEVERE', 'Colecalciferol 10000 IU a day: the highest is 6000 IU.', null],
    ]);
    expect(alerts('A11CC05', drops, daily, { years: 40 })).toEqual([]);
    expect(alerts('A11CC05', drops, { ...daily, amount: 400, unit: 'IU' }, { years: 0.5 })).toEqual([]);
    expect(alerts('A11CC05', { form: 'tablet', strength: '50000 IU' }, tablet, { years: 40 })).toHaveLength(1);
  });

  it.each<[string, string, string, Dose, object, boolean]>([
    [
      'C01AA05',
      'tablet',
      '0.25 mg',
      { ...tablet, amount: 1, timesPerDay: 1 },
      { years: 7, weight: { kg: 5, labels: plain } },
      true,
    ],
    ['C01AA05', 'tablet', '0.25 mg', { ...tablet, amount: 1, timesPerDay: 1 }, { years: 70 }, false],
    ['H03AA01', 'tablet', '100 ug', { ...tablet, amount: 300, unit: 'UG', timesPerDay: 1 }, { years: 40 }, false],
    ['H03AA01', 'tablet', '100 ug', { ...tablet, amount: 1, unit: 'MG', timesPerDay: 1 }, { years: 40 }, true],
    [
      'J01DD04',
      'injection',
      '1 g',
      { amount: 2, unit: 'G', route: 'INTRAVENOUS', everyHours: 12 },
      { years: 40 },
      false,
    ],
    ['J01DD04', 'injection', '1 g', { amount: 2, unit: 'G', route: 'INTRAVENOUS', everyHours: 8 }, { years: 40 }, true],
    [
      'J01GB03',
      'injection',
      '80 mg/2 mL',
      { amount: 2, unit: 'ML', route: 'INTRAVENOUS', timesPerDay: 1 },
      weighing(4),
      true,
    ],
    [
      'J01GB03',
      'injection',
      '80 mg/2 mL',
      { amount: 2, unit: 'ML', route: 'INTRAVENOUS', timesPerDay: 1 },
      weighing(14),
      false,
    ],
    ['N02BE51', 'tablet', '500 mg', { ...tablet, amount: 3, timesPerDay: 4 }, { years: 40 }, true],
    [
      'N03AX12',
      'capsule',
      '300 mg',
      { amount: 5, unit: 'CAPSULE', route: 'ORAL', timesPerDay: 3 },
      { years: 40 },
      true,
    ],
    ['M01AE01', 'syrup', '100 mg/5 mL', { ...syrup, amount: 5 }, weighing(10), false],
    ['M01AE01', 'syrup', '100 mg/5 mL', { ...syrup, amount: 7.5 }, weighing(10), true],
    ['J01CA04', 'syrup', '250 mg/5 mL', { ...syrup, amount: 5, everyHours: 8 }, weighing(10), false],
    ['J01CA04', 'syrup', '250 mg/5 mL', { ...syrup, amount: 10, everyHours: 8 }, weighing(10), true],
    [
      'R06AX13',
      'tablet',
      '10 mg',
      { ...tablet, timesPerDay: 1 },
      { years: 8, weight: { kg: 12, labels: plain } },
      true,
    ],
    ['C09AA01', 'tablet', '25 mg', { ...tablet, timesPerDay: 3 }, { years: 60 }, false],
    ['N06AX21', 'capsule', '60 mg', { amount: 1, unit: 'CAPSULE', route: 'ORAL', timesPerDay: 3 }, { years: 60 }, true],
  ])('of %s %s %s with %j for %j: too much %s', (atcCode, form, strength, dose, taker, isTooMuch) => {
    expect(alerts(atcCode, { form, strength }, dose, taker).some(([severity]) => severity === 'SEVERE')).toBe(
      isTooMuch,
    );
  });

  it('rest on the newest weight of half a year', () => {
    const weighed = (effectiveAt: string) => ({
      code: '29463-7',
      value: 14,
      unit: 'kg',
      effectiveAt,
      ...plain,
      sensitivities: [],
    });
    const at = (effectiveAt: string) =>
      takerOf({ birthDate: '2023-11-01', prescribingFacts: [weighed(effectiveAt)] }, '2026-11-26').weight?.kg;
    expect([at('2026-09-01T00:00:00Z'), at('2026-01-01T00:00:00Z')]).toEqual([14, undefined]);
    // 183 days before, as people in Damascus count days, where it is three hours later than in UTC.
    expect([at('2026-05-26T21:00:00Z'), at('2026-05-26T20:59:59Z'), at('one day')]).toEqual([14, undefined, undefined]);
  });

  it('rest on limits of substances that the list has, each cited', () => {
    for (const [code, { adultMg, childMgPerKg, iu, source }] of doseLimits()) {
      expect(terminology.lookUp('atc', code).status, code).toBe('known');
      expect(iu?.adult ?? adultMg, code).toBeGreaterThan(0);
      if (iu) expect(iu.child, code).toBeLessThanOrEqual(iu.adult);
      // Nobody of 1 kg needs an adult's dose.
      if (childMgPerKg !== undefined) expect(childMgPerKg, code).toBeLessThan(adultMg);
      expect(source).toMatch(/WHO|FDA|EMA/);
    }
    expect(doseLimits().size).toBe(211);
  });
});
