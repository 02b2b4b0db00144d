import { damascusDay, endOfDay } from '@wasl/kit/calendar';
import { failure } from '@wasl/kit/errors';
import { parseHealthId } from '@wasl/kit/healthId';
import type { Caller } from '@wasl/subgraph-sdk';
import { afterTreatment, firstOf, isWithinAftermath, treatedAt } from '../stores/careStore.ts';
import type { Db } from '../stores/client.ts';
import { consentsOf } from '../stores/consentStore.ts';
import { openGlassSessions } from '../stores/glassStore.ts';
import { ageGroupOf, guardiansNow } from '../stores/guardianStore.ts';
import { isDeceased } from '../stores/life.ts';
import { formerIds, type Patient, resolvePatients } from '../stores/patientStore.ts';

/** What decisions about one patient's records rest on, as `Query.recordFacts` answers it: docs/specs/privacy.md. */
export interface RecordFacts {
  /** As it was asked for. */
  healthId: string;
  /** Every ID of the person. */
  healthIds: readonly string[];
  /** `YYYY-MM-DD`, the earliest that it may be; null where it is only estimated. In writes it goes to subgraphs that date what they keep. */
  birthDate: string | null;
  deceasedOn: string | null;
  /** Null for an ID that is mistyped. */
  sex: string | null;
  /** What was asked about is no health ID: nobody bears it, and nothing else is said of it. */
  isMistyped: boolean;
  isOwn: boolean;
  guardianOf: 'child' | 'adolescent' | null;
  isTreating: boolean;
  isGlassBroken: boolean;
  /** Milliseconds until any of it may end or begin by time alone. */
  holdsForMs: number;
  directives: readonly { decision: string; category: string | null; facilityId: string | null; role: string | null }[];
}

/** Said at most: nobody keeps facts for longer. */
const longestMs = 60_000;

interface Person {
  patient: Patient;
  ids: readonly string[];
}

/**
 * What is known of a caller and these patients now, in one set of statements for all. IDs that were merged lead to the survivor,
 * and what is recorded under any ID of a person counts. Who is not known is left out; an ID that is mistyped is said to be.
 * @throws SubgraphError ACCOUNT_HOLDER_DECEASED: whoever uses the account of the dead is somebody else, whatever its roles
 */
export async function recordFacts(
  db: Db,
  caller: Caller,
  healthIds: readonly string[],
  now: Date,
): Promise<RecordFacts[]> {
  const { own, people, mistyped } = await findPeople(db, caller.healthId, healthIds);
  if (own !== undefined && isDeceased(own.patient)) throw failure('ACCOUNT_HOLDER_DECEASED');
  const ids = [...new Set([...people.values()].flatMap((person) => person.ids))];
  if (ids.length === 0) return mistyped;
  const [treated, wards, sessions, directives] = await Promise.all([
    caller.facilityId === undefined ? new Map<string, Date | null>() : treatedAt(db, ids, caller.facilityId, now),
    wardsAmong(db, own, people, now),
    openGlassSessions(db, survivorsOf(people), caller.subject, now),
    consentsOf(db, ids, now),
  ]);
  const told = [...people].map(([healthId, { patient, ids: all }]): RecordFacts => {
    const said = directives.filter((directive) => all.includes(directive.healthId));
    const session = sessions.get(patient.healthId);
    const ends = [
      // Ages change with the day.
      endOfDay(now),
      afterTreatment(patient.deathRecordedAt),
      session?.endsAt,
      ...all.map((id) => treated.get(id)),
      ...said.map(({ until }) => until),
    ];
    return {
      healthId,
      healthIds: all,
      birthDate: patient.birthPrecision === 'ESTIMATED' ? null : patient.birthDate,
      deceasedOn: patient.deceasedOn,
      sex: patient.sex,
      isMistyped: false,
      isOwn: patient.healthId === own?.patient.healthId,
      guardianOf: wards.get(patient.healthId) ?? null,
      isTreating: isWithinAftermath(patient, now) && all.some((id) => treated.has(id)),
      isGlassBroken: session !== undefined,
      holdsForMs: msUntilFirst(ends, now),
      directives: said.map(({ decision, category, facilityId, role }) => ({
        decision: decision.toLowerCase(),
        category,
        facilityId,
        role,
      })),
    };
  });
  return [...told, ...mistyped];
}

/** Of what is no health ID nothing is known, whoever asks. */
function nobodyOf(healthId: string): RecordFacts {
  return {
    healthId,
    healthIds: [healthId],
    birthDate: null,
    deceasedOn: null,
    sex: null,
    isMistyped: true,
    isOwn: false,
    guardianOf: null,
    isTreating: false,
    isGlassBroken: false,
    holdsForMs: longestMs,
    directives: [],
  };
}

/** Milliseconds until the first of these moments that is still to come. */
function msUntilFirst(moments: readonly (Date | null | undefined)[], now: Date): number {
  const toCome = moments.filter((moment) => moment && moment > now);
  return Math.min(longestMs, (firstOf(toCome)?.getTime() ?? Infinity) - now.getTime());
}

/** Of these people, whose guardian the caller is now, and what each is to a guardian: by the one register of them. */
async function wardsAmong(
  db: Db,
  own: Person | undefined,
  people: ReadonlyMap<string, Person>,
  now: Date,
): Promise<Map<string, 'child' | 'adolescent'>> {
  if (own === undefined) return new Map();
  const patients = new Map([...people.values()].map(({ patient }) => [patient.healthId, patient]));
  const guardians = await guardiansNow(db, [...patients.keys()], now);
  const day = damascusDay(now);
  return new Map(
    [...patients].flatMap(([healthId, patient]) => {
      const age = ageGroupOf(patient, day);
      const isWard = guardians.get(healthId)?.some((guardian) => guardian.healthId === own.patient.healthId);
      return isWard && age !== 'adult' ? [[healthId, age] as const] : [];
    }),
  );
}

function survivorsOf(people: ReadonlyMap<string, Person>): string[] {
  return [...new Set([...people.values()].map(({ patient }) => patient.healthId))];
}

/** The people of these IDs as they were asked for, what of these is no ID, and the caller as a patient. */
async function findPeople(
  db: Db,
  ownId: string | undefined,
  asked: readonly string[],
): Promise<{ own: Person | undefined; people: Map<string, Person>; mistyped: RecordFacts[] }> {
  const written = new Map(asked.flatMap((text) => readId(text).map((id) => [text, id] as const)));
  const found = await resolvePatients(db, [...new Set([...written.values(), ...(ownId ? [ownId] : [])])]);
  const former = await formerIds(db, [...new Set([...found.values()].map(({ healthId }) => healthId))]);
  const personOf = (id: string): Person | undefined => {
    const patient = found.get(id);
    return patient && { patient, ids: [patient.healthId, ...(former.get(patient.healthId) ?? [])] };
  };
  const people = [...written].flatMap(([text, id]) => {
    const person = personOf(id);
    return person ? [[text, person] as const] : [];
  });
  const mistyped = [...new Set(asked)].filter((text) => !written.has(text)).map(nobodyOf);
  return { own: ownId === undefined ? undefined : personOf(ownId), people: new Map(people), mistyped };
}

/** A mistyped ID is nobody's. */
function readId(text: string): string[] {
  try {
    return [parseHealthId(text)];
  } catch {
    return [];
  }
}
