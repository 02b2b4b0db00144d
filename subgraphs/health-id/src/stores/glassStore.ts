import { failure } from '@wasl/kit/errors';
import { groupBy } from '@wasl/kit/groupBy';
import { type Page, readTimePosition } from '@wasl/kit/pagination';
import { isUuid } from '@wasl/kit/uuid';
import type { GlassSession } from '@wasl/prisma/health-id/generated/client.ts';
import { type Actor, isSamePerson, readActor, type Writing } from '@wasl/kit/actor';
import { readWords } from '@wasl/kit/readWords';
import type { Reader, Tx } from './client.ts';
import { requireAlive } from './life.ts';
import { tell } from './noticeStore.ts';
import { refuseOwnRecord } from './ownRecord.ts';
import { everyId, formerIds, requirePatient, resolvePatients } from './patientStore.ts';

export type { GlassSession } from '@wasl/prisma/health-id/generated/client.ts';

const minuteMs = 60_000;
/** How long the second step may take. */
const confirmMinutes = 5;
/** How long a session lasts at least, unless told otherwise, and at most, in minutes. */
export const sessionMinutes = { least: 5, usual: 60, most: 240 };
/** Letters that a reason has at least. */
const shortestWords = 15;

export interface NewSession {
  healthId: string;
  reason: string;
  words: string;
  minutes?: number | null;
}

/** Who opens a session: an emergency doctor at a facility. */
export type EmergencyDoctor = Actor & { practitionerId: string; facilityId: string };

/**
 * Asks for a session; nothing opens yet. Answers the session's ID, which confirms it within five minutes; of one that is open
 * already, its own. @throws SubgraphError BAD_USER_INPUT naming the field, NOT_FOUND, FORBIDDEN for the doctor's own record
 */
export async function askToBreakGlass(
  tx: Tx,
  input: NewSession,
  { actor, now }: Writing & { actor: EmergencyDoctor },
): Promise<string> {
  const words = readWords('words', input.words, shortestWords);
  const minutes = input.minutes ?? sessionMinutes.usual;
  const { least, most } = sessionMinutes;
  if (minutes < least || minutes > most)
    throw failure('BAD_USER_INPUT', { field: 'minutes', minimum: least, maximum: most });
  const patient = await requirePatient(tx, input.healthId);
  requireAlive(patient);
  const { healthId } = patient;
  const ids = await everyId(tx, healthId);
  await refuseOwnRecord(tx, [healthId], actor);
  const [present] = await openSessionsOf(tx, ids, actor.subject, now);
  if (present) return present.id;
  const { subject, practitionerId, facilityId } = actor;
  const asked = { reason: input.reason, words, minutes, askedAt: now, confirmBefore: after(now, confirmMinutes) };
  const { id } = await tx.glassSession.create({
    data: { healthId, subject, actor, practitionerId, facilityId, ...asked },
  });
  return id;
}

/**
 * Breaks the glass: the session that the caller asked for begins, and the patient is told. Confirmed twice, it begins once. Where the
 * caller has another one open on that record, it is that which is answered: ending it has to close the record.
 * @throws SubgraphError NOT_FOUND for another's, REQUEST_EXPIRED after five minutes, ALREADY_DECIDED; PATIENT_DECEASED and FORBIDDEN for
 * what has become so since it was asked for
 */
export async function confirmBreakGlass(tx: Tx, id: string, writing: Writing): Promise<string> {
  const { actor, now } = writing;
  const lock = `glass of ${actor.subject}`;
  await tx.$executeRawUnsafe('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', lock);
  const session = await findSession(tx, id);
  if (session?.subject !== actor.subject) throw failure('NOT_FOUND');
  if (session.openedAt !== null) throw failure('ALREADY_DECIDED');
  if (session.confirmBefore.getTime() <= now.getTime()) throw failure('REQUEST_EXPIRED');
  const patient = await requirePatient(tx, session.healthId);
  requireAlive(patient);
  await refuseOwnRecord(tx, [patient.healthId], actor);
  const [present] = await openSessionsOf(tx, await everyId(tx, patient.healthId), actor.subject, now);
  if (present) return present.id;
  const endsAt = after(now, session.minutes);
  const { count } = await tx.glassSession.updateMany({
    where: { id, openedAt: null, confirmBefore: { gt: now } },
    data: { openedAt: now, endsAt },
  });
  if (count === 0) throw failure('ALREADY_DECIDED');
  const { healthId, facilityId, reason } = session;
  const until = endsAt.toISOString();
  await tell(tx, [healthId], { kind: 'GLASS_BROKEN', facilityId, reason, until }, writing);
  return id;
}

/** Ends the caller's own session before its time. @throws SubgraphError NOT_FOUND for another's, and for one that is not open */
export async function endBreakGlass(tx: Tx, id: string, writing: Writing): Promise<string> {
  const session = await findSession(tx, id);
  if (session?.subject !== writing.actor.subject || !isOpen(session, writing.now)) throw failure('NOT_FOUND');
  await closeRecord(tx, session, writing);
  return id;
}

