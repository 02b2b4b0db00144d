import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { blockingKeys, searchKeys } from '@wasl/health-id/matching/blockingKeys';
import { consonantsOf } from '@wasl/health-id/matching/consonants';
import { measure, resultAt } from '@wasl/health-id/matching/measure/measure';
import { report } from '@wasl/health-id/matching/measure/report';
import { normalizeName } from '@wasl/health-id/matching/normalizeName';
import { certainScore, type Demographics, reviewScore, scorePair } from '@wasl/health-id/matching/score';
import { weights } from '@wasl/health-id/matching/weights';
import { root } from '@wasl/kit/paths';
import { beforeAll, describe, expect, it } from 'vitest';

const woman: Demographics = {
  given: { ar: 'آمنة' },
  father: { ar: 'عبد الرحمن' },
  mother: { ar: 'هدى' },
  family: { ar: 'الخطيب' },
  birthDate: '1991-04-07',
  sex: 'FEMALE',
  governorate: 'HL',
};

describe('names', () => {
  it.each([
    ['أحمد', 'احمد'],
    ['إيمان', 'ايمان'],
    ['آمنة', 'امنه'],
    ['هدى', 'هدي'],
    ['دعاء', 'دعا'],
    ['مؤمن', 'مومن'],
    ['رائد', 'رايد'],
    ['محـــمّد', 'محمد'],
    ['مُحَمَّد', 'محمد'],
    ['عبد الرحمن', 'عبدالرحمن'],
    ['الخطيب', 'خطيب'],
    ['أبو زيد', 'ابوزيد'],
    ['  سامر   ', 'سامر'],
    ['El-Khatib', 'khatib'],
    ['Abd al-Rahman', 'abdalrahman'],
    ['Abdulrahman', 'abdalrahman'],
    ['Ḥasan', 'hasan'],
  ])('compare %s as %s', (written, normalized) => expect(normalizeName(written)).toBe(normalized));

  it.each([
    ['محمد', ['Muhammad', 'Mohamed', 'Mohammed', 'Mohamad', 'Mhamad']],
    ['خديجة', ['Khadija', 'Khadeejah']],
    ['الحلبي', ['Al-Halabi', 'Elhalabi']],
    ['عبد الله', ['Abdullah', 'Abdallah', 'Abd Allah']],
    ['يوسف', ['Yousef', 'Youssef', 'Yusuf']],
  ])('hear %s in every transliteration', (arabic, spellings) => {
    const heard = new Set([arabic, ...spellings].map(consonantsOf));
    expect([...heard]).toHaveLength(1);
  });
});

describe('the weight of evidence', () => {
  it.each<[string, Partial<Demographics>]>([
    ['another spelling', { given: { ar: 'امنه' }, mother: { ar: 'هدي' }, father: { ar: 'عبدالرحمن' } }],
    ['Latin letters', { given: { latin: 'Amina' }, father: { latin: 'Abdelrahman' }, mother: { latin: 'Houda' } }],
    ['swapped names', { given: { ar: 'الخطيب' }, family: { ar: 'آمنة' } }],
    ['swapped day and month', { birthDate: '1991-07-04' }],
    ['an unknown mother', { mother: {} }],
    ['another governorate', { governorate: 'DI' }],
  ])('makes one person certain through %s', (_, change) =>
    expect(scorePair(woman, { ...woman, ...change })).toBeGreaterThanOrEqual(certainScore),
  );

  it.each<[string, Partial<Demographics>]>([
    ['a twin', { given: { ar: 'أمل' } }],
    ['a sister', { given: { ar: 'رشا' }, birthDate: '1993-02-11' }],
    ['a cousin named alike', { father: { ar: 'عبد الله' }, mother: { ar: 'منى' }, birthDate: '1991-10-21' }],
    ['a namesake of the same year', { mother: { ar: 'سلوى' }, birthDate: '1991-12-30' }],
  ])('does not make %s certain', (_, change) =>
    expect(scorePair(woman, { ...woman, ...change })).toBeLessThan(certainScore),
  );

  it('is nothing where nothing is known in common', () => {
    expect(scorePair({ given: {}, family: {} }, woman)).toBeCloseTo(0, 3);
  });

  it('has chances that sum to one for each field', () => {
    for (const levels of Object.values(weights)) {
      const sums = [0, 1, 2].map((side) => Object.values(levels).reduce((sum, chances) => sum + chances[side]!, 0));
      for (const sum of sums) expect(sum).toBeCloseTo(1, 2);
    }
  });
});

describe('blocking', () => {
  it('finds a record under a key of its own, across scripts and with day and month swapped', () => {
    const other = { ...woman, given: { latin: 'Amina' }, family: { latin: 'X' }, birthDate: '1991-07-04' };
    const stored = new Set(blockingKeys(woman));
    expect(searchKeys(other).filter((key) => stored.has(key))).not.toEqual([]);
  });

  it('searches by two names alone only where the birth date is unknown', () => {
    const broad = (person: Demographics) => searchKeys(person).filter((key) => key.startsWith('n:'));
    expect(broad(woman)).toEqual([]);
    expect(broad({ ...woman, birthDate: null })).toHaveLength(1);
  });
});

describe('matching, measured on 4,000 people', () => {
  let measured: ReturnType<typeof measure>;
  beforeAll(() => {
    measured = measure(4_000, 'test');
  });

  it('finds 95 % of the second records with 99 % of the links right', () => {
    const { precision, recall } = resultAt(measured, certainScore);
    expect(precision).toBeGreaterThanOrEqual(0.99);
    expect(recall).toBeGreaterThanOrEqual(0.95);
    expect(resultAt(measured, reviewScore).recall).toBeGreaterThanOrEqual(0.98);
  });

  it('holds people who are easily taken for one another', () => {
    const { siblings, twins, cousins, namesakes } = measured.hardNegatives;
    expect([siblings > 1_000, twins > 20, cousins > 50, namesakes > 30]).toEqual([true, true, true, true]);
  });

  it('is reported in docs/matching.md as the command prints it', () => {
    const withoutNumbers = (text: string) => text.replaceAll(/\d+(\.\d+)?/g, '#').replaceAll('–', '# %');
    expect(withoutNumbers(readFileSync(join(root, 'docs/matching.md'), 'utf8'))).toBe(withoutNumbers(report(measured)));
  });
});
