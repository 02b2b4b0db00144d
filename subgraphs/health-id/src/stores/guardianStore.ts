import { birthdayOf, damascusDay, fullYears } from '@wasl/kit/calendar';
import { failure } from '@wasl/kit/errors';
import type { Guardianship } from '@wasl/prisma/health-id/generated/client.ts';
import type { Writing } from '@wasl/kit/actor';
import { type Birth, earliestBirth, latestBirth } from '../matching/birthSpan.ts';
import type { Reader, Tx } from './client.ts';
import { isDeceased } from './life.ts';
import { tell } from './noticeStore.ts';
import { refuseOwnRecord } from './ownRecord.ts';
import { everyId, formerIds, type Patient, requirePatient, resolvePatients } from './patientStore.ts';

export type { Guardianship } from '@wasl/prisma/health-id/generated/client.ts';

/** From this age on nobody has a guardian, and everybody can be one. */
export const adultAge = 18;
/** From this age on a guardian speaks for a minor no longer in everything: see docs/privacy.md. */
export const adolescentAge = 13;

export type AgeGroup = 'child' | 'adolescent' | 'adult';

/**
 * How old somebody is in the words of the policies, on a day in Damascus. Where the birth date is not known to the day, the doubt goes to the
 * young person: a minor for as long as they may be one, and an adolescent, whose privacy counts, as soon as they may be one.
 */
export function ageGroupOf(birth: Birth, day: string): AgeGroup {
  if (fullYears(latestBirth(birth), day) >= adultAge) return 'adult';
  return fullYears(earliestBirth(birth), day) >= adolescentAge ? 'adolescent' : 'child';
}

/**
 * Who may act for each of these patients now, by the ID that was asked for, merges followed on both sides: four statements for any
 * number of patients, or up to eight where records were merged. An adult has no guardian, a minor is none.
 */
export function guardiansNow(db: Reader, healthIds: readonly string[], now: Date): Promise<Map<string, Patient[]>> {
  return linkedNow(db, healthIds, { from: 'dependantId', to: 'guardianId' }, now);
}

/** For whom each of these may act now, as `guardiansNow` says it. */
export function dependantsNow(db: Reader, healthIds: readonly string[], now: Date): Promise<Map<string, Patient[]>> {
  return linkedNow(db, healthIds, { from: 'guardianId', to: 'dependantId' }, now);
}

type Side = 'guardianId' | 'dependantId';

async function linkedNow(
  db: Reader,
  healthIds: readonly string[],
  { from, to }: { from: Side; to: Side },
  now: Date,
): Promise<Map<string, Patient[]>> {
  const asked = await resolvePatients(db, healthIds);
  const people = new Map([...asked.values()].map((patient) => [patient.healthId, patient]));
  const former = await formerIds(db, [...people.keys()]);
  const ownerOf = new Map(
    [...people].flatMap(([id, patient]) => [id, ...(former.get(id) ?? [])].map((each) => [each, patient] as const)),
  );
  const rows = await db.guardianship.findMany({
    where: { [from]: { in: [...ownerOf.keys()] }, endedAt: null, onHold: false },
    orderBy: [{ recordedAt: 'asc' }, { id: 'asc' }],
  });
  const others = await resolvePatients(db, [...new Set(rows.map((row) => row[to]))]);
  const day = damascusDay(now);
  const found = new Map<string, Map<string, Patient>>([...people.keys()].map((id) => [id, new Map()]));
  for (const row of rows) {
    const [owner, other] = [ownerOf.get(row[from]), others.get(row[to])];
    if (!owner || !other) continue;
    const [guardian, dependant] = to === 'guardianId' ? [other, owner] : [owner, other];
    if (canBeGuardian(guardian, dependant, day)) found.get(owner.healthId)?.set(other.healthId, other);
  }
  return new Map([...asked].map(([id, { healthId }]) => [id, [...(found.get(healthId)?.values() ?? [])]]));
}

/**
 * An adult of a minor, both alive. So no child is a guardian, and no chain of guardians leads back: whoever has one is none. Said of the survivors'
 * birth dates at each reading, it holds after merges too.
 */
