import { dossiersOf, personRules, populationRules, violationsAmong } from '@wasl/demo/plausible/check';
import type { Dossier, StoredRecord } from '@wasl/demo/plausible/dossier';
import { isSpelling } from '@wasl/demo/plausible/people';
import { describe, expect, it } from 'vitest';
import { reference, sources } from './demoSources.ts';

const all = dossiersOf(2_000, sources);
type Changes = { -readonly [Key in keyof Dossier]: Dossier[Key] };

const withRecords = (change: (record: StoredRecord, dossier: Dossier) => Partial<StoredRecord>) => (one: Changes) => {
  one.records = one.records.map((record) => ({ ...record, ...change(record, one) }));
};
const withValue = (code: string, change: (value: number) => number) =>
  withRecords((record) =>
    record.code === code ? { content: { ...record.content, value: change(record.content.value ?? 0) } } : {},
  );
const ofKind = (kind: string, change: Partial<StoredRecord>) =>
  withRecords((record) => (record.kind === kind ? change : {}));
const withPrescriptions = (change: Partial<Dossier['prescriptions'][number]>) => (one: Changes) => {
  one.prescriptions = one.prescriptions.map((prescription) => ({ ...prescription, ...change }));
};
const withPerson = (change: (one: Dossier) => Partial<Dossier['person']>) => (one: Changes) => {
  one.person = { ...one.person, ...change(one) };
};
const conditionOf = (code: string) => ofKind('CONDITION', { code, status: 'ACTIVE' });

