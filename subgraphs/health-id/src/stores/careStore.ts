import { failure } from '@wasl/kit/errors';
import type { TreatmentRelationship } from '@wasl/prisma/health-id/generated/client.ts';
import type { Db, Tx } from './client.ts';
import { everyId, requirePatient } from './patientStore.ts';

export type { TreatmentRelationship } from '@wasl/prisma/health-id/generated/client.ts';

/** Who may act for each of these dependants now. */
export async function guardiansOf(db: Db, ids: string[]): Promise<{ of: string; person: string }[]> {
  const rows = await db.guardianship.findMany({ where: { dependantId: { in: ids }, endedAt: null } });
  return rows.map(({ dependantId, guardianId }) => ({ of: dependantId, person: guardianId }));
}

/** For whom each of these guardians may act now. */
export async function dependantsOf(db: Db, ids: string[]): Promise<{ of: string; person: string }[]> {
  const rows = await db.guardianship.findMany({ where: { guardianId: { in: ids }, endedAt: null } });
  return rows.map(({ dependantId, guardianId }) => ({ of: guardianId, person: dependantId }));
}

/** Which facilities treat each of these patients, since when, oldest first. */
export function treatmentsOf(db: Db, ids: string[]): Promise<TreatmentRelationship[]> {
  return db.treatmentRelationship.findMany({
    where: { healthId: { in: ids }, endedAt: null },
    orderBy: { since: 'asc' },
  });
}

/** Lets one person act for another; answers the dependant. @throws SubgraphError NOT_FOUND, BAD_USER_INPUT for oneself */
export async function addGuardian(tx: Tx, guardian: string, dependant: string, by: string): Promise<string> {
  const { healthId: guardianId } = await requirePatient(tx, guardian, 'guardianHealthId');
  const { healthId: dependantId } = await requirePatient(tx, dependant);
  if (guardianId === dependantId) throw failure('BAD_USER_INPUT', { argument: 'guardianHealthId' });
  const standing = { recordedBy: by, endedAt: null, endedBy: null };
  await tx.guardianship.upsert({
    where: { guardianId_dependantId: { guardianId, dependantId } },
    create: { guardianId, dependantId, ...standing },
    update: standing,
  });
  return dependantId;
}

/** Ends a guardianship, under whichever IDs it was recorded; answers the dependant. @throws SubgraphError NOT_FOUND */
export async function endGuardian(tx: Tx, guardian: string, dependant: string, by: string): Promise<string> {
  const { healthId: guardianId } = await requirePatient(tx, guardian, 'guardianHealthId');
  const { healthId: dependantId } = await requirePatient(tx, dependant);
  const { count } = await tx.guardianship.updateMany({
    where: {
      guardianId: { in: await everyId(tx, guardianId) },
      dependantId: { in: await everyId(tx, dependantId) },
      endedAt: null,
    },
    data: { endedAt: new Date(), endedBy: by },
  });
  if (count === 0) throw failure('NOT_FOUND');
  return dependantId;
}

/** Records that a facility treats a patient, from today unless told since when. @throws SubgraphError NOT_FOUND, DATE_IN_FUTURE */
export async function startTreatment(
  tx: Tx,
  patient: string,
  facilityId: string,
  since: string | null,
  by: string,
): Promise<string> {
  const { healthId } = await requirePatient(tx, patient);
  if (!(await tx.facility.findUnique({ where: { id: facilityId } })))
    throw failure('NOT_FOUND', { field: 'facilityId' });
  const today = new Date().toISOString().slice(0, 10);
  if (since !== null && since > today) throw failure('DATE_IN_FUTURE', { field: 'since' });
  const standing = { since: since ?? today, recordedBy: by, endedAt: null, endedBy: null };
  const place = { healthId, facilityId };
  const known = await tx.treatmentRelationship.findUnique({ where: { healthId_facilityId: place } });
  // A relationship that has not ended keeps the date it began.
  if (known?.endedAt === null) return healthId;
  await tx.treatmentRelationship.upsert({
    where: { healthId_facilityId: place },
    create: { ...place, ...standing },
    update: standing,
  });
  return healthId;
}

/** Records that a facility treats a patient no longer. @throws SubgraphError NOT_FOUND */
export async function endTreatment(tx: Tx, patient: string, facilityId: string, by: string): Promise<string> {
  const { healthId } = await requirePatient(tx, patient);
  const { count } = await tx.treatmentRelationship.updateMany({
    where: { healthId: { in: await everyId(tx, healthId) }, facilityId, endedAt: null },
    data: { endedAt: new Date(), endedBy: by },
  });
  if (count === 0) throw failure('NOT_FOUND');
  return healthId;
}
