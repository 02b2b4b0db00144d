import { facilities, practitioners, staffOf } from '@wasl/demo/facilities';
import { personas } from '@wasl/demo/personas';
import { governorates } from '@wasl/demo/places';
import { ageOf, demoToday, familyOf, person } from '@wasl/demo/population';
import { parseHealthId } from '@wasl/kit/healthId';
import { describe, expect, it } from 'vitest';

const people = Array.from({ length: 2_000 }, (_, index) => person(index));
const typeAt = (id?: string) => facilities().find((facility) => facility.id === id)?.type;

describe('demo population', () => {
  it('is the same whenever it is asked for, in any order', () => {
    expect([1_999, 7, 0].map(person)).toEqual([people[1_999], people[7], people[0]]);
  });

  it('gives 200,000 people health IDs that are valid and their own', () => {
    const healthIds = Array.from({ length: 200_000 }, (_, index) => person(index).healthId);
    expect(new Set(healthIds).size).toBe(200_000);
    expect(healthIds.filter((_, index) => index % 997 === 0).map(parseHealthId)).toHaveLength(201);
  });

  it('answers for the millionth person at once', () => {
    expect(person(999_999)).toMatchObject({ index: 999_999, familyIndex: 166_666 });
  });

  it('writes national numbers of 11 digits under governorate 99; some people have none', () => {
    const numbers = people.flatMap(({ nationalNumber }) => nationalNumber ?? []);
    expect(numbers.every((number) => /^99\d{9}$/.test(number))).toBe(true);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(numbers.length).toBeLessThan(people.length);
  });

  it('lives in all 14 governorates', () => {
    expect(new Set(people.map(({ governorate }) => governorate)).size).toBe(14);
    expect(governorates.reduce((sum, { share }) => sum + share, 0)).toBe(100);
  });

  it('names children after their parents and bears nobody in the future', () => {
    for (const child of people.filter(({ role }) => role === 'CHILD')) {
      const [mother, father] = familyOf(child.familyIndex).map(person);
      expect([child.fatherName, child.familyName]).toEqual([father?.givenName, father?.familyName]);
      expect(child.motherName).toEqual(mother?.givenName);
      expect(child.birthDate > String(mother?.birthDate) && child.birthDate <= demoToday).toBe(true);
    }
  });

  it('lets everybody use a health centre of their own governorate', () => {
    const centres = new Map(facilities().map((facility) => [facility.id, facility]));
    for (const { facilityId, governorate } of people) {
      expect(centres.get(facilityId)).toMatchObject({ type: 'HEALTH_CENTRE', governorate });
    }
  });

  it('has practitioners with IDs of their own at known facilities, and every specialty in every hospital', () => {
    const known = new Set(facilities().map(({ id }) => id));
    expect(new Set(practitioners().map(({ id }) => id)).size).toBe(practitioners().length);
    expect(practitioners().every(({ facilityId }) => known.has(facilityId))).toBe(true);
    for (const { id } of facilities().filter(({ type }) => type === 'HOSPITAL'))
      expect(new Set(staffOf(id).map(({ specialty }) => specialty)).size).toBe(8);
  });
});

describe('personas', () => {
  it('gives the citizen, a mother, her minor children as dependants', () => {
    expect(person(personas.citizen.personIndex ?? -1)).toMatchObject({
      role: 'MOTHER',
      healthId: personas.citizen.healthId,
    });
    const minors = people.filter(({ familyIndex, birthDate }) => familyIndex === 0 && ageOf(birthDate) < 18);
    expect(personas.citizen.dependants).toEqual(minors.map(({ healthId }) => healthId));
    expect(minors.length).toBeGreaterThan(0);
  });

  it('gives the guardian dependants and the pharmacists two different pharmacies', () => {
    expect(personas.guardian.dependants.length).toBeGreaterThan(0);
    expect([personas.pharmacist, personas.pharmacist2].map(({ facilityId }) => typeAt(facilityId))).toEqual([
      'PHARMACY',
      'PHARMACY',
    ]);
    expect(personas.pharmacist.facilityId).not.toBe(personas.pharmacist2.facilityId);
  });
});
