import { damascusDay } from '@wasl/kit/calendar';
import { failure } from '@wasl/kit/errors';
import type { Writing } from '@wasl/kit/actor';
import { compareNames, prepareName } from '../matching/compareNames.ts';
import { isUnknownGivenName, withoutPlaceholders } from '../matching/placeholders.ts';
import type { Reader, Tx } from './client.ts';
import { changesIn, type Patch, type Said, saidIn } from './demographicColumns.ts';
import { ageGroupOf } from './guardianStore.ts';
import { refuseOwnRecord } from './ownRecord.ts';
import { demographicsOf, type Patient, requirePatient } from './patientStore.ts';
import { tell } from './noticeStore.ts';
import { type Replacement, vouchedFor, writeVersion } from './versionStore.ts';

/** A correction as it is asked for. */
export interface Correction {
  healthId: string;
  /** The version that it corrects; the present one when absent. */
  version?: number | null;
  patch: Patch;
}

const names = ['given', 'father', 'mother', 'family'] as const;
const identityColumns = /^(given|father|mother|family|birth|sex|foundAt)/;

/**
 * What a correction changes of a record as it stands. @throws SubgraphError VERSION_CONFLICT where it was corrected meanwhile; BAD_USER_INPUT
 * where it changes nothing, or would let somebody die before the birth
 */
export async function readCorrection(
  db: Reader,
  { healthId, version, patch }: Correction,
): Promise<{ patient: Patient; changes: Patch }> {
  const patient = await requirePatient(db, healthId);
  if (version != null && version !== patient.version) throw failure('VERSION_CONFLICT');
  const changes = changesIn(saidIn(patient), { ...patch, ...identified(patient, patch) });
  if (Object.keys(changes).length === 0) throw failure('BAD_USER_INPUT', { field: 'input' });
  const next = { ...patient, ...changes };
  if (next.deceasedOn !== null && next.birthDate > next.deceasedOn)
    throw failure('BAD_USER_INPUT', { field: 'birthDate' });
  return { patient, changes };
}

/** Whoever has a name now is no unidentified person any more. */
function identified({ foundAt }: Patient, { givenAr, givenLatin }: Patch): Patch {
  const given = givenAr || givenLatin;
  return foundAt !== null && given && !isUnknownGivenName(given) ? { foundAt: null } : {};
}

/** Whether a correction says who somebody is, and so needs evidence: not only how to reach them. */
export function isOfIdentity(changes: Patch): boolean {
  return Object.keys(changes).some((column) => identityColumns.test(column));
}

/**
 * Whether a correction could make another person of a record, and so needs two registrars: another name, one that is no longer known, name
 * and birth date together, another year of birth or age of majority, another sex, or the name of somebody whom nobody could name.
 */
export async function needsTwo(tx: Tx, patient: Patient, changes: Patch, now: Date): Promise<boolean> {
  if (!isOfIdentity(changes)) return false;
  const before = await vouchedFor(tx, patient);
  const after = { ...saidIn(patient), ...changes };
  const [old, next] = [namesIn(patient, before), namesIn(patient, after)];
  const agreements = names.map((name) => compareNames(old[name], next[name]));
  const isForgotten = names.some((name) => old[name] !== null && next[name] === null);
  const isRenamed = names.some((name) => hasChanged(before, after, name));
  const isReborn = before.birthDate !== after.birthDate || before.birthPrecision !== after.birthPrecision;
  return (
    agreements.includes('other') ||
    isForgotten ||
    (isRenamed && isReborn) ||
    before.birthDate.slice(0, 4) !== after.birthDate.slice(0, 4) ||
    ageGroup(patient, before, now) !== ageGroup(patient, after, now) ||
    before.sex !== after.sex ||
    before.foundAt !== after.foundAt
  );
}

function hasChanged(before: Said, after: Said, name: (typeof names)[number]): boolean {
  return before[`${name}Ar`] !== after[`${name}Ar`] || before[`${name}Latin`] !== after[`${name}Latin`];
}

function namesIn(patient: Patient, said: Said) {
  const { given, father, mother, family } = withoutPlaceholders(demographicsOf({ ...patient, ...said }));
  return {
    given: prepareName(given),
    father: prepareName(father),
    mother: prepareName(mother),
    family: prepareName(family),
  };
}

function ageGroup(patient: Patient, said: Said, now: Date): string {
  return ageGroupOf({ ...patient, ...said }, damascusDay(now));
}

/** Corrects a record; who needs two registrars comes with the act. @throws SubgraphError as `readCorrection` does, FORBIDDEN for one's own */
export async function correct(
  tx: Tx,
  correction: Correction,
  replacement: Replacement,
  writing: Writing,
): Promise<string> {
  const { patient, changes } = await readCorrection(tx, correction);
  await refuseOwnRecord(tx, [patient.healthId], writing.actor);
  await writeVersion(tx, patient, changes, replacement, writing);
  // Of what two registrars did the act tells.
  if (!replacement.actId) await tell(tx, [patient.healthId], { kind: 'RECORD_CORRECTED' }, writing);
  return patient.healthId;
}
