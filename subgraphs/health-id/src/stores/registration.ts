import { failure } from '@wasl/kit/errors';
import { parseHealthId } from '@wasl/kit/healthId';
import { civilRegistry } from '../matching/identifiers.ts';
import { readPhone } from '../matching/phones.ts';
import { reviewScore } from '../matching/score.ts';
import { type BirthInput, readBirth, readPlace, requireGovernorate } from '../readDemographics.ts';
import { readName, requireName } from '../readName.ts';
import type { Writing } from '@wasl/kit/actor';
import { beginWithGuardian, type Birth, nameGuardian, requireMother, requireNewborn } from './births.ts';
import type { Tx } from './client.ts';
import { link } from './identifierStore.ts';
import { areOfOneBirth } from './likeness.ts';
import { matchVersion, storedKeys } from './matchKeys.ts';
import { refuseOwnRecord } from './ownRecord.ts';
import { demographicsOf, findCandidates, newHealthId, type Patient, requirePatient } from './patientStore.ts';

export interface NewPatient extends BirthInput {
  givenName: string;
  fatherName?: string | null;
  motherName?: string | null;
  motherFamilyName?: string | null;
  familyName?: string | null;
  sex: string;
  governorate: string;
  phone?: string | null;
  address?: string | null;
  nationalNumber?: string | null;
  guardianHealthId?: string | null;
  motherHealthId?: string | null;
  birthOrder?: number | null;
  identityAssurance?: string | null;
}

/** Somebody whom nobody can name. */
export interface UnidentifiedPatient {
  sex: string;
  estimatedAge: number;
  governorate: string;
  /** Where they were found, in words. */
  foundAt: string;
}

/**
 * Issues a health ID. Look-alikes among the registered go to the reviewers' queue; nothing is merged by itself.
 * @throws SubgraphError BAD_USER_INPUT naming the field, DATE_IN_FUTURE, NATIONAL_NUMBER_INVALID, CONFLICT when the number
 * belongs to someone, NOT_FOUND for an unknown guardian or mother, GUARDIAN_NOT_ELIGIBLE for a guardian who is a minor.
 */
export async function issue(
  tx: Tx,
  input: NewPatient,
  writing: Writing,
): Promise<{ healthId: string; duplicates: string[] }> {
  const birth = validate(input, writing.now);
  const { mother, guardian } = await parentsOf(tx, { ...input, ...birth }, writing);
  const stored = await store(tx, {
    ...motherNames(mother),
    ...namesOf(input),
    ...birth,
    sex: input.sex,
    governorate: input.governorate,
    phone: input.phone ? readPhone(input.phone) : null,
    address: readPlace('address', input.address),
    motherId: mother?.healthId ?? null,
    birthOrder: input.birthOrder ?? null,
    identityAssurance: input.identityAssurance ?? 'DECLARED',
    usualFacilityId: (guardian ?? mother)?.usualFacilityId ?? null,
    createdAt: writing.now,
  });
  const { healthId } = stored.patient;
  if (input.nationalNumber)
    await link(tx, healthId, { issuer: civilRegistry, value: input.nationalNumber }, writing.now);
  if (input.guardianHealthId) await nameGuardian(tx, parseHealthId(input.guardianHealthId), healthId, writing);
  if (mother && mother.healthId !== guardian?.healthId) await beginWithGuardian(tx, mother, stored.patient, writing);
  return { healthId, duplicates: stored.duplicates };
}

/**
 * Registers somebody whom nobody can name: nothing is known but sex, about what age, and where they were found. Once they are identified
 * their record is corrected, or merged into the one that they had. @throws SubgraphError BAD_USER_INPUT naming the field
 */
export async function registerUnidentified(
  tx: Tx,
  { sex, estimatedAge, governorate, foundAt }: UnidentifiedPatient,
  { now }: Writing,
): Promise<string> {
  const birth = readBirth({ estimatedAge }, now);
  requireGovernorate(governorate);
  const place = readPlace('foundAt', foundAt);
  if (place === null) throw failure('BAD_USER_INPUT', { field: 'foundAt' });
  const givenAr = sex === 'FEMALE' ? 'مجهولة الهوية' : 'مجهول الهوية';
  const named = { givenAr, givenLatin: 'Unidentified', ...birth, sex, governorate };
  const { patient } = await store(tx, { ...named, foundAt: place, identityAssurance: 'DECLARED' });
  return patient.healthId;
}

