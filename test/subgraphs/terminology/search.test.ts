import type { CodeSystem, Language } from '@wasl/terminology/codeSystems';
import { normalWords } from '@wasl/terminology/normalWords';
import { terminology } from '@wasl/terminology/terminology';
import { describe, expect, it } from 'vitest';

const found = (system: CodeSystem, text: string, language: Language = 'en', limit?: number) =>
  terminology.search(system, text, language, limit).map(({ code }) => code);

describe('search', () => {
  it.each([
    ['انسولين', 'أنسولين'],
    ['إنسولين', 'الإنسولين'],
    ['السكري', 'سكرى'],
    ['حمّى', 'حمى'],
    ['ثلاسيمية', 'ثلاسيميه'],
    ['قــلــب', 'قلب'],
    ['Ménière', 'meniere'],
    ['E١١', 'e11'],
  ])('takes %s and %s for one', (left, right) => {
    expect(normalWords(left)).toEqual(normalWords(right));
  });

  it('finds the same insulins however the word is spelled', () => {
    const insulins = found('atc', 'إنسولين', 'ar');
    expect(insulins.length).toBeGreaterThan(8);
    expect(insulins.slice(0, 8).every((code) => code.startsWith('A10A'))).toBe(true);
    for (const spelling of ['انسولين', 'أنسولين', 'الانسولين', 'الإنسولين', 'إنسُولين'])
      expect(found('atc', spelling, 'ar'), spelling).toEqual(insulins);
  });

  it.each<[CodeSystem, string, Language, string]>([
    ['atc', 'brufen', 'en', 'M01AE01'],
    ['atc', 'بروفين', 'ar', 'M01AE01'],
    ['atc', 'سيتامول', 'ar', 'N02BE01'],
    ['atc', 'acetaminophen', 'en', 'N02BE01'],
    ['atc', 'أوغمنتين', 'ar', 'J01CR02'],
    ['atc', 'اوغمنتين', 'ar', 'J01CR02'],
    ['atc', 'glucoph', 'en', 'A10BA02'],
    ['icd-10', 'type 2 diab', 'en', 'E11'],
    ['icd-10', 'سكري نمط 2', 'ar', 'E11'],
    ['icd-10', 'heart attack', 'en', 'I21'],
    ['icd-10', 'جلطة قلبية', 'ar', 'I21'],
    ['icd-10', 'ارتفاع الضغط', 'ar', 'I10'],
    ['icd-10', 'حبة حلب', 'ar', 'B55.1'],
    ['icd-10', 'kidney stone', 'en', 'N20.0'],
    ['icd-10', 'E11.9', 'en', 'E11.9'],
    ['icd-10', 'asthma', 'en', 'J45'],
    ['loinc', 'سكر تراكمي', 'ar', '4548-4'],
    ['loinc', 'hba1c', 'en', '4548-4'],
    ['loinc', 'hemoglobin', 'en', '718-7'],
    ['loinc', '00718-7', 'en', '718-7'],
    ['cvx', 'الخماسي', 'ar', '102'],
    ['cvx', 'MMR', 'en', '03'],
    ['allergen', 'بنسلين', 'ar', 'PENICILLINS'],
    ['allergen', 'فستق عبيد', 'ar', 'PEANUT'],
  ])('of %s for %s (%s) has %s first', (system, text, language, code) => {
    expect(found(system, text, language)[0]).toBe(code);
  });

  it('finds Arabic names with vowels left out or added', () => {
    expect(found('atc', 'اموكسسلين', 'ar')).toContain('J01CA04');
    expect(found('atc', 'اموكسيسيللين', 'ar').length).toBe(0);
  });

  it('finds what has all the words, in any order', () => {
    const hits = found('icd-10', 'femur fracture');
    expect(hits[0]).toBe('S72');
    expect(found('icd-10', 'fracture femur')[0]).toBe('S72');
    expect(found('icd-10', 'femur zebra')).toEqual([]);
  });

  it('is bounded, whatever is asked', () => {
    expect(found('icd-10', 'a')).toHaveLength(20);
    expect(found('icd-10', 'a', 'en', 5)).toHaveLength(5);
    expect(found('icd-10', 'a', 'en', 100_000)).toHaveLength(100);
    expect(found('icd-10', 'a', 'en', -1)).toHaveLength(1);
    expect(found('icd-10', '')).toEqual([]);
    expect(found('icd-10', '!?')).toEqual([]);
    expect(found('icd-10', `${'fever '.repeat(10_000)}`)).toContain('R50');
  });
});
