import { ageInYears, ckdEpi2021, factsOfPatient, takerOf } from '@wasl/pharmacy/patientFacts';
import type { ToldFact } from '@wasl/pharmacy/toldFacts';
import { describe, expect, it } from 'vitest';

const day = '2026-11-26';
const told = (code: string, more: Partial<ToldFact> = {}): ToldFact => ({
  code,
  effectiveAt: '2026-10-01T08:00:00Z',
  confidentiality: 'N',
  sensitivities: [],
  ...more,
});
const factsOf = (facts: ToldFact[], more = {}) => factsOfPatient({ prescribingFacts: facts, ...more }, day);
const kinds = (facts: ToldFact[], more = {}) => factsOf(facts, more).map(({ fact }) => fact);

describe('what is known of a patient', () => {
  it.each(['Z33', 'Z34.9', 'Z32.1', 'O14.9', 'O24.4'])('is a pregnancy by %s of this year', (code) => {
    expect(kinds([told(code)])).toContainEqual({ kind: 'pregnancy' });
    expect(kinds([told(code, { effectiveAt: '2025-10-01T08:00:00Z' })])).not.toContainEqual({ kind: 'pregnancy' });
  });

  it.each(['O80', 'O85', 'Z32.0', 'I10'])('is no pregnancy by %s', (code) => {
    expect(kinds([told(code)])).toEqual([{ kind: 'condition', code }]);
  });

  it('is the newest kidney function of a year, or the stage of a disease where that is less', () => {
    const newest = told('98979-8', { value: 52, effectiveAt: '2026-10-02T08:00:00Z' });
    const older = told('33914-3', { value: 28, effectiveAt: '2026-03-02T08:00:00Z' });
    expect(kinds([older, newest])).toEqual([{ kind: 'kidney', egfr: 52 }]);
    expect(kinds([newest, told('N18.4')])).toContainEqual({ kind: 'kidney', egfr: 29 });
    expect(kinds([told('98979-8', { value: 52, effectiveAt: '2025-10-02T08:00:00Z' })])).toEqual([]);
  });

  it('reckons kidney function from creatinine for adults of known sex', () => {
    const creatinine = told('2160-0', { value: 2, unit: 'mg/dL' });
    const woman = { birthDate: '1960-01-01', sex: 'FEMALE' };
    const rate = ckdEpi2021(2, 66, true);
    // 142 × (2/0.7)^−1.2 × 0.9938^66 × 1.012, by the published equation.
    expect(rate).toBeCloseTo(27.0, 0);
    expect(kinds([creatinine], woman)).toContainEqual({ kind: 'kidney', egfr: rate });
    const molar = told('2160-0', { value: 176.84, unit: 'umol/L' });
    for (const one of [
      molar,
      told('2160-0', { value: 0.17684, unit: 'mmol/L' }),
      told('2160-0', { value: 20, unit: 'mg/L' }),
    ])
      expect(kinds([one], woman)).toContainEqual({ kind: 'kidney', egfr: expect.closeTo(rate, 0) });
    expect(kinds([creatinine], { ...woman, sex: null }).map(({ kind }) => kind)).toEqual(['age']);
    expect(kinds([creatinine], { ...woman, birthDate: '2015-01-01' }).map(({ kind }) => kind)).toEqual(['age']);
  });

  it.each([
    [20, 'kg', 20],
    [20_000, 'g', 20],
    [44.0925, '[lb_av]', 20],
    [20, 'cm', undefined],
  ])('is a weight of %d %s in kilograms: %s', (value, unit, kg) => {
    const weight = takerOf({ prescribingFacts: [told('29463-7', { value, unit })] }, day).weight;
    expect(weight?.kg).toEqual(kg === undefined ? undefined : expect.closeTo(kg, 3));
  });

  it('is the week of pregnancy that a gestational age has come to, also without a diagnosis', () => {
    const measured = (value: number, unit: string) =>
      told('11884-4', { value, unit, effectiveAt: '2026-10-01T08:00:00Z' });
    // Eight weeks later.
    expect(kinds([told('Z34.9'), measured(24, 'wk')])).toContainEqual({ kind: 'pregnancy', weeks: 32 });
    expect(kinds([measured(168, 'd')])).toContainEqual({ kind: 'pregnancy', weeks: 32 });
    expect(kinds([measured(38, 'wk')])).not.toContainEqual(expect.objectContaining({ kind: 'pregnancy' }));
    // The week at which a child was born.
    for (const child of [{ sex: 'MALE' }, { sex: 'FEMALE', birthDate: '2026-10-01' }])
      expect(kinds([measured(33, 'wk')], child)).not.toContainEqual(expect.objectContaining({ kind: 'pregnancy' }));
  });

  it.each(['O80', 'O03.9', 'Z37.0', 'Z39.1'])(
    'is no pregnancy any more after %s, and one again that was recorded later',
    (end) => {
      const born = told(end, { effectiveAt: '2026-10-20T08:00:00Z' });
      const isPregnant = (facts: ToldFact[]) => kinds(facts).some(({ kind }) => kind === 'pregnancy');
      expect(isPregnant([born, told('Z34.9'), told('11884-4', { value: 30, unit: 'wk' })])).toBe(false);
      expect(isPregnant([told('Z34.9', { effectiveAt: '2026-11-20T08:00:00Z' }), born])).toBe(true);
    },
  );

  it.each(['Z39.1', 'O91.1', 'O92'])('is breast-feeding by %s of this year', (code) => {
    expect(kinds([told(code)])).toContainEqual({ kind: 'breast-feeding' });
    expect(kinds([told(code, { effectiveAt: '2025-10-01T08:00:00Z' })])).not.toContainEqual({ kind: 'breast-feeding' });
  });

  it('keeps the labels of the record and the kind that the reader must be allowed to read', () => {
    const hidden = told('F32.1', { confidentiality: 'R', sensitivities: ['PSY'] });
    expect(factsOf([hidden])).toEqual([
      {
        fact: { kind: 'condition', code: 'F32.1' },
        category: 'Condition',
        labels: { confidentiality: 'R', sensitivities: ['PSY'] },
      },
    ]);
  });

  it('counts parts of a year below two years of age', () => {
    expect(ageInYears('2026-10-27', day)).toBeCloseTo(0.08, 2);
    expect(ageInYears('2015-11-27', day)).toBe(10);
  });
});
