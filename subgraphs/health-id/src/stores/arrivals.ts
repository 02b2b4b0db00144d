import { isSamePerson, readActor, type Writing } from '@wasl/kit/actor';
import { failure } from '@wasl/kit/errors';
import { parseHealthId } from '@wasl/kit/healthId';
import type { Reader, Tx } from './client.ts';
import { requireAlive } from './life.ts';
import { everyId, requirePatient } from './patientStore.ts';

/** For how long an arrival stands for a visit. */
export const arrivalCountsMs = 24 * 3_600_000;

export interface NewArrival {
  /** The patient, as named. */
  healthId: string;
  facilityId: string;
  /** The visit in the facility's own register. */
  visit: string;
}

/** Records that a patient came to a facility, now. It opens nothing. @throws SubgraphError NOT_FOUND */
export async function registerArrival(tx: Tx, arrival: NewArrival, { actor, now }: Writing): Promise<string> {
  const { facilityId, visit } = arrival;
  const patient = await requirePatient(tx, arrival.healthId);
  requireAlive(patient);
  if (!(await tx.facility.findUnique({ where: { id: facilityId } })))
    throw failure('NOT_FOUND', { field: 'facilityId' });
  await tx.arrival.create({
    data: { healthId: parseHealthId(arrival.healthId), facilityId, visit, registeredBy: actor, arrivedAt: now },
  });
  return patient.healthId;
}

/**
 * Lets through who says that a patient is on a visit, where somebody else at the facility registered the arrival within a day: nobody makes
 * a stranger a patient alone. @throws SubgraphError ARRIVAL_NEEDED
 */
export async function requireArrival(
  db: Reader,
  patient: string,
  facilityId: string,
  { actor, now }: Writing,
): Promise<void> {
  const rows = await db.arrival.findMany({
    where: {
      healthId: { in: await everyId(db, patient) },
      facilityId,
      onHold: false,
      arrivedAt: { gt: new Date(now.getTime() - arrivalCountsMs), lte: now },
    },
  });
  const others = rows.map(({ registeredBy }) => readActor(registeredBy));
  if (!others.some((by) => by !== null && !isSamePerson(by, actor))) throw failure('ARRIVAL_NEEDED');
}
