import { damascusDay, fullYears } from '@wasl/kit/calendar';
import { failure } from '@wasl/kit/errors';
import type { Writing } from '@wasl/kit/actor';
import type { Tx } from './client.ts';
import { addGuardian, canBeGuardian } from './guardianStore.ts';
import { tell } from './noticeStore.ts';
import { everyId, type Patient, requirePatient } from './patientStore.ts';

/** Ages between which women give birth, with room for what births are registered late. */
const motherAge = { least: 10, most: 65 };
/** Most children of one birth: the number by which twins are told apart goes up to this. */
const mostOfOneBirth = 9;
const dayMs = 86_400_000;

/** What is known of a birth. */
export interface Birth {
  birthDate: string;
  birthOrder?: number | null;
  motherHealthId?: string | null;
}

/**
 * The mother of a child that is registered with her record. @throws SubgraphError NOT_FOUND; BAD_USER_INPUT for a man, for one who was no
 * woman of an age to give birth, and for a child of a year or more; CONFLICT where that place among the children of the birth is taken
 */
export async function requireMother(tx: Tx, { birthDate, birthOrder, motherHealthId }: Birth): Promise<Patient | null> {
  if (birthOrder != null && (birthOrder < 1 || birthOrder > mostOfOneBirth))
    throw failure('BAD_USER_INPUT', { field: 'birthOrder', minimum: 1, maximum: mostOfOneBirth });
  if (!motherHealthId) return null;
  const mother = await requirePatient(tx, motherHealthId, 'motherHealthId');
  const age = fullYears(mother.birthDate, birthDate);
  const isDead = mother.deceasedOn !== null && mother.deceasedOn < birthDate;
  if (mother.sex === 'MALE' || age < motherAge.least || age > motherAge.most || isDead)
    throw failure('BAD_USER_INPUT', { field: 'motherHealthId' });
  const siblings = await childrenOfBirth(tx, mother.healthId, birthDate);
  if (birthOrder != null && siblings.some((child) => child.birthOrder === birthOrder))
    throw failure('CONFLICT', { field: 'birthOrder' });
  // Without it nobody could tell twins from one child that was registered twice.
  if (birthOrder == null && siblings.some((child) => child.birthOrder !== null))
    throw failure('BAD_USER_INPUT', { field: 'birthOrder' });
  return mother;
}

/** Children whom the mother bore within a day: twins may have midnight between them. */
async function childrenOfBirth(tx: Tx, mother: string, birthDate: string): Promise<Patient[]> {
  const days = [-1, 0, 1].map((offset) =>
    new Date(Date.parse(`${birthDate}T00:00:00Z`) + offset * dayMs).toISOString().slice(0, 10),
  );
  return tx.patient.findMany({
    where: { motherId: { in: await everyId(tx, mother) }, birthDate: { in: days }, mergedInto: null },
  });
}

/** A child’s record begins with its guardian, where one may be: a mother who is a minor herself, or has died, is none. */
export async function beginWithGuardian(tx: Tx, mother: Patient, child: Patient, writing: Writing): Promise<void> {
  if (!canBeGuardian(mother, child, damascusDay(writing.now))) return;
  await nameGuardian(tx, mother.healthId, child.healthId, writing);
}

/** A record that begins with its guardian opens nobody's record to anybody, so that one registrar is enough. */
export async function nameGuardian(tx: Tx, guardianId: string, dependantId: string, writing: Writing): Promise<void> {
  await addGuardian(tx, { guardianId, dependantId }, writing);
  await tell(tx, [guardianId, dependantId], { kind: 'GUARDIAN_ADDED' }, writing);
}

/** For an older child a guardian needs two registrars: `addGuardian`. @throws SubgraphError BAD_USER_INPUT */
export function requireNewborn(birthDate: string, now: Date, field: string): void {
  if (fullYears(birthDate, damascusDay(now)) >= 1) throw failure('BAD_USER_INPUT', { field });
}
