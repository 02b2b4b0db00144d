import { damascusDay } from '@wasl/kit/calendar';
import { failure, sayWhy } from '@wasl/kit/errors';
import { parseHealthId } from '@wasl/kit/healthId';
import { markedUuid } from '@wasl/kit/markedUuid';
import type { Professional } from '@wasl/kit/professional';
import { isUuid } from '@wasl/kit/uuid';
import type { Writing } from '@wasl/kit/actor';
import type { Appointment } from '@wasl/prisma/health-id/generated/client.ts';
import { type AskedLabels, labelsOfMeaning, labelsOfNew } from '@wasl/terminology/recordLabels';
import { labelsWithWords } from '../referralLabels.ts';
import { registerArrival } from './arrivals.ts';
import { treatmentsOf } from './careStore.ts';
import type { Reader, Tx } from './client.ts';
import { isDeceased, requireAlive } from './life.ts';
import { tell } from './noticeStore.ts';
import { everyId, type Patient, requirePatient } from './patientStore.ts';
import { statusOf as statusOfReferral } from './referralStore.ts';

export type { Appointment } from '@wasl/prisma/health-id/generated/client.ts';

/** FHIR appointmentstatus, as far as there is a use for it. */
export type AppointmentStatus = 'PROPOSED' | 'BOOKED' | 'ARRIVED' | 'FULFILLED' | 'CANCELLED' | 'NOSHOW';

/** From where each step may be taken. */
const stepsTo: Record<AppointmentStatus, readonly AppointmentStatus[]> = {
  PROPOSED: [],
  BOOKED: ['PROPOSED'],
  ARRIVED: ['BOOKED', 'NOSHOW'],
  FULFILLED: ['ARRIVED'],
  CANCELLED: ['PROPOSED', 'BOOKED'],
  NOSHOW: ['BOOKED'],
};

const minuteMs = 60_000;
/** How long an appointment lasts, in minutes, and how far ahead it is, in days. */
const [shortest, longest, furthestDays] = [5, 480, 730];
/** Clocks of facilities may be behind by so much. */
const clockSkewMs = 5 * minuteMs;

export interface NewAppointment extends AskedLabels {
  /** The patient, as named. */
  healthId: string;
  practitionerId?: string | null;
  startsAt: Date;
  minutes: number;
  reason: string | null;
  referralId?: string | null;
  /** It waits for somebody to agree, and keeps no time free. */
  isProposal?: boolean | null;
}

/** Where an appointment stands: of the dead, what was to come is cancelled, so that a death taken back leaves it as it was. */
export function statusOf({ status }: Appointment, patient: Patient | null): AppointmentStatus {
  const isToCome = status === 'PROPOSED' || status === 'BOOKED';
  return isToCome && patient !== null && isDeceased(patient) ? 'CANCELLED' : (status as AppointmentStatus);
}

/**
 * Books an appointment at the author's own facility, which treats the patient; the patient is told. Of two that would take a practitioner's
 * time at once, one is booked.
 * @throws SubgraphError FORBIDDEN unless the facility treats the patient; NOT_FOUND for a practitioner who is not registered there and for a
 * referral that it has not accepted of this patient; DATE_IN_PAST, BAD_USER_INPUT for the time; SLOT_TAKEN, PATIENT_DECEASED
 */
