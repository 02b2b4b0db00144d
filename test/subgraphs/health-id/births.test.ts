import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ageGroupOf, lastsUntil } from '@wasl/health-id/stores/guardianStore';
import { testCaller } from '../../support/startTestSubgraph.ts';
import { databaseKinds } from '../../support/testPostgres.ts';
import { evidence, someone, startTestRegistry, type TestRegistry } from './startTestRegistry.ts';

describe('the age of somebody whose birth date is not known to the day', () => {
  const [year, month, estimate] = ['YEAR', 'MONTH', 'ESTIMATED'].map((birthPrecision) => ({
    birthDate: '2008-01-01',
    birthPrecision,
  }));
  it('is a minor’s for as long as it may be, and an adolescent’s as soon as it may be', () => {
    expect([ageGroupOf(year!, '2026-12-30'), ageGroupOf(year!, '2026-12-31')]).toEqual(['adolescent', 'adult']);
    expect([ageGroupOf(month!, '2026-01-30'), ageGroupOf(month!, '2026-01-31')]).toEqual(['adolescent', 'adult']);
    expect([ageGroupOf(estimate!, '2028-12-30'), ageGroupOf(estimate!, '2028-12-31')]).toEqual(['adolescent', 'adult']);
    expect([ageGroupOf(year!, '2020-12-31'), ageGroupOf(year!, '2021-01-01')]).toEqual(['child', 'adolescent']);
    expect([ageGroupOf(estimate!, '2018-12-31'), ageGroupOf(estimate!, '2019-01-01')]).toEqual(['child', 'adolescent']);
    expect([lastsUntil(year!), lastsUntil(month!), lastsUntil(estimate!)]).toEqual([
      '2026-12-31',
      '2026-01-31',
      '2028-12-31',
    ]);
  });
});

