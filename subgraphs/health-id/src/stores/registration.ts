import { damascusDay, fullYears } from '@wasl/kit/calendar';
import { failure } from '@wasl/kit/errors';
import { isGovernorate } from '@wasl/kit/governorates';
import { parseHealthId } from '@wasl/kit/healthId';
import { blockingKeys } from '../matching/blockingKeys.ts';
import { civilRegistry, type Identifier, readIdentifier } from '../matching/identifiers.ts';
import { reviewScore } from '../matching/score.ts';
import { readName, requireName } from '../readName.ts';
import type { Writing } from '@wasl/kit/actor';
import type { Tx } from './client.ts';
import { addGuardian } from './guardianStore.ts';
import { tell } from './noticeStore.ts';
import { refuseOwnRecord } from './ownRecord.ts';
import {
  demographicsOf,
  everyId,
  findCandidates,
  identifiersOf,
  newHealthId,
  type Patient,
  requirePatient,
  resolvePatients,
} from './patientStore.ts';
import { lockNumbers } from './numberLock.ts';

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

const earliestBirth = '1890-01-01';

/**
 * Issues a health ID. Look-alikes among the registered go to the reviewers' queue; nothing is merged by itself.
 * @throws SubgraphError BAD_USER_INPUT naming the field, DATE_IN_FUTURE, NATIONAL_NUMBER_INVALID, CONFLICT when the number
 * belongs to someone, NOT_FOUND for an unknown guardian, GUARDIAN_NOT_ELIGIBLE for one who is a minor.
 */
export async function issue(
  tx: Tx,
  input: NewPatient,
  writing: Writing,
): Promise<{ healthId: string; duplicates: string[] }> {
  validate(input, writing.now);
  const guardian = input.guardianHealthId ? await requirePatient(tx, input.guardianHealthId, 'guardianHealthId') : null;
  if (guardian) requireNewborn(input.birthDate, writing.now);
  if (guardian) await refuseOwnRecord(tx, [guardian.healthId], writing.actor);
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
  if (input.nationalNumber)
    await link(tx, healthId, { issuer: civilRegistry, value: input.nationalNumber }, writing.now);
  if (input.guardianHealthId) await nameGuardian(tx, parseHealthId(input.guardianHealthId), healthId, writing);
  const lookAlikes = candidates.filter(({ score }) => score >= reviewScore);
  await tx.duplicateReview.createMany({
    data: lookAlikes.map(({ patient: other, score }) => ({ leftId: other.healthId, rightId: healthId, score })),
  });
  return { healthId, duplicates: lookAlikes.map(({ patient: other }) => other.healthId) };
}

/**
 * Whether an authority's number may be tied to a patient: it has its form and is nobody else's, and a person has one national number.
 * `healthId` is a survivor's. @throws SubgraphError CONFLICT, and as `readIdentifier` does
 */
export async function checkLink(tx: Tx, healthId: string, written: Identifier): Promise<void> {
  const { issuer, value } = readIdentifier(written);
  const holder = await tx.patientIdentifier.findUnique({ where: { issuer_value: { issuer, value } } });
  if (holder && (await survivorOf(tx, holder.healthId)) !== healthId) throw failure('CONFLICT', { field: 'value' });
  if (issuer !== civilRegistry) return;
  const numbers = await identifiersOf(tx, await everyId(tx, healthId));
  if (numbers.some((one) => one.issuer === civilRegistry && one.value !== value))
    throw failure('CONFLICT', { field: 'issuer' });
}

/**
 * Ties an authority's number to a patient, under the ID that was named. Of two who link one number at once, one is refused; so is one of
 * two who link two national numbers to one person. @throws SubgraphError as `checkLink` does
 */
export async function link(tx: Tx, healthId: string, written: Identifier, linkedAt: Date): Promise<void> {
  const { issuer, value } = readIdentifier(written);
  await lockNumbers(tx, [healthId]);
  const patient = await requirePatient(tx, healthId);
  if (patient.healthId !== healthId) await lockNumbers(tx, [patient.healthId]);
  await checkLink(tx, patient.healthId, { issuer, value });
  // If another transaction is inserting the same number, this waits for it, and the read below finds its row.
  await tx.patientIdentifier.createMany({ data: [{ issuer, value, healthId, linkedAt }], skipDuplicates: true });
  const holder = await tx.patientIdentifier.findUniqueOrThrow({ where: { issuer_value: { issuer, value } } });
  if ((await survivorOf(tx, holder.healthId)) !== patient.healthId) throw failure('CONFLICT', { field: 'value' });
}

async function survivorOf(tx: Tx, healthId: string): Promise<string | undefined> {
  return (await resolvePatients(tx, [healthId])).get(healthId)?.healthId;
}

/** A record that begins with its guardian opens nobody's record to anybody, so that one registrar is enough. */
async function nameGuardian(tx: Tx, guardianId: string, dependantId: string, writing: Writing): Promise<void> {
  await addGuardian(tx, { guardianId, dependantId }, writing);
  await tell(tx, [guardianId, dependantId], { kind: 'GUARDIAN_ADDED' }, writing);
}

/** For an older child a guardian needs two registrars: `addGuardian`. @throws SubgraphError BAD_USER_INPUT */
function requireNewborn(birthDate: string, now: Date): void {
  if (fullYears(birthDate, damascusDay(now)) >= 1) throw failure('BAD_USER_INPUT', { field: 'guardianHealthId' });
}

/** Serialises registrations with one birth date: two clinics that register one newborn at once, so that the second finds the first. */
async function lockBirthDate(tx: Tx, birthDate: string): Promise<void> {
  const [year, ...monthAndDay] = birthDate.split('-');
  const lock = `registration ${year} ${monthAndDay.sort().join(' ')}`;
  await tx.$executeRawUnsafe('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', lock);
}

function validate({ birthDate, governorate, ...names }: NewPatient, now: Date): void {
  if (Date.parse(`${birthDate}T00:00:00Z`) > now.getTime() + 14 * 3_600_000)
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