/** By the beginning of a rule's name, what breaks it. */
const breaks: Record<string, (one: Changes) => void> = {
  'nobody is over 105': withPerson(() => ({ birthDate: '1900-01-01' })),
  'given names fit': withPerson(({ person }) => ({ sex: person.sex === 'MALE' ? 'FEMALE' : 'MALE' })),
  'the Latin spelling': withPerson(() => ({ givenName: { ar: 'محمد', latin: 'Khaled' } })),
  'children bear the father': withPerson(() => ({ familyName: { ar: 'آخر', latin: 'Akhar' } })),
  'the sex fits the place': withPerson(() => ({ role: 'GRANDMOTHER', sex: 'MALE' })),
  'parents are 15': withPerson(({ family }) => ({ birthDate: family[0]?.birthDate ?? '' })),
  'siblings are twins': withPerson(({ family }) => ({ birthDate: family[2]?.birthDate.replace(/..$/, '05') ?? '' })),
  'telephones are': withPerson(() => ({ phone: '+963110000000' })),
  'the usual health centre': withPerson(() => ({ facilityId: 'F-DI-003' })),
  'children are within three': withValue('8302-2', (value) => value * 1.4),
  'children under five': withValue('29463-7', (value) => value * 2),
  'body mass index': withValue('29463-7', (value) => value * 3),
  'nobody shrinks': (one) => {
    let grown = 200;
    one.records = one.records.map((record) =>
      record.code === '8302-2' ? { ...record, content: { value: (grown -= 5), unit: 'cm' } } : record,
    );
  },
  'newborns weigh': withValue('8339-4', () => 900),
  'values are what': withValue('8310-5', () => 370),
  'pressures fit': withValue('8462-4', () => 180),
  'every code stands': conditionOf('I10.99'),
  'nobody has a disease of the other sex': conditionOf('N40'),
  'diseases of age': conditionOf('H25.9'),
  'nothing lies before birth': ofKind('ENCOUNTER', { effective_at: '1890-01-01T08:00:00.000Z' }),
  'lasting diseases are active': ofKind('CONDITION', { status: 'RESOLVED', code: 'I10' }),
  'one has a disease once': conditionOf('I10'),
  'results are abnormal': withValue('4548-4', () => 5),
  'results are normal': withValue('8480-6', () => 160),
  'creatinine and': withValue('98979-8', () => 12),
  'pregnancy is of women': conditionOf('O80'),
  'a caesarean section': ofKind('PROCEDURE', { code: '10D00Z1', effective_at: '2019-01-01T08:00:00.000Z' }),
  'a report says': withValue('718-7', () => 5),
  'every prescription is for': withPrescriptions({ indication_code: 'A00.9' }),
  'the form fits': withPrescriptions({ medication_id: 'M-A02BC01' }),
  'no severe alert': withPrescriptions({ medication_id: 'M-L04AX03' }),
  'the quantity is': withPrescriptions({ quantity: 900 }),
  'antibiotics are': withPrescriptions({ medication_id: 'M-J01CA04', dose: null }),
  'a prescription holds': withPrescriptions({ valid_until: '2030-01-01' }),
  'what is given is given': withPrescriptions({ dispensed: 1 }),
  'a pharmacist of': (one) => {
    one.dispenses = one.dispenses.map((dispense) => ({ ...dispense, pharmacy_id: 'F-XX-001' }));
  },
  'lasting diseases are treated': (one) => {
    one.prescriptions = [];
  },
  'clinics see patients': ofKind('ENCOUNTER', { code: 'AMB', effective_at: '2026-10-30T08:00:00.000Z' }),
  'everything is written at': withRecords(() => ({ author_id: 'P-999999' })),
  'every record but': ofKind('CONDITION', { recorded_at: '2026-10-31T23:00:00.000Z' }),
  'visits end after': withRecords(({ effective_at, content }) => ({ content: { ...content, endedAt: effective_at } })),
  'diagnoses are made': conditionOf('F20.9'),
  'who treats somebody': (one) => {
    one.care = one.care.map((care) => ({ ...care, since: '2026-11-01' }));
  },
  'nobody has more than': (one) => {
    one.records = Array.from({ length: 5 }, () => one.records).flat();
  },
  'doses are given': withRecords(({ content }) => ({ content: { ...content, dose: 9 } })),
  'no dose is given twice': (one) => {
    one.records = [...one.records, ...one.records];
  },
  'no vaccine is given before': ofKind('IMMUNIZATION', { code: 'J07BN03', effective_at: '2019-05-05T08:00:00.000Z' }),
  'nurses vaccinate': ofKind('IMMUNIZATION', { author_id: 'P-000001' }),
  'an allergy is to': ofKind('ALLERGY_INTOLERANCE', { code: 'moonlight', display_ar: 'ضوء', display_en: 'Moonlight' }),
  'nothing is prescribed against': (one) => {
    withPrescriptions({ medication_id: 'M-J01CA04' })(one);
    ofKind('ALLERGY_INTOLERANCE', { code: 'J01CA04', display_en: 'Amoxicillin' })(one);
  },
  'what is of the mind': ofKind('CONDITION', { code: 'F32.1', confidentiality: 'N', sensitivities: [] }),
  'what is of the body': ofKind('CONDITION', { code: 'I10', confidentiality: 'R' }),
  'adults decide': (one) => {
    one.consents = [{ decision: 'PERMIT', category: 'REPORTS', role: null, facilityId: 'F-XX-001' }];
  },
};

describe('what the demo stores', () => {
  it('violates no rule', () => {
    expect(violationsAmong(all, reference)).toEqual([]);
  });

  it.each(personRules)('is refused where it breaks: $name', ({ name, violations }) => {
    const [, breakIt] = Object.entries(breaks).find(([start]) => name.startsWith(start)) ?? [];
    expect(breakIt).toBeDefined();
    const broken = all.slice(0, 400).map((dossier) => {
      const changed: Changes = { ...dossier };
      breakIt?.(changed);
      return changed;
    });
    expect(broken.flatMap((dossier) => violations(dossier, reference)).length).toBeGreaterThan(0);
  });

  it.each(populationRules)('is refused as a whole where it breaks: $name', ({ violations }) => {
    const same = all.slice(0, 50).map((dossier) => ({ ...dossier, person: all[0]!.person, records: [] }));
    expect(violations(same).length).toBeGreaterThan(0);
  });

  it('spells each name as its Arabic sounds', () => {
    expect(isSpelling({ ar: 'خديجة', latin: 'Khadija' })).toBe(true);
    expect(isSpelling({ ar: 'خديجة', latin: 'Halima' })).toBe(false);
  });
});