type NewRow = Partial<Patient> &
  Pick<Patient, 'birthDate' | 'birthPrecision' | 'sex' | 'governorate' | 'identityAssurance'>;

/** Stores a record under a new ID, and sends whoever looks like it to the reviewers. */
async function store(tx: Tx, row: NewRow): Promise<{ patient: Patient; duplicates: string[] }> {
  const named = { givenAr: '', fatherAr: '', familyAr: '', phone: null, ...row, healthId: await newHealthId(tx) };
  const known = demographicsOf(named as Patient);
  await lockBirthDate(tx, row.birthDate);
  const candidates = await findCandidates(tx, known, 10);
  const keys = { matchKeys: storedKeys(known, named.phone), matchVersion };
  const patient = await tx.patient.create({ data: { ...named, ...keys } });
  const lookAlikes = candidates.filter(
    ({ score, patient: other }) => score >= reviewScore && !areOfOneBirth(patient, other),
  );
  await tx.duplicateReview.createMany({
    data: lookAlikes.map(({ patient: other, score }) => ({ leftId: other.healthId, rightId: patient.healthId, score })),
  });
  return { patient, duplicates: lookAlikes.map(({ patient: other }) => other.healthId) };
}

/** Mother and guardian, as a birth names them. */
async function parentsOf(tx: Tx, input: NewPatient & Birth, { actor, now }: Writing) {
  const { guardianHealthId, motherHealthId, birthDate } = input;
  const guardian = guardianHealthId ? await requirePatient(tx, guardianHealthId, 'guardianHealthId') : null;
  const mother = await requireMother(tx, input);
  if (guardian) requireNewborn(birthDate, now, 'guardianHealthId');
  if (motherHealthId) requireNewborn(birthDate, now, 'motherHealthId');
  const parents = [guardian, mother].flatMap((parent) => (parent ? [parent.healthId] : []));
  if (parents.length > 0) await refuseOwnRecord(tx, parents, actor);
  return { guardian, mother };
}

/** Of a child who is registered with the mother's record, her names stand in it. */
function motherNames(mother: Patient | null) {
  if (!mother) return { motherAr: null, motherLatin: null, motherFamilyAr: null, motherFamilyLatin: null };
  const { givenAr, givenLatin, familyAr, familyLatin } = mother;
  return {
    motherAr: givenAr || null,
    motherLatin: givenLatin,
    motherFamilyAr: familyAr || null,
    motherFamilyLatin: familyLatin,
  };
}

/** Serialises registrations with one birth date: two clinics that register one newborn at once, so that the second finds the first. */
async function lockBirthDate(tx: Tx, birthDate: string): Promise<void> {
  const [year, ...monthAndDay] = birthDate.split('-');
  const lock = `registration ${year} ${monthAndDay.sort().join(' ')}`;
  await tx.$executeRawUnsafe('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', lock);
}

function validate(input: NewPatient, now: Date): { birthDate: string; birthPrecision: string } {
  const birth = readBirth(input, now);
  requireGovernorate(input.governorate);
  for (const field of ['givenName', 'fatherName', 'familyName', 'motherName', 'motherFamilyName'] as const) {
    requireName(field, input[field]);
  }
  return birth;
}

function namesOf(input: NewPatient): Record<string, string> {
  return {
    ...columns('given', input.givenName),
    ...columns('father', input.fatherName),
    ...columns('mother', input.motherName),
    ...columns('motherFamily', input.motherFamilyName),
    ...columns('family', input.familyName),
  };
}

/** A name goes into the column of the script that it is written in. */
function columns(field: string, text: string | null | undefined): Record<string, string> {
  const { ar, latin } = readName(text);
  return { ...(ar && { [`${field}Ar`]: ar }), ...(latin && { [`${field}Latin`]: latin }) };
}
