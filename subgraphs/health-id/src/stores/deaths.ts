import { damascusDay } from '@wasl/kit/calendar';
import { failure } from '@wasl/kit/errors';
import type { Writing } from '@wasl/kit/actor';
import { earliestBirth } from '../matching/birthSpan.ts';
import type { Reader, Tx } from './client.ts';
import { guardiansAndWards } from './guardianStore.ts';
import { isDeceased } from './life.ts';
import { tell } from './noticeStore.ts';
import { type Patient, requirePatient } from './patientStore.ts';
import { writeVersion } from './versionStore.ts';

/** A day of death lies within the life that the record knows, and not in the future. @throws SubgraphError DATE_IN_FUTURE, BAD_USER_INPUT, CONFLICT where a death is on record */
export async function checkDeath(db: Reader, healthId: string, diedOn: string, now: Date): Promise<Patient> {
  const patient = await requirePatient(db, healthId);
  if (isDeceased(patient)) throw failure('CONFLICT');
  if (diedOn > damascusDay(now)) throw failure('DATE_IN_FUTURE', { field: 'diedOn' });
  if (diedOn < earliestBirth(patient)) throw failure('BAD_USER_INPUT', { field: 'diedOn' });
  return patient;
}

/** @throws SubgraphError NOT_FOUND where no death is on record */
export async function requireDeath(db: Reader, healthId: string): Promise<Patient> {
  const patient = await requirePatient(db, healthId);
  if (!isDeceased(patient)) throw failure('NOT_FOUND');
  return patient;
}

interface DeathAct {
  id: string;
  healthId: string;
  evidenceKind: string;
  evidenceReference: string | null;
  evidenceWords: string;
}

/**
 * Records a death. Nothing else is written: who acts for whom, who treats and whose record an account opens are read with it. Those who acted
 * for the dead, and those for whom the dead acted, are told. @throws SubgraphError as `checkDeath` does
 */
export async function recordDeath(tx: Tx, act: DeathAct, diedOn: string, writing: Writing): Promise<void> {
  const patient = await checkDeath(tx, act.healthId, diedOn, writing.now);
  const concerned = await guardiansAndWards(tx, patient.healthId, writing.now);
  const death = { deceasedOn: diedOn, deathRecordedAt: writing.now };
  await writeVersion(tx, patient, death, replacementOf(act, 'DEATH_RECORDED'), writing);
  await tell(tx, concerned, { kind: 'GUARDIAN_ENDED' }, writing);
}

/** Takes a death back: what rested on the life holds again, as far as nothing else ended it. @throws SubgraphError as `requireDeath` does */
export async function withdrawDeath(tx: Tx, act: DeathAct, writing: Writing): Promise<void> {
  const patient = await requireDeath(tx, act.healthId);
  const life = { deceasedOn: null, deathRecordedAt: null };
  await writeVersion(tx, patient, life, replacementOf(act, 'DEATH_WITHDRAWN'), writing);
  await tell(tx, await guardiansAndWards(tx, patient.healthId, writing.now), { kind: 'GUARDIAN_ADDED' }, writing);
}

function replacementOf({ id, evidenceKind, evidenceReference, evidenceWords }: DeathAct, reason: string) {
  return { reason, words: evidenceWords, evidenceKind, evidenceReference, actId: id };
}
