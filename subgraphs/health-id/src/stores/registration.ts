import { failure } from '@wasl/kit/errors';
import { isGovernorate } from '@wasl/kit/governorates';
import { blockingKeys } from '../matching/blockingKeys.ts';
import { reviewScore } from '../matching/score.ts';
import { readName, requireName } from '../readName.ts';
import type { Tx } from './client.ts';
import {
  demographicsOf,
  findCandidates,
  newHealthId,
  type Patient,
  requirePatient,
  resolvePatients,
} from './patientStore.ts';

export interface NewPatient {
  givenName: string;
  fatherName: string;
  motherName?: string | null;
  motherFamilyName?: string | null;
  familyName: string;
  birthDate: string;
  sex: string;
  governorate: string;
  nationalNumber?: string | null;
  guardianHealthId?: string | null;
  identityAssurance?: string | null;
}

const civilRegistry = 'SY-CIVIL-REGISTRY';
const earliestBirth = '1890-01-01';

/**
 * Issues a health ID. Look-alikes among the registered go to the reviewers' queue; nothing is merged by itself.
 * @throws SubgraphError BAD_USER_INPUT naming the field, DATE_IN_FUTURE, NATIONAL_NUMBER_INVALID, CONFLICT when the number
 * belongs to someone, NOT_FOUND for an unknown guardian.
 */
export async function issue(
  tx: Tx,
  input: NewPatient,
  by: string,
): Promise<{ healthId: string; duplicates: string[] }> {
  validate(input);
  const guardian = input.guardianHealthId ? await requirePatient(tx, input.guardianHealthId, 'guardianHealthId') : null;
  const patient = {
    healthId: await newHealthId(tx),
    givenAr: '',
    fatherAr: '',
    familyAr: '',
    ...namesOf(input),
    birthDate: input.birthDate,
    sex: input.sex,
    governorate: input.governorate,
    identityAssurance: input.identityAssurance ?? 'DECLARED',
    usualFacilityId: guardian?.usualFacilityId ?? null,
  };
  const { healthId } = patient;
  const known = demographicsOf(patient as unknown as Patient);
  await lockBirthDate(tx, input.birthDate);
  const candidates = await findCandidates(tx, known, 10);
  await tx.patient.create({ data: { ...patient, matchKeys: blockingKeys(known) } });
  if (input.nationalNumber) await link(tx, healthId, civilRegistry, input.nationalNumber);
  if (guardian) {
    await tx.guardianship.create({ data: { guardianId: guardian.healthId, dependantId: healthId, recordedBy: by } });
  }
  const lookAlikes = candidates.filter(({ score }) => score >= reviewScore);
  await tx.duplicateReview.createMany({
    data: lookAlikes.map(({ patient: other, score }) => ({ leftId: other.healthId, rightId: healthId, score })),
  });
  return { healthId, duplicates: lookAlikes.map(({ patient: other }) => other.healthId) };
}

/**
 * Ties an authority's number to a patient. Of two who link one number at once, one is refused.
 * @throws SubgraphError BAD_USER_INPUT, NATIONAL_NUMBER_INVALID, CONFLICT when it is another's.
 */
export async function link(tx: Tx, healthId: string, issuer: string, value: string): Promise<void> {
  if (issuer === civilRegistry && !/^\d{11}$/.test(value)) throw failure('NATIONAL_NUMBER_INVALID');
  if (!/^[A-Z][A-Z0-9-]{1,39}$/.test(issuer)) throw failure('BAD_USER_INPUT', { field: 'issuer' });
  if (!/^[\p{L}\p{N}./ -]{1,60}$/u.test(value) || value.trim() !== value) {
    throw failure('BAD_USER_INPUT', { field: 'value' });
  }
  // If another transaction is inserting the same number, this waits for it, and the read below finds its row.
  await tx.patientIdentifier.createMany({ data: [{ issuer, value, healthId }], skipDuplicates: true });
  const holder = await tx.patientIdentifier.findUniqueOrThrow({ where: { issuer_value: { issuer, value } } });
  if (holder.healthId === healthId) return;
  const person = (await resolvePatients(tx, [holder.healthId])).get(holder.healthId);
  if (person?.healthId !== healthId) throw failure('CONFLICT', { field: 'value' });
}

/** Serialises registrations with one birth date: two clinics that register one newborn at once, so that the second finds the first. */
async function lockBirthDate(tx: Tx, birthDate: string): Promise<void> {
  const [year, ...monthAndDay] = birthDate.split('-');
  const lock = `registration ${year} ${monthAndDay.sort().join(' ')}`;
  await tx.$executeRawUnsafe('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', lock);
}

function validate({ birthDate, governorate, ...names }: NewPatient): void {
  if (Date.parse(`${birthDate}T00:00:00Z`) > Date.now() + 14 * 3_600_000)
    throw failure('DATE_IN_FUTURE', { field: 'birthDate' });
  if (birthDate < earliestBirth) throw failure('BAD_USER_INPUT', { field: 'birthDate' });
  if (!isGovernorate(governorate)) throw failure('BAD_USER_INPUT', { field: 'governorate' });
  for (const field of ['givenName', 'fatherName', 'familyName', 'motherName', 'motherFamilyName'] as const) {
    requireName(field, names[field]);
  }
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