/** Ends all that the account of a session has open on its record: after a merge that may be more than one. */
async function closeRecord(tx: Tx, { healthId, subject }: GlassSession, { actor, now }: Writing): Promise<void> {
  const ids = await everyId(tx, (await requirePatient(tx, healthId)).healthId);
  const open = await openSessionsOf(tx, ids, subject, now);
  await tx.glassSession.updateMany({
    where: { id: { in: open.map(({ id }) => id) } },
    data: { endsAt: now, endedBy: actor },
  });
}

/**
 * Says what an auditor finds of a session; the patient is told. One that is not justified ends at once.
 * @throws SubgraphError NOT_FOUND, ALREADY_DECIDED; SECOND_PERSON_NEEDED for whoever opened it,
 * FORBIDDEN for whose record it is
 */
export async function reviewBreakGlass(
  tx: Tx,
  { sessionId, outcome, words }: { sessionId: string; outcome: string; words: string },
  writing: Writing,
): Promise<string> {
  const { actor, now } = writing;
  const reviewWords = readWords('words', words, 10);
  const session = await findSession(tx, sessionId);
  if (!session?.openedAt) throw failure('NOT_FOUND');
  const opener = readActor(session.actor);
  if (opener === null || isSamePerson(opener, actor)) throw failure('SECOND_PERSON_NEEDED');
  await refuseOwnRecord(tx, [session.healthId], actor);
  const { count } = await tx.glassSession.updateMany({
    where: { id: sessionId, outcome: null },
    data: { outcome, reviewWords, reviewedBy: actor, reviewedAt: now },
  });
  if (count === 0) throw failure('ALREADY_DECIDED');
  if (outcome === 'NOT_JUSTIFIED' && isOpen(session, now)) await closeRecord(tx, session, writing);
  await tell(tx, [session.healthId], { kind: 'GLASS_REVIEWED', outcome }, writing);
  return sessionId;
}

/**
 * The open sessions of one account, by the health IDs that were asked for, merges followed. It is the account's own: a colleague's
 * session opens nothing.
 */
export async function openGlassSessions(
  db: Reader,
  healthIds: readonly string[],
  subject: string,
  now: Date,
): Promise<Map<string, GlassSession>> {
  const asked = await resolvePatients(db, healthIds);
  const roots = [...new Set([...asked.values()].map(({ healthId }) => healthId))];
  const former = await formerIds(db, roots);
  const rootOf = new Map(roots.flatMap((root) => [root, ...(former.get(root) ?? [])].map((id) => [id, root])));
  const sessions = await openSessionsOf(db, [...rootOf.keys()], subject, now);
  const byRoot = groupBy(sessions, ({ healthId }) => rootOf.get(healthId) ?? healthId);
  return new Map(
    [...asked].flatMap(([id, { healthId }]) => {
      const session = byRoot.get(healthId)?.[0];
      return session ? [[id, session] as const] : [];
    }),
  );
}

/** An account's open sessions under any of these IDs. */
export function openSessionsOf(db: Reader, ids: string[], subject: string, now: Date): Promise<GlassSession[]> {
  return db.glassSession.findMany({
    where: { healthId: { in: ids }, subject, openedAt: { lte: now }, endsAt: { gt: now } },
    orderBy: { openedAt: 'asc' },
  });
}

/** The sessions that were opened on a patient's record, newest first. */
export function sessionsOf(db: Reader, ids: string[]): Promise<GlassSession[]> {
  return db.glassSession.findMany({
    where: { healthId: { in: ids }, openedAt: { not: null } },
    orderBy: [{ openedAt: 'desc' }, { id: 'desc' }],
  });
}

/** One page of all sessions that were opened, oldest first: those that wait for a review, or those that have one. */
export function listSessions(db: Reader, isReviewed: boolean, page: Page): Promise<GlassSession[]> {
  const [time, id] = readTimePosition(page);
  const following =
    time === null || id === null ? {} : { OR: [{ openedAt: { gt: time } }, { openedAt: time, id: { gt: id } }] };
  return db.glassSession.findMany({
    where: { openedAt: { not: null }, outcome: isReviewed ? { not: null } : null, ...following },
    orderBy: [{ openedAt: 'asc' }, { id: 'asc' }],
    take: page.first + 1,
  });
}

/** A session, asked for or opened; null where there is none. */
export function findSession(db: Reader, id: string): Promise<GlassSession | null> {
  return isUuid(id) ? db.glassSession.findFirst({ where: { id } }) : Promise.resolve(null);
}

export function isOpen({ openedAt, endsAt }: GlassSession, now: Date): boolean {
  return openedAt !== null && endsAt !== null && endsAt.getTime() > now.getTime();
}

function after(now: Date, minutes: number): Date {
  return new Date(now.getTime() + minutes * minuteMs);
}