export function canBeGuardian(guardian: Patient, dependant: Patient, day: string): boolean {
  if (isDeceased(guardian) || isDeceased(dependant)) return false;
  return ageGroupOf(guardian, day) === 'adult' && ageGroupOf(dependant, day) !== 'adult';
}

/** Every guardianship over these IDs, those that ended too, oldest first. */
export function guardianshipsOf(db: Reader, ids: string[]): Promise<Guardianship[]> {
  return db.guardianship.findMany({
    where: { dependantId: { in: ids } },
    orderBy: [{ recordedAt: 'asc' }, { id: 'asc' }],
  });
}

/** The day from which a guardianship over somebody is over. */
export function lastsUntil(birth: Birth): string {
  return birthdayOf(latestBirth(birth), adultAge);
}

/** Who acts for somebody now, and for whom somebody acts. */
export async function guardiansAndWards(db: Reader, healthId: string, now: Date): Promise<string[]> {
  const [guardians, wards] = [await guardiansNow(db, [healthId], now), await dependantsNow(db, [healthId], now)];
  return [...(guardians.get(healthId) ?? []), ...(wards.get(healthId) ?? [])].map((person) => person.healthId);
}

/**
 * Whether one may be made the other's guardian now. @throws SubgraphError NOT_FOUND; BAD_USER_INPUT for oneself; GUARDIAN_NOT_ELIGIBLE
 * unless an adult is to act for a minor; CONFLICT where it is so already
 */
export async function checkGuardian(tx: Tx, guardian: string, dependant: string, now: Date): Promise<void> {
  const one = await requirePatient(tx, guardian, 'guardianHealthId');
  const other = await requirePatient(tx, dependant);
  if (one.healthId === other.healthId) throw failure('BAD_USER_INPUT', { argument: 'guardianHealthId' });
  if (!canBeGuardian(one, other, damascusDay(now))) throw failure('GUARDIAN_NOT_ELIGIBLE');
  const present = (await guardiansNow(tx, [other.healthId], now)).get(other.healthId) ?? [];
  if (present.some(({ healthId }) => healthId === one.healthId)) throw failure('CONFLICT');
}

/** Lets one person act for another, under the IDs that were named. @throws SubgraphError as `checkGuardian` does */
export async function addGuardian(
  tx: Tx,
  { guardianId, dependantId, actId = null }: { guardianId: string; dependantId: string; actId?: string | null },
  { actor, now }: Writing,
): Promise<void> {
  const lock = `guardians of ${dependantId}`;
  await tx.$executeRawUnsafe('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', lock);
  await checkGuardian(tx, guardianId, dependantId, now);
  const recorded = { recordedBy: actor.subject, recordedActor: actor, recordedAt: now };
  await tx.guardianship.create({ data: { guardianId, dependantId, actId, ...recorded } });
}

/** Ends a guardianship, under whichever IDs it was recorded; both are told. @throws SubgraphError NOT_FOUND, FORBIDDEN for one's own */
export async function endGuardian(
  tx: Tx,
  { guardianHealthId, healthId, words }: { guardianHealthId: string; healthId: string; words: string },
  writing: Writing,
): Promise<string> {
  const { actor, now } = writing;
  const guardian = await requirePatient(tx, guardianHealthId, 'guardianHealthId');
  const dependant = await requirePatient(tx, healthId);
  await refuseOwnRecord(tx, [guardian.healthId, dependant.healthId], actor);
  const { count } = await tx.guardianship.updateMany({
    where: {
      guardianId: { in: await everyId(tx, guardian.healthId) },
      dependantId: { in: await everyId(tx, dependant.healthId) },
      endedAt: null,
    },
    data: { endedAt: now, endedBy: actor.subject, endedActor: actor, endWords: words },
  });
  if (count === 0) throw failure('NOT_FOUND');
  await tell(tx, [guardian.healthId, dependant.healthId], { kind: 'GUARDIAN_ENDED' }, writing);
  return dependant.healthId;
}
