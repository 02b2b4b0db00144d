import { type DemoPerson, person } from '@wasl/demo/population';
import { type Persona, personas } from '@wasl/demo/personas';
import { random } from '@wasl/demo/random';
import { seedInBatches } from '@wasl/demo/seedInBatches';
import type { SeedTarget } from '@wasl/kit/subgraph';

const peoplePerBatch = 1_000;
const civilRegistry = 'https://civil-registry.example.sy';
const levels = ['DOCUMENT_CHECKED', 'IN_PERSON', 'IN_PERSON', 'BIOMETRIC'];

/** The columns of a person, in the order of a row. */
export const personColumns = [
  'national_id',
  'issuer',
  'given_ar',
  'given_latin',
  'father_ar',
  'father_latin',
  'mother_ar',
  'mother_latin',
  'mother_family_ar',
  'mother_family_latin',
  'family_ar',
  'family_latin',
  'birth_date',
  'verification_level',
  'verified_at',
  'governorate',
  'office',
  'entry_number',
  'health_id',
];

/** The columns of an account, in the order of a row. */
export const accountColumns = [
  'id',
  'username',
  'display_ar',
  'display_en',
  'roles',
  'verification_level',
  'national_id',
  'health_id',
  'practitioner_id',
  'facility_id',
  'demo',
];

/** Stores everyone of the demo population who holds a national number, and an account for each persona. */
export async function seed(target: SeedTarget): Promise<void> {
  const { database, patients } = target;
  await seedInBatches(target, 'people', patients, peoplePerBatch, async (from, to) => {
    const people = Array.from({ length: to - from }, (_, offset) => person(from + offset));
    await database.bulkInsert('person', personColumns, people.flatMap(personRow));
  });
  const all: Persona[] = Object.values(personas);
  await seedInBatches(target, 'accounts', all.length, all.length, async () => {
    const behind = all.flatMap(({ personIndex }) => (personIndex === undefined ? [] : [person(personIndex)]));
    await database.bulkInsert('person', personColumns, behind.flatMap(personRow));
    await database.bulkInsert('account', accountColumns, all.map(accountRow));
  });
}

/** One row, or none for somebody without a national number. */
function personRow(someone: DemoPerson): unknown[][] {
  const { nationalNumber, givenName, fatherName, motherName, motherFamilyName, familyName } = someone;
  if (nationalNumber === null) return [];
  const chance = random(`identity-${someone.index}`);
  return [
    [
      nationalNumber,
      civilRegistry,
      ...[givenName, fatherName, motherName, motherFamilyName, familyName].flatMap(({ ar, latin }) => [ar, latin]),
      someone.birthDate,
      chance.pick(levels),
      `2026-0${1 + chance.int(9)}-${10 + chance.int(18)}T09:00:00+03:00`,
      someone.governorate,
      nationalNumber.slice(2, 4),
      String(1_000 + someone.familyIndex),
      someone.healthId,
    ],
  ];
}

function accountRow(persona: Persona): unknown[] {
  const { name, subject, labelAr, labelEn, called, roles, nationalId, healthId, practitionerId, facilityId } = persona;
  const ties = [nationalId, healthId, practitionerId, facilityId];
  return [subject, name, called?.ar ?? labelAr, called?.en ?? labelEn, roles, 'IN_PERSON', ...ties, true];
}
