import { blockingKeys } from '@wasl/health-id/matching/blockingKeys';
import { isCertainPair } from '@wasl/health-id/matching/certain';
import { type Demographics, prepare, reviewScore, scorePair } from '@wasl/health-id/matching/score';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestRegistry, type TestRegistry } from './startTestRegistry.ts';

const isCertain = (left: Demographics, right: Demographics) =>
  isCertainPair(prepare(left), prepare(right), scorePair(left, right));

const child: Demographics = {
  given: { ar: 'حسن' },
  father: { ar: 'سامر' },
  mother: { ar: 'هدى' },
  family: { ar: 'الخطيب' },
  birthDate: '2026-03-17',
  sex: 'MALE',
  governorate: 'HL',
};

describe('a placeholder', () => {
  it.each([
    'مجهول',
    'مَجهـول',
    'مجهول الهوية',
    'مجهول 3',
    'لاجئ مجهول',
    'unknown baby',
    'ابن فاطمة',
    'بنت مريم',
    'B/O Fatima',
    'female newborn',
    'جنين',
    'Patient',
    'لا اسم له',
    'غير معروف',
    'لا يوجد',
    'مولود',
    'مولودة',
    'مولودة ٢',
    'طفل فاطمة',
    'رضيعة',
    'baby 1',
    'Baby of Fatima',
    'BABY-GIRL',
    'Newborn',
    'unknown',
    'Unknown Male',
    'N/A',
    'xxx',
    'ممم',
    '123',
  ])('is no name: %s', (text) => {
    const written = /\p{Script=Arabic}/u.test(text) ? { ar: text } : { latin: text };
    const nameless = { given: written, family: {} };
    expect(prepare(nameless).given).toBeNull();
    expect(scorePair(nameless, nameless)).toBeCloseTo(0, 3);
    expect(blockingKeys({ ...nameless, birthDate: '2026-03-17' }).filter((key) => !key.startsWith('n:'))).toEqual([]);
  });

  it.each([
    'وليد',
    'بنان',
    'ابنوس',
    'Malek',
    'Boyan',
    'مجد',
    'مجدولين',
    'خالد',
    'سمسم',
    'Noor',
    'Babylon',
    'Ali',
    'Nona',
    'ددو',
  ])('is not the name %s', (text) =>
    expect(prepare({ given: { ar: text }, family: { ar: text } }).given).not.toBeNull(),
  );

  it('is no family name, though a family may be called مولود', () => {
    expect(prepare({ given: {}, family: { ar: 'مجهولة' } }).family).toBeNull();
    expect(prepare({ given: {}, family: { ar: 'مولود' } }).family).not.toBeNull();
  });

  it('in one script is none in the other', () =>
    expect(prepare({ given: { ar: 'سامر', latin: 'Unknown' }, family: {} }).given).toBeNull());

  it.each(['1900-01-01', '1970-01-01'])('is no birth date: %s', (birthDate) => {
    expect(prepare({ ...child, birthDate }).birthDate).toBeNull();
    expect(blockingKeys({ ...child, birthDate }).filter((key) => key.startsWith('b:'))).toEqual([]);
  });
});

describe('two records are not certainly of one person', () => {
  const unknownMan: Demographics = {
    given: { ar: 'مجهول' },
    father: { ar: 'مجهول' },
    mother: { ar: 'مجهولة' },
    family: { ar: 'مجهول' },
    birthDate: '1980-01-01',
    sex: 'MALE',
    governorate: 'HL',
  };
  it.each<[string, Demographics, Demographics]>([
    ['two unknown men', unknownMan, unknownMan],
    [
      'two unknown men of one day',
      { ...unknownMan, birthDate: '1980-05-06' },
      { ...unknownMan, birthDate: '1980-05-06' },
    ],
    ['twins named alike', child, { ...child, given: { ar: 'حسين' } }],
    ['twins named alike, one in Latin letters', child, { ...child, given: { latin: 'Husayn' } }],
    ['a mother’s newborns', { ...child, given: { ar: 'مولود' } }, { ...child, given: { ar: 'مولود' } }],
    [
      'a mother’s newborns, numbered',
      { ...child, given: { latin: 'baby 1' } },
      { ...child, given: { latin: 'baby 2' } },
    ],
    ['a newborn and the brother of one birth', child, { ...child, given: { ar: 'مولود' } }],
    [
      'people born on the first of January',
      { ...child, birthDate: '1960-01-01' },
      { ...child, birthDate: '1960-01-01' },
    ],
    ['namesakes whose mother is unknown', { ...child, mother: {} }, child],
    ['namesakes of one day, of whom no place is known', { ...child, governorate: null }, child],
    ['namesakes of one day, of whom no sex is known', { ...child, sex: 'UNKNOWN' }, child],
    ['namesakes of another mother', { ...child, mother: { ar: 'سلوى' } }, child],
  ])('%s', (_, left, right) => expect([isCertain(left, right), isCertain(right, left)]).toEqual([false, false]));

  it('but are where all of it agrees', () => {
    expect(isCertain(child, child)).toBe(true);
    expect(isCertain(child, { ...child, mother: { ar: 'هدي' }, family: { latin: 'Alkhatib' } })).toBe(true);
  });
});

describe('whoever registers', () => {
  let registry: TestRegistry;
  beforeAll(async () => {
    registry = await startTestRegistry('PGlite');
  });
  afterAll(() => registry.stop());

  const born = { motherName: 'غفران', fatherName: 'قتيبة', familyName: 'الصفدي', birthDate: '2026-02-11', sex: 'MALE' };
  async function lookAlikes(change: Record<string, unknown>) {
    const fields = 'possibleDuplicates { score isCertain }';
    const input = { givenName: 'حسن', governorate: 'DI', ...born, ...change };
    const { code, data } = await registry.write('issueHealthId', input, fields);
    expect(code).toBeUndefined();
    return data.issueHealthId.possibleDuplicates as { score: number; isCertain: boolean }[];
  }

  it('two unknown men is told of nobody', async () => {
    const man = { givenName: 'مجهول', fatherName: 'مجهول', motherName: 'مجهولة', familyName: 'مجهول الهوية' };
    for (let count = 0; count < 2; count += 1)
      expect(await lookAlikes({ ...man, birthDate: '1980-01-01' })).toEqual([]);
  });

  it('a child again is certain of the first, until a twin is registered', async () => {
    expect(await lookAlikes({})).toEqual([]);
    expect(await lookAlikes({})).toMatchObject([{ isCertain: true }]);
    expect((await lookAlikes({ givenName: 'محسن' })).map(({ isCertain: one }) => one)).toEqual([false, false]);
    const again = await lookAlikes({});
    expect(again.length).toBeGreaterThanOrEqual(2);
    expect(again.filter(({ isCertain: one }) => one)).toEqual([]);
  });

  it('newborns of one mother who have no name yet sends them to a reviewer', async () => {
    const unnamed = { ...born, motherName: 'ثريا', fatherName: 'ضرغام', familyName: 'الجولاني', givenName: 'مولود' };
    expect(await lookAlikes(unnamed)).toEqual([]);
    const [other] = await lookAlikes({ ...unnamed, givenName: 'baby 2' });
    expect(other).toMatchObject({ isCertain: false });
    expect(other!.score).toBeGreaterThan(reviewScore);
  });
});
