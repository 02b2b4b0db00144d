import { failure } from '@wasl/kit/errors';
import { parseHealthId } from '@wasl/kit/healthId';
import { markedUuid } from '@wasl/kit/markedUuid';
import type { Professional } from '@wasl/kit/professional';
import { damascusDay } from '@wasl/kit/calendar';
import { isUuid } from '@wasl/kit/uuid';
import type { Writing } from '@wasl/kit/actor';
import type { Referral } from '@wasl/prisma/health-id/generated/client.ts';
import type { AskedLabels } from '@wasl/terminology/recordLabels';
import { isGuarded, labelsOfReferral, labelsWithWords } from '../referralLabels.ts';
import { isAddressee, type Reader as Addressee } from '../referralReader.ts';
import { requireUndenied, treatmentsOf } from './careStore.ts';
import type { Reader, Tx } from './client.ts';
import { requireAlive } from './life.ts';
import { tell } from './noticeStore.ts';
import { everyId, type Patient, requirePatient } from './patientStore.ts';

export type { Referral } from '@wasl/prisma/health-id/generated/client.ts';

export type ReferralStatus = 'REQUESTED' | 'ACCEPTED' | 'DECLINED' | 'CANCELLED' | 'COMPLETED' | 'EXPIRED';

/** For how many days a referral waits for its answer, and for how many the facility that accepted it treats by it. */
const waitsDays = 30;
const treatsDays = 180;
const dayMs = 86_400_000;

export interface NewReferral extends AskedLabels {
  /** The patient, as named. */
  healthId: string;
  toFacilityId: string;
  specialty?: string | null;
  /** FHIR request-priority. */
  priority?: string | null;
  reason: string;
}

/** Where a referral stands: one that is open beyond its time has expired. */
export function statusOf({ status, expiresAt }: Referral, now: Date): ReferralStatus {
  const isOpen = status === 'REQUESTED' || status === 'ACCEPTED';
  return isOpen && expiresAt.getTime() <= now.getTime() ? 'EXPIRED' : (status as ReferralStatus);
}

/**
 * Sends a patient whom the author's facility treats to another, which may read the record from now on: for 30 days, unless it accepts. The
 * patient is told. A facility that has not accepted a referral itself refers nobody on.
 * @throws SubgraphError FORBIDDEN unless the author's facility treats the patient; BAD_USER_INPUT for one's own facility, a pharmacy, a
 * sealed one, and for what is sensitive without a specialty; NOT_FOUND for an unknown facility or a specialty that it has not;
 * TREATMENT_DENIED, PATIENT_DECEASED
 */
export async function refer(tx: Tx, asked: NewReferral, author: Professional, writing: Writing): Promise<string> {
  const { now, actor } = writing;
  const patient = await requirePatient(tx, asked.healthId);
  requireAlive(patient);
  const ids = await everyId(tx, patient.healthId);
  if (!(await treatsForItself(tx, ids, author.facilityId, now))) throw failure('FORBIDDEN');
  const place = await requirePlace(tx, asked, author);
  await requireUndenied(tx, ids, { facilityId: asked.toFacilityId, role: actor.role }, now);
  const labels = labelsOfReferral(asked, [place.nameAr, place.nameEn, place.specialty]);
  if (isGuarded(labels) && place.specialty === null) throw failure('BAD_USER_INPUT', { field: 'specialty' });
  const healthId = parseHealthId(asked.healthId);
  const expiresAt = new Date(now.getTime() + waitsDays * dayMs);
  const sent = { healthId, reason: asked.reason, specialty: place.specialty, priority: asked.priority ?? 'ROUTINE' };
  const { id } = await tx.referral.create({
    data: {
      id: markedUuid('Referral'),
      ...sent,
      fromFacilityId: author.facilityId,
      toFacilityId: asked.toFacilityId,
      authorId: author.practitionerId,
      confidentiality: labels.confidentiality,
      sensitivities: [...labels.sensitivities],
      requestedBy: actor,
      requestedAt: now,
      expiresAt,
    },
  });
  await tx.treatmentRelationship.create({
    data: {
      healthId,
      facilityId: asked.toFacilityId,
      source: 'REFERRAL',
      // What is sensitive stands in the referral, which bears labels.
      evidence: isGuarded(labels) ? null : asked.reason,
      since: damascusDay(now),
      recordedBy: actor.subject,
      recordedActor: actor,
      recordedAt: now,
      expiresAt,
      referralId: id,
      hasAftermath: false,
    },
  });
  await tell(
    tx,
    [healthId],
    { kind: 'TREATMENT_STARTED', facilityId: asked.toFacilityId, source: 'REFERRAL' },
    writing,
  );
  return id;
}

/** Takes a referral up: its facility treats for 180 days. @throws SubgraphError NOT_FOUND, ALREADY_DECIDED, REQUEST_EXPIRED, TREATMENT_DENIED, PATIENT_DECEASED */
export async function accept(tx: Tx, referral: Referral, writing: Writing): Promise<string> {
  const { now, actor } = writing;
  const patient = await requirePatient(tx, referral.healthId);
  requireAlive(patient);
  const { toFacilityId: facilityId, id } = referral;
  await requireUndenied(tx, await everyId(tx, patient.healthId), { facilityId, role: actor.role }, now);
  const expiresAt = new Date(now.getTime() + treatsDays * dayMs);
  await answer(tx, referral, { status: 'ACCEPTED', expiresAt }, null, writing);
  await tx.treatmentRelationship.updateMany({
    where: { referralId: id, endedAt: null },
    data: { expiresAt, hasAftermath: true },
  });
  return id;
}

