import { damascusDay } from '@wasl/kit/damascusDay';
import { parseHealthId } from '@wasl/kit/healthId';
import type { Caller } from '@wasl/subgraph-sdk';
import type { Db } from '../stores/client.ts';
import { directivesInForce, openGlassSessions, treatedAt, wardsOf } from '../stores/factStore.ts';
import { formerIds, type Patient, resolvePatients } from '../stores/patientStore.ts';
import { minorAt } from './agesOfMinors.ts';

/** What decisions about one patient's records rest on, as `Query.recordFacts` answers it: docs/specs/privacy.md. */
export interface RecordFacts {
  /** As it was asked for. */
  healthId: string;
  /** Every ID of the person. */
  healthIds: readonly string[];
  isOwn: boolean;
  guardianOf: 'child' | 'adolescent' | null;
  isTreating: boolean;
  isGlassBroken: boolean;
  directives: readonly { decision: string; category: string | null; facilityId: string | null; role: string | null }[];
}

interface Person {
  patient: Patient;
  ids: readonly string[];
}

/**
 * What is known of a caller and these patients now, in one set of statements for all. IDs that were merged lead to the survivor,
 * and what is recorded under any ID of a person counts. Who is not known is left out.
 */
export async function recordFacts(
  db: Db,
  caller: Caller,
  healthIds: readonly string[],
  now = new Date(),
): Promise<RecordFacts[]> {
  const { own, people } = await findPeople(db, caller.healthId, healthIds);
  const ids = [...new Set([...people.values()].flatMap((person) => person.ids))];
  if (ids.length === 0) return [];
  const none = new Set<string>();
  const [treated, wards, glass, directives] = await Promise.all([
    caller.facilityId === undefined ? none : treatedAt(db, ids, caller.facilityId, now),
    own === undefined ? none : wardsOf(db, ids, own.ids),
    openGlassSessions(db, ids, caller.subject),
    directivesInForce(db, ids, now),
  ]);
  const today = damascusDay(now.getTime());
  return [...people].map(([healthId, { patient, ids: all }]) => ({
    healthId,
    healthIds: all,
    isOwn: patient.healthId === own?.patient.healthId,
    guardianOf: all.some((id) => wards.has(id)) ? minorAt(patient.birthDate, today) : null,
    isTreating: all.some((id) => treated.has(id)),
    isGlassBroken: all.some((id) => glass.has(id)),
    directives: directives
      .filter((directive) => all.includes(directive.healthId))
      .map(({ decision, category, facilityId, role }) => ({
        decision: decision.toLowerCase(),
        category,
        facilityId,
        role,
      })),
  }));
}

/** The people of these IDs as they were asked for, and the caller as a patient. */
async function findPeople(
  db: Db,
  ownId: string | undefined,
  asked: readonly string[],
): Promise<{ own: Person | undefined; people: Map<string, Person> }> {
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
  return { own: ownId === undefined ? undefined : personOf(ownId), people: new Map(people) };
}

/** A mistyped ID is nobody's: the field that was given it says so itself. */
function readId(text: string): string[] {
  try {
    return [parseHealthId(text)];
  } catch {
    return [];
  }
}
