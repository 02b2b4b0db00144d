import { blockingKeys, searchKeys } from '@wasl/health-id/matching/blockingKeys';
import { compareNames, type MatchName, prepareName } from '@wasl/health-id/matching/compareNames';
import { nameWords } from '@wasl/health-id/matching/normalizeName';
import { agreementOf, type Demographics, prepare, scorePair } from '@wasl/health-id/matching/score';
import { similarity } from '@wasl/health-id/matching/similarity';
import { swappedNamesShare } from '@wasl/health-id/matching/weights';
import { describe, expect, it } from 'vitest';

describe('the words of a name', () => {
  it.each([
    ['', []],
    [' ـ ', []],
    ["'", []],
    ['  محمد   خالد ', ['محمد', 'خالد']],
    ['محمد\tخالد', ['محمد', 'خالد']],
    ['أبو زيد الخير', ['ابوزيد', 'خير']],
    ['سامر بن زيد', ['سامر', 'بنزيد']],
    ['سامر بن', ['سامر', 'بن']],
    ['سامر عبد الله', ['سامر', 'عبدالله']],
    ['سامر ال خطيب', ['سامر', 'خطيب']],
    ['الب', ['الب']],
    ['جمال الدين', ['جمال', 'دين']],
    ['Samer Abd El Karim', ['samer', 'abdalkarim']],
    ['Abdou', ['abdou']],
    ['Samer Abu Zayd', ['samer', 'abuzayd']],
    ['Samer Al Khatib', ['samer', 'khatib']],
    ['Samer Elkhatib', ['samer', 'khatib']],
    ['Al Bo', ['al', 'bo']],
    ['Alia', ['alia']],
    ['Mar’i O-Neil', ['mari', 'o', 'neil']],
    ['٢ سامر', ['2', 'سامر']],
  ])('of %j are %j', (name, words) => expect(nameWords(name)).toEqual(words));
});

describe('one name in two writings', () => {
  const filed = (text: string): MatchName => (/\p{Script=Arabic}/u.test(text) ? { ar: text } : { latin: text });

  it.each([
    ['محمد', 'Mhd'],
    ['محمد', 'Mohd'],
    ['محمد سامر', 'Mhd Samer'],
    ['محمد', 'Sheikh Mohammad'],
    ['الشيخ محمد', 'Muhammad'],
    ['الشهيد خالد', 'خالد'],
    ['قاسم', 'Gassem'],
    ['كولستان', 'Gulistan'],
    ['ضياء', 'Ziya'],
    ['رمضان', 'Ramazan'],
    ['عبد الرزاق', 'Abdurrazaq'],
    ['عبد المسيح', 'Abdelmassih'],
    ['محيي الدين', 'Muhyiddin'],
    ['بێریڤان', 'Berivan'],
    ['هبة الله', 'هبةالله'],
  ])('%s and %s are alike, and each finds the other', (one, other) => {
    const [left, right] = [filed(one), filed(other)];
    expect(compareNames(prepareName(left), prepareName(right))).not.toBe('other');
    const family = { ar: 'الشامي' };
    const keys = new Set(blockingKeys({ given: right, family }));
    expect(searchKeys({ given: left, family }).some((key) => keys.has(key))).toBe(true);
  });
});

describe('the likeness of two texts', () => {
  it.each([
    ['', '', 1],
    ['abc', 'abc', 1],
    ['', 'abc', 0],
    ['ab', 'ac', 0.5],
    ['ab', 'ba', 0.5],
    ['abc', 'abd', 0.8],
    ['abcd', 'abdc', 0.8],
    ['bacd', 'abcd', 0.8],
    ['abcd', 'abc', 0.8],
    ['bcd', 'abcd', 0.8],
    ['abcdef', 'abcde', 1 - 1 / 6],
    ['abcdefghij', 'abcdefghix', 0.9],
    ['abcdef', 'axcdxf', 1 - 2 / 6],
    ['abcd', 'badc', 0.5],
    ['abc', 'cba', 1 - 2 / 3],
    ['ca', 'abc', 0],
    ['abcd', 'acbde', 1 - 2 / 5],
    ['kitten', 'sitting', 1 - 3 / 7],
    ['aab', 'aba', 0.8],
    ['abab', 'baba', 0.5],
    ['xayb', 'axby', 0.5],
  ])('%j and %j is %d', (left, right, expected) => {
    expect(similarity(left, right)).toBeCloseTo(expected, 10);
    expect(similarity(right, left)).toBeCloseTo(expected, 10);
  });
});