export async function book(tx: Tx, asked: NewAppointment, author: Professional, writing: Writing): Promise<string> {
  const { now, actor } = writing;
  const { facilityId } = author;
  const patient = await requirePatient(tx, asked.healthId);
  requireAlive(patient);
  const ids = await everyId(tx, patient.healthId);
  const treating = await treatmentsOf(tx, ids, now);
  if (!treating.some((row) => row.facilityId === facilityId)) throw failure('FORBIDDEN');
  const { startsAt, endsAt } = readTime(asked, now);
  const practitioner = await requirePractitioner(tx, asked.practitionerId, facilityId);
  const referralId = await requireReferral(tx, asked.referralId, { ids, facilityId }, now);
  if (practitioner && !asked.isProposal) await requireFree(tx, practitioner.id, { startsAt, endsAt });
  const facility = await tx.facility.findUnique({ where: { id: facilityId } });
  const words = [asked.reason, practitioner?.specialty, facility?.nameAr, facility?.nameEn];
  const labels = labelsOfNew(labelsOfMeaning(words.flatMap((text) => (text ? [{ text }] : []))), asked);
  const healthId = parseHealthId(asked.healthId);
  const { id } = await tx.appointment.create({
    data: {
      id: markedUuid('Appointment'),
      healthId,
      facilityId,
      practitionerId: practitioner?.id ?? null,
      authorId: practitioner?.id ?? author.practitionerId,
      status: asked.isProposal ? 'PROPOSED' : 'BOOKED',
      startsAt,
      endsAt,
      reason: asked.reason,
      referralId,
      confidentiality: labels.confidentiality,
      sensitivities: [...labels.sensitivities],
      bookedBy: actor,
      bookedAt: now,
    },
  });
  if (!asked.isProposal) await tellOf(tx, 'APPOINTMENT_BOOKED', { healthId, facilityId, startsAt }, writing);
  return id;
}

/**
 * Takes an appointment a step on, in the facility's name. Who arrives is registered as arrived, which a visit rests on.
 * @throws SubgraphError ALREADY_DECIDED from where there is no such step; BAD_USER_INPUT for an arrival on another day and for who did not come
 * before the time; SLOT_TAKEN, PATIENT_DECEASED for a proposal that is booked; CONFLICT while it is not decided whose it is
 */
export async function move(
  tx: Tx,
  appointment: Appointment,
  patient: Patient,
  { to, words }: { to: AppointmentStatus; words: string | null },
  writing: Writing,
): Promise<string> {
  const { id, healthId, facilityId, practitionerId, startsAt, endsAt } = appointment;
  requireInTime(appointment, to, writing.now);
  if (appointment.onHold && to !== 'CANCELLED' && to !== 'NOSHOW') throw onHold();
  if (to === 'BOOKED') {
    requireAlive(patient);
    if (practitionerId) await requireFree(tx, practitionerId, { startsAt, endsAt });
  }
  await step(tx, appointment, stepsTo[to], { to, words }, writing);
  if (to === 'ARRIVED') await registerArrival(tx, { healthId, facilityId, visit: `Appointment ${id}` }, writing);
  if (to === 'BOOKED') await tellOf(tx, 'APPOINTMENT_BOOKED', { healthId, facilityId, startsAt }, writing);
  if (to === 'CANCELLED') await tellOf(tx, 'APPOINTMENT_CANCELLED', { healthId, facilityId, startsAt }, writing);
  return id;
}

/** Two records were one when it was booked, and nobody has said yet whose it is. */
function onHold(): Error {
  return sayWhy(
    'CONFLICT',
    {
      en: 'This was booked while two records were joined, and it is not decided yet whose it is: register the arrival of the person before you.',
      ar: 'حُجز هذا الموعد حين كان سجلان مدموجين، ولم يُبتّ بعد لمن هو: سجّل وصول الشخص الحاضر أمامك.',
    },
    { field: 'appointmentId' },
  );
}

/** The patient's own word that nobody comes. @throws SubgraphError ALREADY_DECIDED; BAD_USER_INPUT once it has begun; CONFLICT as for `move` */
export async function cancelOwn(tx: Tx, appointment: Appointment, writing: Writing): Promise<string> {
  if (appointment.startsAt <= writing.now) throw failure('BAD_USER_INPUT', { field: 'appointmentId' });
  if (appointment.onHold) throw onHold();
  await step(tx, appointment, stepsTo.CANCELLED, { to: 'CANCELLED', words: null }, writing);
  return appointment.id;
}

/** An appointment with the patient whose it is. @throws SubgraphError NOT_FOUND */
export async function requireAppointment(tx: Tx, id: string): Promise<{ appointment: Appointment; patient: Patient }> {
  const appointment = isUuid(id) ? await tx.appointment.findUnique({ where: { id } }) : null;
  if (!appointment) throw failure('NOT_FOUND');
  return { appointment, patient: await requirePatient(tx, appointment.healthId) };
}

