import { failure } from '@wasl/kit/errors';
import { inOrder } from '@wasl/kit/loaders';
import { type Page, readTimePosition, timePosition } from '@wasl/kit/pagination';
import type { PersonIds } from '@wasl/kit/patientReference';
import type { LabelFilter } from '@wasl/kit/recordAccess';
import { isUuid } from '@wasl/kit/uuid';
import type { Reader as Addressee } from '../referralReader.ts';
import type { Db } from './client.ts';
import { opens, valuesOf } from './openRows.ts';
import type { Referral } from './referralStore.ts';

/** Where a referral stands at `$1`: as `statusOf` says. */
const standing = `CASE WHEN r.status IN ('REQUESTED', 'ACCEPTED') AND r.expires_at <= $1::timestamptz THEN 'EXPIRED' ELSE r.status END`;

/** The referrals of these IDs, in their order. */
export async function findReferrals(db: Db, ids: readonly string[]): Promise<(Referral | null)[]> {
  const rows = await db.referral.findMany({ where: { id: { in: ids.filter(isUuid) } } });
  return inOrder(ids, rows, ({ id }) => id);
}

/** Newest first, ties by ID. */
export const positionOf = ({ requestedAt, id }: Referral) => timePosition(requestedAt, id);

/** One page of each person's referrals, newest first, in two statements: up to `first + 1` rows of each. */
export async function listReferrals(
  db: Db,
  people: readonly PersonIds[],
  { page, status, now }: { page: Page; status: string | null; now: Date },
  filter: LabelFilter,
): Promise<Referral[][]> {
  const [time, id] = readTimePosition(page);
  const ids = await db.$queryRawUnsafe<{ id: string }[]>(
    `SELECT newest.id::text FROM unnest($2::char(12)[]) AS wanted(health_id) CROSS JOIN LATERAL (
       SELECT r.id FROM referral r WHERE r.health_id = wanted.health_id
         AND ($3::text IS NULL OR ${standing} = $3)
         AND ($4::timestamptz IS NULL OR (r.requested_at, r.id) < ($4::timestamptz, $5::uuid))
         AND ${opens('r', 7)}
       ORDER BY r.requested_at DESC, r.id DESC LIMIT $6::int
     ) AS newest`,
    now,
    [...new Set(people.flat())],
    status,
    time,
    id,
    page.first + 1,
    ...valuesOf(filter),
  );
  const rows = await db.referral.findMany({
    where: { id: { in: ids.map((row) => row.id) } },
    orderBy: [{ requestedAt: 'desc' }, { id: 'desc' }],
  });
  return people.map((all) => rows.filter(({ healthId }) => all.includes(healthId)).slice(0, page.first + 1));
}

/** FHIR request-priority, the most urgent first. */
const priorities = ['STAT', 'ASAP', 'URGENT', 'ROUTINE'];

/** The position in a facility's worklist. */
export const workPosition = ({ priority, requestedAt, id }: Referral) =>
  `${priorities.indexOf(priority)}|${timePosition(requestedAt, id)}`;

/**
 * One page of what was sent to a reader's facility and stands so: the most urgent first, of those the one that waits longest. What is
 * addressed to another specialty is not in it, nor what is on hold, nor those of the dead and of who left the facility.
 */
export async function listIncoming(
  db: Db,
  { facilityId, practitionerId, specialty }: Addressee,
  { page, status, now }: { page: Page; status: string; now: Date },
): Promise<Referral[]> {
  const [rank, ...rest] = page.after === null ? [null] : page.after.split('|');
  if (rank !== null && !/^[0-3]$/.test(rank ?? '')) throw failure('BAD_USER_INPUT', { argument: 'after' });
  const [time, id] = readTimePosition({ ...page, after: rank === null ? null : rest.join('|') });
  const order = 'array_position($8::text[], r.priority)';
  const ids = await db.$queryRawUnsafe<{ id: string }[]>(
    `SELECT r.id::text FROM referral r JOIN patient p ON p.health_id = r.health_id
     WHERE r.to_facility_id = $2 AND ${standing} = $3 AND p.deceased_on IS NULL
       AND ((r.confidentiality NOT IN ('R', 'V') AND coalesce(cardinality(r.sensitivities), 0) = 0)
         OR r.specialty = $4::text OR r.closed_by->>'practitionerId' = $5::text)
       AND NOT EXISTS (SELECT FROM treatment_relationship t
         WHERE t.referral_id = r.id AND (t.on_hold OR t.left_at IS NOT NULL))
       AND ($6::timestamptz IS NULL OR (${order}, r.requested_at, r.id) > ($9::int, $6::timestamptz, $7::uuid))
     ORDER BY ${order}, r.requested_at, r.id LIMIT $10::int`,
    now,
    facilityId,
    status,
    specialty,
    practitionerId,
    time,
    id,
    priorities,
    rank === null ? null : Number(rank) + 1,
    page.first + 1,
  );
  const rows = await db.referral.findMany({ where: { id: { in: ids.map((row) => row.id) } } });
  return inOrder(
    ids.map((row) => row.id),
    rows,
    (row) => row.id,
  ).filter((row) => row !== null);
}
