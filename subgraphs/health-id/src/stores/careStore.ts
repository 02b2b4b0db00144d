import { damascusDay } from '@wasl/kit/calendar';
import { failure } from '@wasl/kit/errors';
import { parseHealthId } from '@wasl/kit/healthId';
import type { TreatmentRelationship } from '@wasl/prisma/health-id/generated/client.ts';
import type { Writing } from '@wasl/kit/actor';
import { requireArrival } from './arrivals.ts';
import type { Reader, Tx } from './client.ts';
import { consentsOf } from './consentStore.ts';
import { openSessionsOf } from './glassStore.ts';
import { requireAlive } from './life.ts';
import { tell } from './noticeStore.ts';
import { everyId, type Patient, requirePatient } from './patientStore.ts';

export type { TreatmentRelationship } from '@wasl/prisma/health-id/generated/client.ts';

export type TreatmentSource = 'VISIT' | 'REFERRAL' | 'PATIENT' | 'EMERGENCY';

/** What begins by itself: a referral comes with its own relationship. */
type BegunSource = Exclude<TreatmentSource, 'REFERRAL'>;

/** For how many days each kind of evidence makes a facility a treating one; what the patient chose lasts until it is ended. */
const lastsDays: Record<BegunSource, number | null> = { VISIT: 90, EMERGENCY: 7, PATIENT: null };
const dayMs = 86_400_000;
/** How long after a treatment is over its facility still reads and writes: letters, results, what comes of it. */
const aftermathDays = 30;
/** Clocks of facilities may be behind by so much: what begins at midnight is still today's. */
const clockSkewMs = 5 * 60_000;

export interface NewTreatment {
  /** The patient, as named. */
  healthId: string;
  facilityId: string;
  source: BegunSource;
  evidence: string | null;
  /** First day; today when absent, and no other. */
  since?: string | null;
}

/** Which facilities treat each of these patients now, and since when, oldest first. */
export function treatmentsOf(db: Reader, ids: string[], now = new Date()): Promise<TreatmentRelationship[]> {
  return db.treatmentRelationship.findMany({
    where: { healthId: { in: ids }, ...inForce(now) },
    orderBy: [{ since: 'asc' }, { recordedAt: 'asc' }, { id: 'asc' }],
  });
}

/** Every treatment relationship of these patients, those that are over too, oldest first. */
export function treatmentHistoryOf(db: Reader, ids: string[]): Promise<TreatmentRelationship[]> {
  return db.treatmentRelationship.findMany({
    where: { healthId: { in: ids } },
    orderBy: [{ recordedAt: 'asc' }, { id: 'asc' }],
  });
}

/**
 * Of these IDs, those whom a facility treats, or did until not long before; and when that ends, the first of them where there are several: null
 * where no moment is known. One that is on hold counts for nobody.
 */
export async function treatedAt(
  db: Reader,
  ids: readonly string[],
  facilityId: string,
  now: Date,
): Promise<ReadonlyMap<string, Date | null>> {
  const rows = await db.treatmentRelationship.findMany({
    where: { healthId: { in: [...ids] }, facilityId, onHold: false, since: { lte: damascusDay(now) }, ...open(now) },
    select: { healthId: true, endedAt: true, expiresAt: true },
  });
  const ends = new Map<string, Date | null>();
  for (const { healthId, endedAt, expiresAt } of rows) {
    ends.set(healthId, firstOf([ends.get(healthId), afterTreatment(endedAt), afterTreatment(expiresAt)]));
  }
  return ends;
}

/** When what comes of a treatment that ended then is no longer read; null for one without an end. */
export function afterTreatment(ended: Date | null): Date | null {
  return ended && new Date(ended.getTime() + aftermathDays * dayMs);
}

/** The earliest of some moments, null where there is none. */
export function firstOf(moments: readonly (Date | null | undefined)[]): Date | null {
  const times = moments.flatMap((moment) => (moment ? [moment.getTime()] : []));
  return times.length > 0 ? new Date(Math.min(...times)) : null;
}

/** Whether what comes of a treatment is still read and written: a death ends every treatment when it is recorded. */
export function isWithinAftermath({ deathRecordedAt }: Patient, now: Date): boolean {
  return deathRecordedAt === null || deathRecordedAt.getTime() > now.getTime() - aftermathDays * dayMs;
}

/** What a facility may still read by: in force, or over not long ago where something may come of it, and not left by the patient. */
const open = (now: Date) => {
  const since = new Date(now.getTime() - aftermathDays * dayMs);
  const lastsBeyond = (instant: Date) => [
    { OR: [{ endedAt: null }, { endedAt: { gt: instant } }] },
    { OR: [{ expiresAt: null }, { expiresAt: { gt: instant } }] },
  ];
  return {
    leftAt: null,
    OR: [{ hasAftermath: true, AND: lastsBeyond(since) }, { AND: lastsBeyond(now) }],
  };
};

const inForce = (now: Date) => ({
  endedAt: null,
  onHold: false,
  OR: [{ expiresAt: null }, { expiresAt: { gt: now } }],
});

/**
 * Records that a facility treats a patient, from today on; the patient is told. A visit needs an arrival that somebody else registered, an
 * emergency the caller's own open break-glass session. @throws SubgraphError NOT_FOUND, DATE_IN_PAST, DATE_IN_FUTURE; TREATMENT_DENIED
 * where the patient denies it to the facility; ARRIVAL_NEEDED for a visit, and FORBIDDEN for an emergency, without one
 */
