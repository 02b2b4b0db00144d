import { codedRecord, doubtOf } from '@wasl/clinical-records/codedRecord';
import type { RecordKind } from '@wasl/clinical-records/kinds';
import { SubgraphError } from '@wasl/subgraph-sdk';
import { putInForce } from '@wasl/terminology/inForce';
import { afterEach, beforeAll, afterAll, describe, expect, it } from 'vitest';
import { startTestClinic, type TestClinic } from './startTestClinic.ts';

const words = { displayAr: 'كلمات كاتبها', displayEn: 'Words of its author' };
const noFolder = '/nowhere/terminology';
afterEach(() => putInForce({ folder: noFolder, unknownCodes: 'refuse' }));

const coded = (kind: RecordKind, code: string) => {
  const { displayEn, displayAr, ...found } = codedRecord(kind, { code, ...words });
  return [found.code, displayEn, displayAr];
};

/** What a refusal says of the code. */
function refusal(kind: RecordKind, written: Parameters<typeof codedRecord>[1]) {
  try {
    codedRecord(kind, written);
    return undefined;
  } catch (error) {
    if (!(error instanceof SubgraphError)) throw error;
    return [error.code, error.details['field'], error.sentences.en];
  }
}

describe('a code in its list', () => {
  it.each<[RecordKind, string, string, string, string]>([
    ['CONDITION', 'i10', 'I10', 'Essential (primary) hypertension', 'ارتفاع ضغط الدم الأساسي (الأولي)'],
    [
      'CONDITION',
      ' e11.9 ',
      'E11.9',
      'Type 2 diabetes mellitus without complications',
      'الداء السكري نمط 2 دون مضاعفات',
    ],
    ['OBSERVATION', '00718-7', '718-7', 'Haemoglobin in blood', ''],
    ['ALLERGY_INTOLERANCE', 'j01ca04', 'J01CA04', 'Amoxicillin', 'أموكسيسيلين'],
    ['IMMUNIZATION', 'J07 BD52', 'J07BD52', 'Measles, mumps and rubella vaccine', ''],
  ])('of %s, written %j, is %s and called as the list calls it', (kind, written, code, en, ar) => {
    const [found, english, arabic] = coded(kind, written);
    expect([found, english]).toEqual([code, en]);
    expect(arabic).not.toBe(words.displayAr);
    if (ar !== '') expect(arabic).toBe(ar);
  });

  it('needs no words of its author', () => {
    expect(codedRecord('CONDITION', { code: 'I10' })).toMatchObject({ displayEn: 'Essential (primary) hypertension' });
  });
});

describe('a code outside its list', () => {
  const unknown = 'The list in force does not hold this code.';
  const malformed = 'This text is not a code of that system, or its check digit is wrong.';

  it.each<[RecordKind, string, string]>([
    ['CONDITION', 'Q99.99', unknown],
    ['CONDITION', 'headache', malformed],
    ['OBSERVATION', '100-8', unknown],
    ['OBSERVATION', '718-8', malformed],
    ['DIAGNOSTIC_REPORT', '718', malformed],
    ['IMMUNIZATION', 'J07ZZ99', unknown],
  ])('is refused for %s: %s', (kind, code, sentence) => {
    expect(refusal(kind, { code, ...words })).toEqual(['BAD_USER_INPUT', 'code', sentence]);
  });

  it('is refused for the substance of an allergy', () => {
    expect(refusal('ALLERGY_INTOLERANCE', { code: 'local-1', ...words, substanceAtcCode: 'J01CA99' })).toEqual([
      'BAD_USER_INPUT',
      'substanceAtcCode',
      unknown,
    ]);
  });

  it('is taken where a setting says so, called as the nearest wider one is, and doubted', () => {
    putInForce({ folder: noFolder, unknownCodes: 'warn' });
    expect(coded('CONDITION', 'I10.77')).toEqual([
      'I10.77',
      'Essential (primary) hypertension',
      'ارتفاع ضغط الدم الأساسي (الأولي)',
    ]);
    expect(doubtOf('CONDITION', 'I10.77')?.en).toBe(unknown);
    expect(doubtOf('CONDITION', 'I10')).toBeUndefined();
    expect(refusal('CONDITION', { code: 'headache', ...words })?.[2]).toBe(malformed);
  });

  it('keeps its author’s words where it may be local, and is refused without them', () => {
    expect(coded('PROCEDURE', 'local-1')).toEqual(['local-1', words.displayEn, words.displayAr]);
    expect(refusal('PROCEDURE', { code: 'local-1', displayEn: 'Words' })?.[1]).toBe('displayAr');
    expect(refusal('ALLERGY_INTOLERANCE', { code: 'local-1', displayAr: ' ', displayEn: 'Words' })?.[1]).toBe(
      'displayAr',
    );
    expect(refusal('ALLERGY_INTOLERANCE', { code: 'local-1', ...words, displayEn: 'x'.repeat(501) })?.[1]).toBe(
      'displayEn',
    );
  });
});

describe('lists of codes', () => {
  let clinic: TestClinic;
  beforeAll(async () => {
    clinic = await startTestClinic();
  });
  afterAll(() => clinic.stop());

  it.each([
    ['ALLERGEN', 'peanut', 'PEANUT'],
    ['ATC', 'انسولين', 'A10A'],
    ['ATC', 'أنسولين', 'A10A'],
    ['ATC', 'panadol', 'N02BE01'],
    ['LOINC', '٠٠٧١٨-٧', '718-7'],
    ['ICD_10', 'e119', 'E11.9'],
    ['CVX', 'BCG', '19'],
  ])('in %s, %s finds %s first', async (system, text, code) => {
    const answer = await clinic.subgraph.ask(
      'query ($system: CodeSystem!, $text: String!) { searchCodes(system: $system, text: $text, first: 1) { code displayAr displayEn parent } }',
      { system, text },
    );
    expect(answer.errors).toBeUndefined();
    const [first] = (answer.data as { searchCodes: { code: string }[] }).searchCodes;
    expect(first?.code.startsWith(code)).toBe(true);
  });
});