/** Takes a step by one conditional UPDATE: of several at once, one does. */
async function step(
  tx: Tx,
  appointment: Appointment,
  from: readonly AppointmentStatus[],
  { to, words }: { to: AppointmentStatus; words: string | null },
  { actor, now }: Writing,
): Promise<void> {
  const { count } = await tx.appointment.updateMany({
    where: { id: appointment.id, onHold: appointment.onHold, status: { in: [...from] } },
    data: { status: to, ...labelsWithWords(appointment, words), movedBy: actor, movedAt: now, words },
  });
  if (count === 0) throw failure('ALREADY_DECIDED');
}

function requireInTime({ startsAt }: Appointment, to: AppointmentStatus, now: Date): void {
  const isEarly = to === 'NOSHOW' && startsAt > now;
  const isAnotherDay = to === 'ARRIVED' && damascusDay(startsAt) !== damascusDay(now);
  if (isEarly || isAnotherDay) throw failure('BAD_USER_INPUT', { field: 'to' });
}

function readTime({ startsAt, minutes }: NewAppointment, now: Date): { startsAt: Date; endsAt: Date } {
  if (!Number.isInteger(minutes) || minutes < shortest || minutes > longest)
    throw failure('BAD_USER_INPUT', { field: 'minutes', minimum: shortest, maximum: longest });
  if (startsAt.getTime() < now.getTime() - clockSkewMs) throw failure('DATE_IN_PAST', { field: 'startsAt' });
  if (startsAt.getTime() > now.getTime() + furthestDays * 24 * 60 * minuteMs)
    throw failure('BAD_USER_INPUT', { field: 'startsAt' });
  return { startsAt, endsAt: new Date(startsAt.getTime() + minutes * minuteMs) };
}

async function requirePractitioner(tx: Tx, id: string | null | undefined, facilityId: string) {
  if (id == null) return null;
  const found = await tx.practitioner.findFirst({ where: { id, facilityId } });
  if (!found) throw failure('NOT_FOUND', { field: 'practitionerId' });
  return found;
}

async function requireReferral(
  db: Reader,
  id: string | null | undefined,
  { ids, facilityId }: { ids: string[]; facilityId: string },
  now: Date,
): Promise<string | null> {
  if (id == null) return null;
  const where = { id, healthId: { in: ids }, toFacilityId: facilityId };
  const found = isUuid(id) ? await db.referral.findFirst({ where }) : null;
  if (!found || statusOfReferral(found, now) !== 'ACCEPTED') throw failure('NOT_FOUND', { field: 'referralId' });
  return found.id;
}

/** Whoever books the same practitioner meanwhile waits, and then finds this one. What the dead had booked is free. */
async function requireFree(tx: Tx, practitionerId: string, { startsAt, endsAt }: { startsAt: Date; endsAt: Date }) {
  const lock = `appointments of ${practitionerId}`;
  await tx.$executeRawUnsafe('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', lock);
  const [taken] = await tx.$queryRawUnsafe<{ id: string }[]>(
    `SELECT a.id::text FROM appointment a JOIN patient p ON p.health_id = a.health_id
     WHERE a.practitioner_id = $1 AND a.starts_at < $3::timestamptz AND a.ends_at > $2::timestamptz
       AND (a.status IN ('ARRIVED', 'FULFILLED') OR (a.status = 'BOOKED' AND p.deceased_on IS NULL)) LIMIT 1`,
    practitionerId,
    startsAt,
    endsAt,
  );
  if (taken) throw failure('SLOT_TAKEN');
}

function tellOf(
  tx: Tx,
  kind: 'APPOINTMENT_BOOKED' | 'APPOINTMENT_CANCELLED',
  { healthId, facilityId, startsAt }: Pick<Appointment, 'healthId' | 'facilityId' | 'startsAt'>,
  writing: Writing,
): Promise<void> {
  return tell(tx, [healthId], { kind, facilityId, startsAt: startsAt.toISOString() }, writing);
}
