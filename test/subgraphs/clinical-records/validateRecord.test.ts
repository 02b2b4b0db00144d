import { checkResult } from '@wasl/clinical-records/checkResult';
import type { RecordKind } from '@wasl/clinical-records/kinds';
import { type RecordInput, validRecord } from '@wasl/clinical-records/validateRecord';
import { SubgraphError } from '@wasl/subgraph-sdk';
import { describe, expect, it } from 'vitest';

const input: RecordInput = {
  code: 'I10',
  displayAr: 'ضغط',
  displayEn: 'Hypertension',
  effectiveAt: new Date('2026-03-01T08:00:00Z'),
};

/** The field that is refused; undefined when nothing is. */
function refusedField(kind: RecordKind, change: Partial<RecordInput>): unknown {
  try {
    const value = kind === 'OBSERVATION' && change.value === undefined ? { valueText: 'x' } : {};
    validRecord(kind, { ...input, ...value, ...change });
    return undefined;
  } catch (error) {
    if (!(error instanceof SubgraphError)) throw error;
    return error.details['field'];
  }
}

describe('a code', () => {
  it.each<[RecordKind, string]>([
    ['CONDITION', 'I10'],
    ['CONDITION', 'E11.9'],
    ['CONDITION', 'U07.1'],
    ['CONDITION', 'Z65'],
    ['CONDITION', 'e119'],
    ['CONDITION', 'J٤٥.٩'],
    ['OBSERVATION', '718-7'],
    ['OBSERVATION', '00718-7'],
    ['OBSERVATION', '8480-6'],
    ['OBSERVATION', '29463-7'],
    ['DIAGNOSTIC_REPORT', '58410-2'],
    ['IMMUNIZATION', 'J07BD52'],
    ['ENCOUNTER', 'EMER'],
    ['ALLERGY_INTOLERANCE', 'peanut'],
    ['PROCEDURE', '0DTJ'],
  ])('of %s may be %s', (kind, code) => expect(refusedField(kind, { code })).toBeUndefined());

  it.each<[RecordKind, string]>([
    ['CONDITION', ''],
    ['CONDITION', '10'],
    ['CONDITION', 'I10-I15'],
    ['CONDITION', 'IX'],
    ['CONDITION', 'S72.00XA'],
    ['CONDITION', 'I1'],
    ['CONDITION', 'I10.12345'],
    ['CONDITION', 'I10; DROP TABLE'],
    ['OBSERVATION', '718-8'],
    ['OBSERVATION', '781-7'],
    ['OBSERVATION', '7187'],
    ['OBSERVATION', 'I10'],
    ['DIAGNOSTIC_REPORT', '58410-3'],
    ['IMMUNIZATION', 'J07BD5'],
    ['IMMUNIZATION', 'X07BD52'],
    ['IMMUNIZATION', 'J07ZZ99'],
    ['ENCOUNTER', 'VISIT'],
    ['ALLERGY_INTOLERANCE', 'two words'],
    ['PROCEDURE', 'x'.repeat(41)],
  ])('of %s is not %j', (kind, code) => expect(refusedField(kind, { code })).toBe('code'));

  it('of LOINC is refused for every single mistyped digit', () => {
    for (const code of ['718-7', '8480-6', '29463-7', '58410-2', '30954-2']) {
      const digits = [...code].flatMap((digit, place) => (digit === '-' ? [] : [place]));
      for (const place of digits) {
        const wrong = code.slice(0, place) + ((Number(code[place]) + 1) % 10) + code.slice(place + 1);
        expect([wrong, refusedField('OBSERVATION', { code: wrong })]).toEqual([wrong, 'code']);
      }
    }
  });
});

describe('a value', () => {
  const observation = (change: Partial<RecordInput>) =>
    refusedField('OBSERVATION', { code: '718-7', value: 12, ...change });

  it.each(['g/dL', 'mmol/L', 'mm[Hg]', 'Cel', '10*9/L', '%', '{score}', 'kg/m2', '[degF]'])(
    'of a test that the list does not know may be measured in %s',
    (unit) => expect(() => checkResult({ code: '100-8', value: 12, unit })).not.toThrow(),
  );

  it.each(['mm[Hg]', 'Cel', 'kg', '%', '1', 'C'])('is refused in %s, which measures something else', (unit) =>
    expect(observation({ unit })).toBe('unit'),
  );

  it.each(['mmHg', 'C', 'G/DL', 'grams', '', 'toString'])('is not measured in %j: UCUM writes it otherwise', (unit) =>
    expect(observation({ unit })).toBe('unit'),
  );

  it('has a reference range that begins below its end', () => {
    expect(observation({ unit: 'g/dL', referenceLow: 12, referenceHigh: 17 })).toBeUndefined();
    expect(observation({ unit: 'g/dL', referenceLow: 17, referenceHigh: 12 })).toBe('referenceLow');
  });
});

describe('the rest', () => {
  const hours = (count: number) => new Date(Date.now() + count * 3_600_000);

  it.each<[Partial<RecordInput>, string]>([
    [{ effectiveAt: hours(1) }, 'effectiveAt'],
    [{ endedAt: hours(1) }, 'endedAt'],
    [{ endedAt: new Date('2026-02-28T08:00:00Z') }, 'endedAt'],
    [{ effectiveAt: new Date('0001-01-01T00:00:00Z') }, 'effectiveAt'],
    [{ effectiveAt: new Date('1899-12-31T20:59:59Z') }, 'effectiveAt'],
    [{ endedAt: new Date('0001-01-01T00:00:00Z') }, 'endedAt'],
    [{ substanceAtcCode: 'J01' }, 'substanceAtcCode'],
    [{ dose: 0 }, 'dose'],
    [{ dose: 21 }, 'dose'],
    [{ reaction: 'x'.repeat(10_001) }, 'reaction'],
  ])('refuses %j', (change, field) => expect(refusedField('CONDITION', change)).toBe(field));

  it('lets the oldest who live have had a disease since 1900 in Damascus', () => {
    // Clocks went by the sun there, 2:25 ahead.
    expect(refusedField('CONDITION', { effectiveAt: new Date('1899-12-31T21:35:00Z') })).toBeUndefined();
    expect(refusedField('CONDITION', { effectiveAt: new Date('1899-12-31T21:34:00Z') })).toBe('effectiveAt');
  });

  it('lets clocks differ by a few minutes', () => {
    expect(refusedField('CONDITION', { effectiveAt: hours(4 / 60) })).toBeUndefined();
  });
});
