import { careOf, consentsOf } from '@wasl/demo/care';
import { demoDuplicate, duplicateNeeds } from '@wasl/demo/duplicate';
import { facilities, practitioners } from '@wasl/demo/facilities';
import { referralOf } from '@wasl/demo/referrals';
import { ageOf, type DemoPerson, familyOf, familySize, person } from '@wasl/demo/population';
import { seedInBatches } from '@wasl/demo/seedInBatches';
import { stableUuid } from '@wasl/demo/stableUuid';
import { withMark } from '@wasl/kit/markedUuid';
import type { SeedTarget } from '@wasl/kit/subgraph';
import { matchVersion, storedKeys } from './stores/matchKeys.ts';
import { scorePair } from './matching/score.ts';

const patientColumns =
  'health_id,given_ar,given_latin,father_ar,father_latin,mother_ar,mother_latin,mother_family_ar,mother_family_latin,family_ar,family_latin,birth_date,sex,governorate,phone,identity_assurance,usual_facility_id,match_keys,match_version,created_at'.split(
    ',',
  );

/** Stores the registers and so many of the demo's people, with their families and usual health centres. */
export async function seed(target: SeedTarget): Promise<void> {
  const { database } = target;
  await seedInBatches(target, 'registers', 1, 1, async () => {
    await database.bulkInsert(
      'facility',
      ['id', 'name_ar', 'name_en', 'type', 'governorate'],
      facilities().map(({ id, nameAr, nameEn, type, governorate }) => [id, nameAr, nameEn, type, governorate]),
    );
    await database.bulkInsert(
      'practitioner',
      ['id', 'name_ar', 'name_latin', 'licence', 'specialty', 'facility_id'],
      practitioners().map((item) => [
        item.id,
        item.nameAr,
        item.nameLatin,
        item.licence,
        item.specialty,
        item.facilityId,
      ]),
    );
  });
  await seedInBatches(target, 'patients', target.patients, 1_200, async (from, to) => {
    const people = Array.from({ length: to - from }, (_, offset) => person(from + offset));
    await database.bulkInsert('patient', patientColumns, people.map(patientRow));
    await database.bulkInsert(
      'patient_identifier',
      ['issuer', 'value', 'health_id', 'linked_at'],
      people.flatMap(({ nationalNumber, healthId }) =>
        nationalNumber === null ? [] : [['SY-CIVIL-REGISTRY', nationalNumber, healthId, registeredAt]],
      ),
    );
    await database.bulkInsert(
      'treatment_relationship',
      ['id', 'health_id', 'facility_id', 'since', 'recorded_at', 'ended_at'],
      people.flatMap((one) =>
        careOf(one).map(({ facilityId, since, endedOn }) => [
          stableUuid(`treatment ${one.healthId} ${facilityId}`),
          one.healthId,
          facilityId,
          since,
          `${since}T06:00:00Z`,
          endedOn && `${endedOn}T21:00:00Z`,
        ]),
      ),
    );
    await database.bulkInsert('consent_directive', consentColumns, people.flatMap(consentRows));
    await database.bulkInsert('guardianship', guardianColumns, people.flatMap(guardianRows));
    const sent = people.flatMap((one) => referralRows(one));
    await database.bulkInsert(
      'referral',
      referralColumns,
      sent.map(({ referral }) => referral),
    );
    await database.bulkInsert(
      'appointment',
      appointmentColumns,
      sent.map(({ appointment }) => appointment),
    );
  });
  if (target.patients >= duplicateNeeds) await seedInBatches(target, 'duplicate', 1, 1, () => storeDuplicate(target));
}

/** One woman who was registered twice, for the reviewers' queue. */
async function storeDuplicate({ database }: SeedTarget): Promise<void> {
  const { woman, again } = demoDuplicate();
  const { givenName, fatherName, familyName, birthDate, sex, governorate, facilityId } = woman;
  const known = {
    given: { latin: givenName.latin },
    father: { latin: fatherName.latin },
    family: { latin: familyName.latin },
    birthDate,
    sex,
    governorate,
  };
  const names = ['', givenName.latin, '', fatherName.latin, null, null, null, null, '', familyName.latin];
  const rest = [birthDate, sex, governorate, null, 'DECLARED', facilityId, storedKeys(known, null)];
  const stored = [...rest, matchVersion, '2026-06-01T00:00:00Z'];
  await database.bulkInsert('patient', patientColumns, [[again.healthId, ...names, ...stored]]);
  const both = { given: woman.givenName, father: woman.fatherName, mother: woman.motherName, family: woman.familyName };
  const score = scorePair({ ...both, birthDate, sex, governorate }, known);
  await database.bulkInsert(
    'duplicate_review',
    ['id', 'left_id', 'right_id', 'score', 'status'],
    [[stableUuid(`duplicate ${again.healthId}`), woman.healthId, again.healthId, score, 'OPEN']],
  );
}