describe.each(databaseKinds)('who is registered, on %s', (kind) => {
  let registry: TestRegistry;
  // 01:30 on 27 November in Damascus.
  const now = Date.parse('2026-11-26T22:30:00Z');
  beforeAll(async () => {
    registry = await startTestRegistry(kind, 5, () => now);
  });
  afterAll(() => registry.stop());

  const answer = `patient { healthId motherName { ar } motherFamilyName { ar } fatherName { ar } familyName { ar } birthDate
    birthDatePrecision birthOrder guardians { healthId } mother { healthId } } possibleDuplicates { patient { healthId } }`;
  const issue = (more: Record<string, unknown>) => registry.write('issueHealthId', { ...someone(), ...more }, answer);
  let days = 0;
  const mother = (more = {}) =>
    registry.issue({ birthDate: new Date(Date.UTC(1990, 0, 3 + 9 * (days += 1))).toISOString().slice(0, 10), ...more });
  const newborn = (motherHealthId: string, more = {}) =>
    issue({ givenName: 'مولودة', birthDate: '2026-11-27', motherHealthId, ...more });

  it('may be born today from midnight in Damascus on, and not tomorrow', async () => {
    expect((await issue({ birthDate: '2026-11-27' })).code).toBeUndefined();
    expect((await issue({ birthDate: '2026-11-28' })).code).toBe('DATE_IN_FUTURE');
  });

  it('with the mother’s record has her names, and her as guardian', async () => {
    const healthId = await mother({ givenName: 'هبة', familyName: 'قباني' });
    const { data } = await newborn(healthId, { fatherName: null });
    expect(data.issueHealthId.patient).toMatchObject({
      motherName: { ar: 'هبة' },
      motherFamilyName: { ar: 'قباني' },
      fatherName: null,
      mother: { healthId },
      guardians: [{ healthId }],
    });
  });

  it('as twins needs the order of birth, is no look-alike of the twin, and is never merged with it', async () => {
    const healthId = await mother();
    const one = await newborn(healthId, { birthOrder: 1 });
    expect((await newborn(healthId)).code).toBe('BAD_USER_INPUT');
    expect((await newborn(healthId, { birthOrder: 1 })).code).toBe('CONFLICT');
    const two = await newborn(healthId, { birthOrder: 2 });
    expect(two.data.issueHealthId).toMatchObject({ patient: { birthOrder: 2 } });
    const id = ({ data }: typeof one) => data.issueHealthId.patient.healthId as string;
    const duplicates = two.data.issueHealthId.possibleDuplicates.map(
      ({ patient }: { patient: { healthId: string } }) => patient.healthId,
    );
    expect(duplicates).not.toContain(id(one));
    expect((await registry.merge(id(two), id(one))).code).toBe('RECORDS_TOO_UNLIKE');
  });

  it('has a mother who is a minor herself, and then no guardian', async () => {
    const healthId = await mother({ birthDate: '2010-05-05' });
    expect((await newborn(healthId)).data.issueHealthId.patient).toMatchObject({ mother: { healthId }, guardians: [] });
  });

  it.each([
    ['a man', { sex: 'MALE' }, {}],
    ['a girl', { birthDate: '2018-05-05' }, {}],
    ['a woman, of a child of a year', {}, { birthDate: '2025-11-27' }],
    ['a woman, of a tenth child', {}, { birthOrder: 10 }],
  ])('has no mother in %s', async (_, who, child) => {
    expect((await newborn(await mother(who), child)).code).toBe('BAD_USER_INPUT');
  });

  it.each([
    [{ birthDate: '1980-06-17', birthDatePrecision: 'YEAR' }, '1980-01-01', 'YEAR'],
    [{ birthDate: '1980-06-17', birthDatePrecision: 'MONTH' }, '1980-06-01', 'MONTH'],
    [{ birthDate: null, estimatedAge: 40 }, '1986-01-01', 'ESTIMATED'],
  ])('by %j is kept as known, and found by name and date', async (born, birthDate, birthDatePrecision) => {
    const familyName = `${birthDatePrecision.toLowerCase()} قاسم`;
    const { data } = await issue({ ...born, familyName });
    const { healthId, ...rest } = data.issueHealthId.patient;
    expect(rest).toMatchObject({ birthDate, birthDatePrecision });
    const text =
      'query ($d: DemographicsInput!) { searchPatients(demographics: $d) { isCertain patient { healthId } } }';
    const exact = { ...someone(), familyName, birthDate: `${birthDate.slice(0, 4)}-06-17` };
    const { data: found } = await registry.query(text, { d: exact });
    expect(found.searchPatients).toContainEqual({ isCertain: false, patient: { healthId } });
  });

  it.each([{ birthDate: null }, { estimatedAge: 3 }, { birthDate: null, estimatedAge: 140 }])(
    'is refused with %j',
    async (born) => expect((await issue(born)).code).toBe('BAD_USER_INPUT'),
  );

  it('without a name is found where, about how old; identified by two, or merged into the record that was there', async () => {
    const seen = { sex: 'FEMALE', estimatedAge: 34, governorate: 'DI', foundAt: 'أوتوستراد المزة، 23:10' };
    const register = async () => {
      const fields = 'healthId patient { isUnidentified foundAt birthDatePrecision familyName { ar } }';
      const { code, data } = await registry.write('registerUnidentified', seen, fields);
      expect(code).toBeUndefined();
      expect(data.registerUnidentified.patient).toEqual({
        isUnidentified: true,
        foundAt: seen.foundAt,
        birthDatePrecision: 'ESTIMATED',
        familyName: null,
      });
      return data.registerUnidentified.healthId as string;
    };
    const [one, other] = [await register(), await register()];
    const identify = await registry.write(
      'correctPatient',
      {
        healthId: one,
        givenName: { ar: 'هالة' },
        familyName: { ar: 'شاهين' },
        reason: 'IDENTIFIED',
        words: 'Her brother came',
        evidence,
      },
      'act { id }',
    );
    expect((await registry.confirm(identify.data.correctPatient.act.id)).code).toBeUndefined();
    expect(await registry.read(one, 'isUnidentified givenName { ar latin }')).toEqual({
      isUnidentified: false,
      givenName: { ar: 'هالة', latin: null },
    });
    const [woman, man] = [await mother({ birthDate: '1991-02-02' }), await mother({ sex: 'MALE' })];
    expect((await registry.merge(other, man)).code).toBe('RECORDS_TOO_UNLIKE');
    expect((await registry.merge(other, woman)).code).toBeUndefined();
    expect(await registry.read(other, 'healthId')).toEqual({ healthId: woman });
  });

  it('without a name is registered by an emergency doctor too, and by no other clinician', async () => {
    const seen = { sex: 'MALE', estimatedAge: 50, governorate: 'DI', foundAt: 'Umayyad square' };
    const as = (role: string) =>
      registry.write('registerUnidentified', seen, 'healthId', testCaller([role], { facilityId: 'F-DI-001' }));
    expect((await as('emergency')).code).toBeUndefined();
    expect((await as('physician')).code).toBe('FORBIDDEN');
  });
});