export async function startTreatment(tx: Tx, treatment: NewTreatment, writing: Writing): Promise<string> {
  const { facilityId, source } = treatment;
  const patient = await requirePatient(tx, treatment.healthId);
  requireAlive(patient);
  if (!(await tx.facility.findUnique({ where: { id: facilityId } })))
    throw failure('NOT_FOUND', { field: 'facilityId' });
  requireToday(treatment.since ?? null, writing.now);
  await requireGround(tx, patient.healthId, treatment, writing);
  if (await isKnown(tx, patient.healthId, treatment, writing.now)) return patient.healthId;
  await record(tx, treatment, writing);
  await tell(tx, [parseHealthId(treatment.healthId)], { kind: 'TREATMENT_STARTED', facilityId, source }, writing);
  return patient.healthId;
}

/** Records that a facility treats a patient no longer. @throws SubgraphError NOT_FOUND */
export async function endTreatment(tx: Tx, patient: string, facilityId: string, writing: Writing): Promise<string> {
  const { healthId } = await requirePatient(tx, patient);
  if ((await end(tx, await everyId(tx, healthId), facilityId, writing)) === 0) throw failure('NOT_FOUND');
  await tell(tx, [healthId], { kind: 'TREATMENT_ENDED', facilityId }, writing);
  return healthId;
}

/**
 * The patient's own word that a facility treats no longer: it reads no more from now on, not even of what comes of a treatment that was over
 * before. @throws SubgraphError NOT_FOUND where it may read nothing anyhow
 */
export async function leaveFacility(tx: Tx, patient: string, facilityId: string, writing: Writing): Promise<string> {
  const { healthId } = await requirePatient(tx, patient);
  const ids = await everyId(tx, healthId);
  const { count } = await tx.treatmentRelationship.updateMany({
    where: { healthId: { in: ids }, facilityId, ...open(writing.now) },
    data: { leftAt: writing.now },
  });
  if (count === 0) throw failure('NOT_FOUND');
  await end(tx, ids, facilityId, writing);
  await cancelOpenReferrals(tx, ids, facilityId, writing);
  await tell(tx, [healthId], { kind: 'TREATMENT_ENDED', facilityId }, writing);
  return healthId;
}

/** Nobody is referred any more to a facility that the patient has left. */
async function cancelOpenReferrals(tx: Tx, ids: string[], facilityId: string, { actor, now }: Writing): Promise<void> {
  await tx.referral.updateMany({
    where: { healthId: { in: ids }, toFacilityId: facilityId, status: { in: ['REQUESTED', 'ACCEPTED'] } },
    data: { status: 'CANCELLED', closedBy: actor, closedAt: now },
  });
}

/** Ends what is in force; answers how much of it was. */
async function end(tx: Tx, ids: string[], facilityId: string, { actor, now }: Writing): Promise<number> {
  const { count } = await tx.treatmentRelationship.updateMany({
    where: { healthId: { in: ids }, facilityId, ...inForce(now) },
    data: { endedAt: now, endedBy: actor.subject, endedActor: actor },
  });
  return count;
}

function requireToday(since: string | null, now: Date): void {
  if (since === null) return;
  if (since > damascusDay(now)) throw failure('DATE_IN_FUTURE', { field: 'since' });
  if (since < damascusDay(new Date(now.getTime() - clockSkewMs))) throw failure('DATE_IN_PAST', { field: 'since' });
}

async function requireGround(
  tx: Tx,
  patient: string,
  { facilityId, source }: NewTreatment,
  { actor, now }: Writing,
): Promise<void> {
  // Whom the patient chooses is the patient's own affair; what else is denied to the facility stays denied by the policies.
  if (source === 'PATIENT') return;
  const ids = await everyId(tx, patient);
  await requireUndenied(tx, ids, { facilityId, role: actor.role }, now);
  if (source === 'VISIT') await requireArrival(tx, patient, facilityId, { actor, now });
  if (source !== 'EMERGENCY') return;
  const sessions = await openSessionsOf(tx, ids, actor.subject, now);
  if (sessions.length === 0) throw failure('FORBIDDEN');
}

/** @throws SubgraphError TREATMENT_DENIED where the patient denies it to the facility */
export async function requireUndenied(
  tx: Tx,
  ids: string[],
  by: { facilityId: string; role: string | undefined },
  now: Date,
): Promise<void> {
  if (await isDenied(tx, ids, by, now)) throw failure('TREATMENT_DENIED');
}

/** Whether a denial of everything is in force that binds the facility. A role that nobody names counts as the denied one. */
async function isDenied(
  tx: Tx,
  ids: string[],
  by: { facilityId: string; role: string | undefined },
  now: Date,
): Promise<boolean> {
  const directives = await consentsOf(tx, ids, now);
  return directives.some(
    ({ decision, category, facilityId, role }) =>
      decision === 'DENY' &&
      (category === null || category === 'ENCOUNTERS') &&
      (facilityId === null || facilityId === by.facilityId) &&
      (role === null || by.role === undefined || role === by.role),
  );
}

/** Whether the same is recorded already and lasts at least as long. */
async function isKnown(tx: Tx, patient: string, { facilityId, source }: NewTreatment, now: Date): Promise<boolean> {
  const present = await treatmentsOf(tx, await everyId(tx, patient), now);
  const today = damascusDay(now);
  return present.some(
    (row) => row.facilityId === facilityId && row.source === source && (row.expiresAt === null || row.since === today),
  );
}

async function record(tx: Tx, treatment: NewTreatment, { actor, now }: Writing): Promise<void> {
  const { healthId, facilityId, source, evidence } = treatment;
  const days = lastsDays[source];
  await tx.treatmentRelationship.create({
    data: {
      healthId: parseHealthId(healthId),
      facilityId,
      source,
      evidence,
      since: damascusDay(now),
      recordedBy: actor.subject,
      recordedActor: actor,
      recordedAt: now,
      expiresAt: days === null ? null : new Date(now.getTime() + days * dayMs),
    },
  });
}