/** When the registry took everybody in: the same in every database, whenever it is seeded. */
const registeredAt = '2026-01-01T00:00:00Z';

const guardianColumns = ['id', 'guardian_id', 'dependant_id', 'recorded_at'];
const consentColumns = ['id', 'health_id', 'decision', 'category', 'role', 'facility_id', 'recorded_by', 'recorded_at'];

const referralColumns =
  'id,health_id,from_facility_id,to_facility_id,specialty,reason,status,author_id,sensitivities,requested_by,requested_at,expires_at,decided_by,decided_at,closed_by,closed_at,closing_words'.split(
    ',',
  );
const appointmentColumns =
  'id,health_id,facility_id,practitioner_id,author_id,status,starts_at,ends_at,sensitivities,referral_id,booked_by,booked_at,moved_by,moved_at'.split(
    ',',
  );

/** Who was referred, with the appointment at which they were seen. */
function referralRows(one: DemoPerson): { referral: unknown[]; appointment: unknown[] }[] {
  const sent = referralOf(one);
  if (!sent) return [];
  const { fromFacilityId, toFacilityId, authorId, practitionerId, requestedAt, acceptedAt, seenAt, repliedAt } = sent;
  const by = (practitioner: string, facilityId: string) => ({
    subject: 'demo',
    role: 'physician',
    practitionerId: practitioner,
    facilityId,
  });
  const [author, answering] = [by(authorId, fromFacilityId), by(practitionerId, toFacilityId)];
  const id = withMark(stableUuid(`referral ${one.index}`), 'Referral');
  const where = [one.healthId, fromFacilityId, toFacilityId, sent.specialty, sent.reason];
  const expiresAt = new Date(Date.parse(acceptedAt) + 180 * 86_400_000).toISOString();
  const asked = ['COMPLETED', authorId, [], author, requestedAt, expiresAt];
  const place = [one.healthId, toFacilityId, practitionerId, practitionerId, 'FULFILLED', seenAt, sent.seenUntil];
  return [
    {
      referral: [id, ...where, ...asked, answering, acceptedAt, answering, repliedAt, sent.reply],
      appointment: [
        withMark(stableUuid(`appointment ${one.index}`), 'Appointment'),
        ...place,
        [],
        id,
        answering,
        acceptedAt,
        answering,
        sent.seenUntil,
      ],
    },
  ];
}

function consentRows(one: DemoPerson): unknown[][] {
  return consentsOf(one).map(({ decision, category, role, facilityId }, index) => {
    const scope = [decision, category, role, facilityId];
    return [stableUuid(`consent ${one.index} ${index}`), one.healthId, ...scope, 'demo', '2026-06-01T09:00:00Z'];
  });
}

function patientRow(one: DemoPerson): unknown[] {
  const { birthDate, sex, governorate } = one;
  const called = { given: one.givenName, father: one.fatherName, mother: one.motherName, family: one.familyName };
  const keys = storedKeys({ ...called, birthDate, sex, governorate }, one.phone);
  const names = [one.givenName, one.fatherName, one.motherName, one.motherFamilyName, one.familyName].flatMap(
    ({ ar, latin }) => [ar, latin],
  );
  const assurance = one.nationalNumber === null ? 'VOUCHED' : 'DOCUMENTED';
  const place = [one.birthDate, one.sex, one.governorate, one.phone, assurance, one.facilityId];
  return [one.healthId, ...names, ...place, keys, matchVersion, registeredAt];
}

/** Mother and father are guardians of a minor child. */
function guardianRows({ role, birthDate, familyIndex, healthId }: DemoPerson): unknown[][] {
  if (role !== 'CHILD' || ageOf(birthDate) >= 18) return [];
  return familyOf(familyIndex)
    .slice(0, familySize)
    .map(person)
    .filter((member) => member.role === 'MOTHER' || member.role === 'FATHER')
    .map((guardian) => {
      const id = stableUuid(`guardianship ${guardian.healthId} ${healthId}`);
      return [id, guardian.healthId, healthId, registeredAt];
    });
}
