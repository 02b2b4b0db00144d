import { checkLife, type Dated } from '@wasl/clinical-records/checkLife';
import type { RecordKind } from '@wasl/clinical-records/kinds';
import { type PatientLife, SubgraphError } from '@wasl/subgraph-sdk';
import { describe, expect, it } from 'vitest';

/** Code and field of the refusal; undefined where there is none. */
function refusal(kind: RecordKind, change: Partial<Dated>, life: Partial<PatientLife> | undefined): unknown {
  try {
    const record = { code: 'I10', effectiveAt: new Date('2026-03-01T08:00:00Z'), ...change };
    checkLife(kind, record, life && { healthId: '123456789012', ...life });
    return undefined;
  } catch (error) {
    if (!(error instanceof SubgraphError)) throw error;
    return [error.code, error.details['field']];
  }
}

describe('a date', () => {
  const life = { birthDate: '2020-05-10', deceasedOn: '2025-02-26' };

  it.each([
    ['the last hour before the day of birth in Damascus', '2020-05-09T20:59:59Z', false],
    ['the first hour of that day, when it is the day before in London', '2020-05-09T21:00:00Z', true],
    ['the day of death', '2025-02-26T20:00:00Z', true],
    ['a week later, in another month', '2025-03-05T20:59:59Z', true],
    ['the day after that', '2025-03-05T21:00:00Z', false],
    ['a century before', '1920-01-01T00:00:00Z', false],
  ])('on %s', (_, at, isTaken) => {
    const wrong = ['DATE_OUTSIDE_LIFE', 'effectiveAt'];
    expect(refusal('CONDITION', { effectiveAt: new Date(at) }, life)).toEqual(isTaken ? undefined : wrong);
  });

  it('of an end counts too', () => {
    const visit = { code: 'IMP', effectiveAt: new Date('2025-02-20T08:00:00Z') };
    expect(refusal('ENCOUNTER', { ...visit, endedAt: new Date('2025-02-26T08:00:00Z') }, life)).toBeUndefined();
    expect(refusal('ENCOUNTER', { ...visit, endedAt: new Date('2025-04-01T08:00:00Z') }, life)).toEqual([
      'DATE_OUTSIDE_LIFE',
      'endedAt',
    ]);
  });

  it('is not held against what the registry does not tell', () => {
    expect(refusal('CONDITION', { effectiveAt: new Date('1901-01-01T00:00:00Z') }, {})).toBeUndefined();
    expect(refusal('CONDITION', { effectiveAt: new Date('1901-01-01T00:00:00Z') }, undefined)).toBeUndefined();
  });
});

describe('a code', () => {
  it.each<[RecordKind, string, string, boolean]>([
    ['CONDITION', 'O80', 'MALE', false],
    ['CONDITION', 'o80.0', 'MALE', false],
    ['CONDITION', 'O80', 'FEMALE', true],
    ['CONDITION', 'N40', 'FEMALE', false],
    ['CONDITION', 'N40', 'MALE', true],
    ['CONDITION', 'C50.9', 'MALE', true],
    ['CONDITION', 'O80', 'OTHER', true],
    ['CONDITION', 'O80', 'UNKNOWN', true],
    ['PROCEDURE', 'O82', 'MALE', false],
    ['PROCEDURE', '0DTJ', 'MALE', true],
    ['OBSERVATION', '2118-8', 'MALE', false],
    ['OBSERVATION', '2118-8', 'FEMALE', true],
    ['OBSERVATION', '2857-1', 'FEMALE', false],
    ['OBSERVATION', '2857-1', 'UNKNOWN', true],
    // A marker of tumours in men, and what a newborn boy was born with.
    ['OBSERVATION', '21198-7', 'MALE', true],
    ['OBSERVATION', '11884-4', 'MALE', true],
  ])('%s %s of sex %s', (kind, code, sex, isTaken) => {
    expect(refusal(kind, { code }, { sex })).toEqual(isTaken ? undefined : ['SEX_IMPLAUSIBLE', 'code']);
  });
});