describe('two names', () => {
  it.each<[string, MatchName | undefined, MatchName | undefined, string | undefined]>([
    ['of which one is unknown', { ar: 'سامر' }, {}, undefined],
    ['of which one is missing', { ar: 'سامر' }, undefined, undefined],
    ['of which one is empty', { ar: 'سامر' }, { ar: '', latin: null }, undefined],
    ['the same in Arabic', { ar: 'آمنة' }, { ar: 'امنه' }, 'same'],
    ['the same in Latin', { latin: 'Samer' }, { latin: 'SAMER' }, 'same'],
    ['the same in Latin, one with Arabic', { ar: 'سامر', latin: 'Samer' }, { latin: 'Samer' }, 'same'],
    ['the same in Latin though not in Arabic', { ar: 'سامر', latin: 'Samer' }, { ar: 'ثامر', latin: 'Samer' }, 'same'],
    ['both common, however alike', { ar: 'حسن' }, { ar: 'حسين' }, 'other'],
    ['both common, the same in Latin', { ar: 'حسن', latin: 'H' }, { ar: 'حسين', latin: 'H' }, 'same'],
    ['one common, one a slip away', { ar: 'خالد' }, { ar: 'خالط' }, 'close'],
    ['one a slip away from a common one', { ar: 'خالط' }, { ar: 'خالد' }, 'close'],
    ['of one sound in one script', { ar: 'غيداق' }, { ar: 'غيداك' }, 'close'],
    ['of one sound in Latin', { latin: 'Youssef' }, { latin: 'Yusuf' }, 'close'],
    ['of one sound across scripts', { ar: 'محمد' }, { latin: 'Mohamad' }, 'sound'],
    ['of one sound across scripts, the other way', { latin: 'Mohamad' }, { ar: 'محمد' }, 'sound'],
    ['a consonant apart across scripts', { ar: 'خديجة' }, { latin: 'Khadira' }, 'close'],
    ['a consonant of two apart across scripts', { ar: 'هدى' }, { latin: 'Hala' }, 'other'],
    ['two of eight consonants apart', { ar: 'بتجدرزسك' }, { latin: 'btjdrzfl' }, 'close'],
    ['more than that apart', { ar: 'بتجدرزسك' }, { latin: 'btjdrlfl' }, 'other'],
    ['a consonant shorter', { ar: 'خديجة' }, { latin: 'Khada' }, 'close'],
    ['a slip apart in Latin', { latin: 'Khalid' }, { latin: 'Khalit' }, 'close'],
    ['a slip apart in four letters of Latin', { latin: 'Rana' }, { latin: 'Rama' }, 'close'],
    ['apart in Latin', { latin: 'Khalid' }, { latin: 'Salma' }, 'other'],
    ['apart in Arabic', { ar: 'غيداق' }, { ar: 'سندس' }, 'other'],
    ['alike in Latin alone', { ar: 'بكر', latin: 'Khalid' }, { ar: 'زيد', latin: 'Khalit' }, 'close'],
    ['alike in Arabic alone', { ar: 'خالط', latin: 'Bakr' }, { ar: 'خالد', latin: 'Zayd' }, 'close'],
    ['apart where one has both scripts', { ar: 'خالط', latin: 'Bakr' }, { ar: 'سندس' }, 'other'],
    ['apart where the other has both', { latin: 'Bakr' }, { ar: 'سندس', latin: 'Sundus' }, 'other'],
    ['a part of the other', { ar: 'محمد خالد' }, { ar: 'خالد' }, 'close'],
    ['the other a part of it', { ar: 'خالد' }, { ar: 'محمد خالد' }, 'close'],
    ['a part of the other in Latin', { latin: 'Mohamad Khaled' }, { latin: 'Khaled' }, 'close'],
    ['of the same words, turned', { ar: 'محمد خالد' }, { ar: 'خالد محمد' }, 'other'],
    ['of which only one word is in the other', { ar: 'خالد سامر' }, { ar: 'محمد خالد عمر' }, 'other'],
    ['of which both words are in the other', { ar: 'عمر خالد' }, { ar: 'محمد خالد عمر' }, 'close'],
  ])('%s', (_, left, right, expected) => expect(compareNames(prepareName(left), prepareName(right))).toBe(expected));
});