/** Refuses a referral: its facility reads no more. @throws SubgraphError NOT_FOUND, ALREADY_DECIDED, REQUEST_EXPIRED */
export async function decline(tx: Tx, referral: Referral, words: string, writing: Writing): Promise<string> {
  await answer(tx, referral, { status: 'DECLINED' }, words, writing);
  await endRelationship(tx, referral, writing);
  return referral.id;
}

/**
 * Closes an accepted referral with a reply: its facility reads for 30 days more, as after any treatment. A reply may come late.
 * @throws SubgraphError ALREADY_DECIDED; BAD_USER_INPUT for one that was not accepted
 */
export async function complete(tx: Tx, referral: Referral, reply: string, writing: Writing): Promise<string> {
  if (referral.status === 'REQUESTED') throw failure('BAD_USER_INPUT', { field: 'referralId' });
  await close(tx, referral, ['ACCEPTED'], 'COMPLETED', reply, writing);
  await endRelationship(tx, referral, writing);
  return referral.id;
}

/** Takes a referral back. @throws SubgraphError ALREADY_DECIDED for one that is closed */
export async function cancel(tx: Tx, referral: Referral, words: string, writing: Writing): Promise<string> {
  await close(tx, referral, ['REQUESTED', 'ACCEPTED'], 'CANCELLED', words, writing);
  await endRelationship(tx, referral, writing);
  return referral.id;
}

/** A referral to the reader's facility, with the patient whose it is. @throws SubgraphError NOT_FOUND, also for one to another */
export async function requireAddressed(
  tx: Tx,
  id: string,
  reader: Addressee,
): Promise<{ referral: Referral; patient: Patient }> {
  const referral = await findReferral(tx, id);
  if (!referral || !isAddressee(referral, reader)) throw failure('NOT_FOUND');
  return { referral, patient: await requirePatient(tx, referral.healthId) };
}

/** A referral by a facility, with the patient whose it is. @throws SubgraphError NOT_FOUND, also for one by another */
export async function requireSent(
  tx: Tx,
  id: string,
  { facilityId }: Professional,
): Promise<{ referral: Referral; patient: Patient }> {
  const referral = await findReferral(tx, id);
  if (referral?.fromFacilityId !== facilityId) throw failure('NOT_FOUND');
  return { referral, patient: await requirePatient(tx, referral.healthId) };
}

function findReferral(db: Reader, id: string): Promise<Referral | null> {
  return isUuid(id) ? db.referral.findUnique({ where: { id } }) : Promise.resolve(null);
}

/** Whether a facility treats now, other than by a referral that nobody there has taken up. */
async function treatsForItself(db: Reader, ids: string[], facilityId: string, now: Date): Promise<boolean> {
  const present = await treatmentsOf(db, ids, now);
  return present.some((row) => row.facilityId === facilityId && row.hasAftermath);
}

interface Place {
  nameAr: string;
  nameEn: string;
  /** As the register writes it. */
  specialty: string | null;
}

async function requirePlace(
  tx: Tx,
  { toFacilityId, specialty }: NewReferral,
  { facilityId }: Professional,
): Promise<Place> {
  if (toFacilityId === facilityId) throw failure('BAD_USER_INPUT', { field: 'toFacilityId' });
  const facility = await tx.facility.findUnique({ where: { id: toFacilityId } });
  if (!facility) throw failure('NOT_FOUND', { field: 'toFacilityId' });
  // Nobody is treated there: a pharmacy gets prescriptions.
  if (facility.type === 'PHARMACY') throw failure('BAD_USER_INPUT', { field: 'toFacilityId' });
  const { nameAr, nameEn } = facility;
  if (specialty == null) return { nameAr, nameEn, specialty: null };
  const who = await tx.practitioner.findFirst({
    where: { facilityId: toFacilityId, specialty: { equals: specialty.trim(), mode: 'insensitive' } },
    select: { specialty: true },
    orderBy: { id: 'asc' },
  });
  if (!who) throw failure('NOT_FOUND', { field: 'specialty' });
  return { nameAr, nameEn, specialty: who.specialty };
}

/** Claims a referral that waits by one conditional UPDATE: of several who answer at once, one does. */
async function answer(
  tx: Tx,
  referral: Referral,
  change: { status: string; expiresAt?: Date },
  decisionWords: string | null,
  { actor, now }: Writing,
): Promise<void> {
  if (statusOf(referral, now) === 'EXPIRED') throw failure('REQUEST_EXPIRED');
  const { count } = await tx.referral.updateMany({
    where: { id: referral.id, status: 'REQUESTED' },
    data: { ...change, ...labelsWithWords(referral, decisionWords), decidedBy: actor, decidedAt: now, decisionWords },
  });
  if (count === 0) throw failure('ALREADY_DECIDED');
}

async function close(
  tx: Tx,
  referral: Referral,
  from: string[],
  status: string,
  closingWords: string,
  { actor, now }: Writing,
): Promise<void> {
  const { count } = await tx.referral.updateMany({
    where: { id: referral.id, status: { in: from } },
    data: { status, ...labelsWithWords(referral, closingWords), closedBy: actor, closedAt: now, closingWords },
  });
  if (count === 0) throw failure('ALREADY_DECIDED');
}

async function endRelationship(tx: Tx, { id, healthId, toFacilityId }: Referral, writing: Writing): Promise<void> {
  const { actor, now } = writing;
  const { count } = await tx.treatmentRelationship.updateMany({
    where: { referralId: id, endedAt: null },
    data: { endedAt: now, endedBy: actor.subject, endedActor: actor },
  });
  if (count > 0) await tell(tx, [healthId], { kind: 'TREATMENT_ENDED', facilityId: toFacilityId }, writing);
}
