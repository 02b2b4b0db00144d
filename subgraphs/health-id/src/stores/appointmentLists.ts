import { inOrder } from '@wasl/kit/loaders';
import { type Page, readTimePosition, timePosition } from '@wasl/kit/pagination';
import type { PersonIds } from '@wasl/kit/patientReference';
import type { LabelFilter } from '@wasl/kit/recordAccess';
import { isUuid } from '@wasl/kit/uuid';
import type { Appointment } from './appointmentStore.ts';
import type { Db } from './client.ts';
import { opens, valuesOf } from './openRows.ts';

/** Which appointments of a list are wanted; null is all. */
export interface AppointmentFilter {
  status: string | null;
  practitionerId: string | null;
  from: Date | null;
  /** The first instant that is too late. */
  until: Date | null;
}

/** As `statusOf` says, of appointment `a`. */
const standing = `CASE WHEN a.status IN ('PROPOSED', 'BOOKED') AND EXISTS (
    SELECT FROM patient p LEFT JOIN patient s ON s.health_id = p.merged_into
    WHERE p.health_id = a.health_id AND coalesce(s.deceased_on, p.deceased_on) IS NOT NULL)
  THEN 'CANCELLED' ELSE a.status END`;

/** What a filter wants; its values are the parameters 1 to 4. */
const wanted = `($1::text IS NULL OR ${standing} = $1) AND ($2::text IS NULL OR a.practitioner_id = $2)
  AND ($3::timestamptz IS NULL OR a.starts_at >= $3::timestamptz) AND ($4::timestamptz IS NULL OR a.starts_at < $4::timestamptz)`;

export const positionOf = ({ startsAt, id }: Appointment) => timePosition(startsAt, id);

/** The appointments of these IDs, in their order. */
export async function findAppointments(db: Db, ids: readonly string[]): Promise<(Appointment | null)[]> {
  const rows = await db.appointment.findMany({ where: { id: { in: ids.filter(isUuid) } } });
  return inOrder(ids, rows, ({ id }) => id);
}

/** One page of each person's appointments, the latest first, in two statements: up to `first + 1` rows of each. */
export async function listAppointments(
  db: Db,
  people: readonly PersonIds[],
  { page, filter }: { page: Page; filter: AppointmentFilter },
  labels: LabelFilter,
): Promise<Appointment[][]> {
  const [time, id] = readTimePosition(page);
  const ids = await db.$queryRawUnsafe<{ id: string }[]>(
    `SELECT latest.id::text FROM unnest($5::char(12)[]) AS asked(health_id) CROSS JOIN LATERAL (
       SELECT a.id FROM appointment a WHERE a.health_id = asked.health_id AND ${wanted}
         AND ($6::timestamptz IS NULL OR (a.starts_at, a.id) < ($6::timestamptz, $7::uuid)) AND ${opens('a', 9)}
       ORDER BY a.starts_at DESC, a.id DESC LIMIT $8::int
     ) AS latest`,
    ...valuesIn(filter),
    [...new Set(people.flat())],
    time,
    id,
    page.first + 1,
    ...valuesOf(labels),
  );
  const rows = await readRows(db, ids, 'desc');
  return people.map((all) => rows.filter(({ healthId }) => all.includes(healthId)).slice(0, page.first + 1));
}

/** One page of a facility's appointments, in their order, without those whose labels leave them out. */
export async function listOfFacility(
  db: Db,
  facilityId: string,
  { page, filter }: { page: Page; filter: AppointmentFilter },
  labels: LabelFilter,
): Promise<Appointment[]> {
  const [time, id] = readTimePosition(page);
  const ids = await db.$queryRawUnsafe<{ id: string }[]>(
    `SELECT a.id::text FROM appointment a WHERE a.facility_id = $5 AND ${wanted}
       AND ($6::timestamptz IS NULL OR (a.starts_at, a.id) > ($6::timestamptz, $7::uuid)) AND ${opens('a', 9)}
     ORDER BY a.starts_at, a.id LIMIT $8::int`,
    ...valuesIn(filter),
    facilityId,
    time,
    id,
    page.first + 1,
    ...valuesOf(labels),
  );
  return readRows(db, ids, 'asc');
}

function valuesIn({ status, practitionerId, from, until }: AppointmentFilter): unknown[] {
  return [status, practitionerId, from, until];
}

function readRows(db: Db, ids: readonly { id: string }[], order: 'asc' | 'desc'): Promise<Appointment[]> {
  return db.appointment.findMany({
    where: { id: { in: ids.map((row) => row.id) } },
    orderBy: [{ startsAt: order }, { id: order }],
  });
}
