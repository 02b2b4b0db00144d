import type { LabelFilter } from '@wasl/kit/recordAccess';
import { isUuid } from '@wasl/kit/uuid';
import type { Db } from './client.ts';
import type { Prescription } from './prescriptionStore.ts';

/** A visit of the clinical records, with whose it is. */
export interface Visit {
  id: string;
  healthId: string;
}

/** Most prescriptions of one visit. */
const mostOfVisit = 200;

/**
 * What was prescribed in each visit and lies under its health ID, newest first, in two statements however many visits. A prescription that
 * was moved to another person stays with neither visit.
 */
export async function prescriptionsOfVisits(
  db: Db,
  visits: readonly Visit[],
  filter: LabelFilter,
): Promise<Prescription[][]> {
  const ids = await db.$queryRawUnsafe<{ id: string }[]>(
    `SELECT of_visit.id::text FROM unnest($1::uuid[]) AS visit(id), LATERAL (
       SELECT id FROM prescription
       WHERE encounter_id = visit.id
         AND (NOT (confidentiality = ANY($2::text[]) OR sensitivities && $2::text[]) OR prescriber_id = $4::text)
         AND ($3::text[] IS NULL OR (confidentiality = ANY($3::text[]) AND sensitivities <@ $3::text[]))
       ORDER BY prescribed_at DESC, id DESC LIMIT ${mostOfVisit}
     ) AS of_visit`,
    visits.map(({ id }) => id).filter(isUuid),
    filter.hidden,
    filter.open,
    filter.author,
  );
  const rows = await db.prescription.findMany({
    where: { id: { in: ids.map(({ id }) => id) } },
    orderBy: [{ prescribedAt: 'desc' }, { id: 'desc' }],
  });
  return visits.map((visit) =>
    rows.filter(({ encounterId, healthId }) => encounterId === visit.id && healthId === visit.healthId),
  );
}
