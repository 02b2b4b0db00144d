import { blockingKeys, searchKeys } from '@wasl/health-id/matching/blockingKeys';
import { consonantsOf } from '@wasl/health-id/matching/consonants';
import { normalizeName } from '@wasl/health-id/matching/normalizeName';
import { certainScore, type Demographics, scorePair } from '@wasl/health-id/matching/score';
import { weights } from '@wasl/health-id/matching/weights';
import { describe, expect, it } from 'vitest';

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
    ['محمد خالد', 'محمدخالد'],
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
  const keysOfHer = {
    everyName: [
      'b:1991-04-07+mn',
      'b:1991-04-07+ktb',
      'b:1991-04-07+bdlrhmn',
      'b:1991-04-07+hd',
      'n:ktb+mn',
      'p:mn+bdlrhmn+hd',
      'f:bdlrhmn+ktb+1991',
      'f:bdlrhmn+mn+1991',
      'm:mn+hd+1991',
      'm:ktb+hd+1991',
    ],
    birthDateUnknown: ['n:ktb+mn', 'e:ktb+mn', 'p:mn+bdlrhmn+hd'],
    parentsUnknown: ['b:1991-04-07+mn', 'b:1991-04-07+ktb', 'n:ktb+mn'],
    givenUnknown: [
      'b:1991-04-07+ktb',
      'b:1991-04-07+bdlrhmn',
      'b:1991-04-07+hd',
      'f:bdlrhmn+ktb+1991',
      'm:ktb+hd+1991',
    ],
  };
  it.each<[string, Partial<Demographics>, string[]]>([
    ['known in full', {}, keysOfHer.everyName],
    ['with day and month swapped', { birthDate: '1991-07-04' }, keysOfHer.everyName],
    ['without a birth date', { birthDate: null }, keysOfHer.birthDateUnknown],
    ['without parents', { father: {}, mother: undefined }, keysOfHer.parentsUnknown],
    ['without a given name', { given: {} }, keysOfHer.givenUnknown],
    ['of whom nothing is known', { given: {}, family: {}, father: {}, mother: {}, birthDate: null }, []],
  ])('stores a woman %s under these keys', (_, change, keys) =>
    expect(blockingKeys({ ...woman, ...change })).toEqual(keys),
  );

  it('stores names that are swapped, or one for another, under keys of the same text', () => {
    const keysOf = (change: Partial<Demographics>) => blockingKeys({ ...woman, ...change });
    const swapped = keysOf({ given: woman.family, family: woman.given });
    expect(swapped).toEqual(expect.arrayContaining(['b:1991-04-07+mn', 'b:1991-04-07+ktb', 'n:ktb+mn']));
    expect(keysOf({ given: woman.father, father: woman.given })).toContain('f:bdlrhmn+mn+1991');
    expect(keysOf({ family: woman.father, father: woman.family })).toContain('f:bdlrhmn+ktb+1991');
  });

  it('prefers the Arabic name but for given and family name alone, and stores the same name twice under one key', () => {
    const twice = { given: { ar: 'هدى', latin: 'Amina' }, family: { latin: 'Hadi' }, father: {}, mother: {} };
    expect(blockingKeys({ ...woman, ...twice })).toEqual(['b:1991-04-07+hd', 'n:hd+hd', 'n:hd+mn']);
  });

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
