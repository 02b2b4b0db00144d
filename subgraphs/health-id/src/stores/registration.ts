import { failure } from '@wasl/kit/errors';
import { parseHealthId } from '@wasl/kit/healthId';
import type { Prisma } from '@wasl/prisma/health-id/generated/client.ts';
import { blockingKeys } from '../matching/blockingKeys.ts';
import { type MatchName, reviewScore } from '../matching/score.ts';
import { demographicsOf, findCandidates, newHealthId, resolvePatients } from './patientStore.ts';

type Tx = Prisma.TransactionClient;

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

/**
 * Issues a health ID. Look-alikes among the registered go to the reviewers' queue; nothing is merged by itself.
 * @throws WaslError DATE_IN_FUTURE, NATIONAL_NUMBER_INVALID, CONFLICT when the number belongs to someone, NOT_FOUND for
 * an unknown guardian.
 */
export async function issue(tx: Tx, input: NewPatient): Promise<{ healthId: string; duplicates: string[] }> {
  if (Date.parse(`${input.birthDate}T00:00:00Z`) > Date.now() + 14 * 3_600_000)
    throw failure('DATE_IN_FUTURE', { field: 'birthDate' });
  const guardian = input.guardianHealthId ? await requirePatient(tx, input.guardianHealthId) : null;
  const names = {
    ...columns('given', input.givenName),
    ...columns('father', input.fatherName),
    ...columns('mother', input.motherName),
    ...columns('motherFamily', input.motherFamilyName),
    ...columns('family', input.familyName),
  } as Record<string, string>;
  const healthId = await newHealthId(tx);
  const patient = {
    healthId,
    givenAr: '',
    fatherAr: '',
    familyAr: '',
    ...names,
    birthDate: input.birthDate,
    sex: input.sex,
    governorate: input.governorate,
    identityAssurance: input.identityAssurance ?? 'DECLARED',
    usualFacilityId: guardian?.usualFacilityId ?? null,
  };
  const known = demographicsOf(patient as unknown as Parameters<typeof demographicsOf>[0]);
  const candidates = await findCandidates(tx, known, 10);
  await tx.patient.create({ data: { ...patient, matchKeys: blockingKeys(known) } });
  if (input.nationalNumber) await link(tx, healthId, civilRegistry, input.nationalNumber);
  if (guardian) await tx.guardianship.create({ data: { guardianId: guardian.healthId, dependantId: healthId } });
  const lookAlikes = candidates.filter(({ score }) => score >= reviewScore);
  await tx.duplicateReview.createMany({
    data: lookAlikes.map(({ patient: other, score }) => ({ leftId: other.healthId, rightId: healthId, score })),
  });
  return { healthId, duplicates: lookAlikes.map(({ patient: other }) => other.healthId) };
}

/** Ties an authority's number to a patient. @throws WaslError NATIONAL_NUMBER_INVALID, CONFLICT when it is another's. */
export async function link(tx: Tx, healthId: string, issuer: string, value: string): Promise<void> {
  if (issuer === civilRegistry && !/^\d{11}$/.test(value)) throw failure('NATIONAL_NUMBER_INVALID');
  const holder = await tx.patientIdentifier.findUnique({ where: { issuer_value: { issuer, value } } });
  if (holder && holder.healthId !== healthId) throw failure('CONFLICT', { field: 'value' });
  if (!holder) await tx.patientIdentifier.create({ data: { issuer, value, healthId } });
}

/** Merges a record into a survivor. @throws WaslError PATIENT_ALREADY_MERGED, BAD_USER_INPUT for a record into itself. */
export async function merge(tx: Tx, from: string, into: string, by: string): Promise<string> {
  const fromId = parseHealthId(from);
  const survivor = await requirePatient(tx, into);
  const row = await tx.patient.findUnique({ where: { healthId: fromId } });
  if (!row) throw failure('NOT_FOUND');
  if (survivor.healthId === fromId) throw failure('BAD_USER_INPUT', { argument: 'into' });
  const { count } = await tx.patient.updateMany({
    where: { healthId: fromId, mergedInto: null },
    data: { mergedInto: survivor.healthId },
  });
  if (count === 0) throw failure('PATIENT_ALREADY_MERGED');
  await tx.patientMerge.create({ data: { fromHealthId: fromId, intoHealthId: survivor.healthId, mergedBy: by } });
  return survivor.healthId;
}

/** Takes a merge back: the record stands for itself again, with all that it held. @throws WaslError NOT_FOUND */
export async function unmerge(tx: Tx, healthId: string, by: string): Promise<string> {
  const id = parseHealthId(healthId);
  const { count } = await tx.patient.updateMany({
    where: { healthId: id, mergedInto: { not: null } },
    data: { mergedInto: null },
  });
  if (count === 0) throw failure('NOT_FOUND');
  await tx.patientMerge.updateMany({
    where: { fromHealthId: id, undoneAt: null },
    data: { undoneBy: by, undoneAt: new Date() },
  });
  return id;
}

/** Decides a review; for one person, the later record is merged into the earlier. @throws WaslError NOT_FOUND, CONFLICT */
export async function decide(tx: Tx, reviewId: string, isSamePerson: boolean, by: string): Promise<void> {
  const review = await tx.duplicateReview.findUnique({ where: { id: reviewId } });
  if (!review) throw failure('NOT_FOUND');
  const { count } = await tx.duplicateReview.updateMany({
    where: { id: reviewId, status: 'OPEN' },
    data: { status: isSamePerson ? 'SAME_PERSON' : 'DIFFERENT_PEOPLE', decidedBy: by, decidedAt: new Date() },
  });
  if (count === 0) throw failure('CONFLICT');
  if (isSamePerson) await merge(tx, review.rightId, review.leftId, by);
}

async function requirePatient(tx: Tx, healthId: string) {
  const id = parseHealthId(healthId);
  const patient = (await resolvePatients(tx, [id])).get(id);
  if (!patient) throw failure('NOT_FOUND');
  return patient;
}

/** A name goes into the column of the script that it is written in. */
function columns(field: string, text: string | null | undefined): Record<string, string> {
  const { ar, latin } = readName(text);
  return { ...(ar && { [`${field}Ar`]: ar }), ...(latin && { [`${field}Latin`]: latin }) };
}

/** A name as it was typed, filed under its script. */
export function readName(text: string | null | undefined): MatchName {
  const name = text?.trim();
  if (!name) return {};
  return /\p{Script=Arabic}/u.test(name) ? { ar: name } : { latin: name };
}