const woman: Demographics = {
  given: { ar: 'آمنة' },
  father: { ar: 'عبد الرحمن' },
  mother: { ar: 'هدى' },
  family: { ar: 'الخطيب' },
  birthDate: '1991-04-07',
  sex: 'FEMALE',
  governorate: 'HL',
};
const agreement = (left: Partial<Demographics>, right: Partial<Demographics>) =>
  agreementOf(prepare({ ...woman, ...left }), prepare({ ...woman, ...right }));

describe('two records', () => {
  it('agree field by field', () => {
    expect(agreement({}, {})).toEqual({
      given: 'same',
      father: 'same',
      mother: 'same',
      family: 'same',
      birth: 'same',
      sex: 'same',
      governorate: 'same',
    });
    const other = { given: { ar: 'سندس' }, mother: {}, sex: 'MALE', governorate: 'DI' };
    expect(agreement({}, other)).toMatchObject({
      given: 'other',
      mother: undefined,
      sex: 'other',
      governorate: 'other',
    });
  });

  it.each<[string | null, string | null, string | undefined]>([
    ['1991-04-07', null, undefined],
    [null, '1991-04-07', undefined],
    ['', '1991-04-07', undefined],
    ['1991-04-07', '1991-04-07', 'same'],
    ['1991-01-01', '1991-01-01', 'bothNewYear'],
    ['1991-04-07', '1991-07-04', 'swapped'],
    ['1991-04-07', '1991-04-08', 'near'],
    ['1991-04-07', '1992-04-07', 'near'],
    ['1991-04-07', '1991-04-18', 'other'],
    ['1991-01-01', '1991-10-21', 'near'],
    ['1991-10-21', '1991-01-01', 'near'],
    ['1991-01-01', '1985-10-21', 'other'],
    ['1991-04-07', '1991-10-21', 'other'],
  ])('born on %s and %s are %s', (left, right, expected) =>
    expect(agreement({ birthDate: left }, { birthDate: right }).birth).toBe(expected),
  );

  it.each([['UNKNOWN'], [null], ['']])('of which one has the sex %j say nothing by it', (sex) => {
    expect(agreement({}, { sex }).sex).toBeUndefined();
    expect(agreement({ sex }, {}).sex).toBeUndefined();
    expect(agreement({ sex }, { sex }).sex).toBeUndefined();
  });

  it.each([[null], ['']])('of which one has the governorate %j say nothing by it', (governorate) => {
    expect(agreement({}, { governorate }).governorate).toBeUndefined();
    expect(agreement({ governorate }, {}).governorate).toBeUndefined();
  });

  it.each<[string, 'family' | 'father']>([
    ['family', 'family'],
    ['father', 'father'],
  ])('with given name and that of the %s in each other’s place weigh as much less as that is rare', (_, field) => {
    const swapped = { ...woman, given: woman[field]!, [field]: woman.given };
    // What the siblings and strangers weigh differs by field, and hardly.
    const lost = scorePair(woman, woman) - scorePair(woman, swapped);
    expect(lost).toBeCloseTo(-Math.log2(swappedNamesShare), 10);
  });

  it('with one name in the other’s place, and a third in its own, are no such', () => {
    const [half, apart] = [{ ar: 'سندس' }, { ar: 'غيداق' }];
    const straight = scorePair(woman, { ...woman, given: apart, family: half });
    expect(scorePair(woman, { ...woman, given: woman.family, family: half })).toBeCloseTo(straight, 10);
    expect(scorePair(woman, { ...woman, given: apart, family: woman.given })).toBeCloseTo(straight, 10);
  });

  it.each<[string, Partial<Demographics>, number]>([
    ['the whole', {}, 1],
    ['a name that differs', { given: { ar: 'سندس' } }, 0],
    ['a sex that differs', { sex: 'MALE' }, 0],
    ['another birth date', { birthDate: '1985-10-21' }, 0],
    ['the day unknown', { birthDate: '1991-01-01' }, 0],
  ])('weigh the more the more agrees: %s', (_, change, isWhole) => {
    const whole = scorePair(woman, woman);
    const changed = scorePair(woman, { ...woman, ...change });
    if (isWhole) expect(changed).toBe(whole);
    else expect(changed).toBeLessThan(whole - 1);
  });
});
