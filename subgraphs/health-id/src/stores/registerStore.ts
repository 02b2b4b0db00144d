import type { Page } from '@wasl/kit/pagination';
import type { Facility, Practitioner } from '@wasl/prisma/health-id/generated/client.ts';
import type { Db } from './client.ts';

/** The facilities of these IDs, in no order. */
export function facilitiesById(db: Db, ids: readonly string[]): Promise<Facility[]> {
  return db.facility.findMany({ where: { id: { in: [...ids] } } });
}

/** The practitioners of these IDs, in no order. */
export function practitionersById(db: Db, ids: readonly string[]): Promise<Practitioner[]> {
  return db.practitioner.findMany({ where: { id: { in: [...ids] } } });
}

/** One page of the facilities, by ID. */
export function listFacilities(
  db: Db,
  { governorate, type }: { governorate?: string | null; type?: string | null },
  page: Page,
): Promise<Facility[]> {
  return db.facility.findMany({
    where: { ...(governorate && { governorate }), ...(type && { type }), ...after(page) },
    ...inIdOrder(page),
  });
}

/** One page of the practitioners, by ID. */
export function listPractitioners(
  db: Db,
  { facilityId, specialty }: { facilityId?: string | null; specialty?: string | null },
  page: Page,
): Promise<Practitioner[]> {
  return db.practitioner.findMany({
    where: {
      ...(facilityId && { facilityId }),
      ...(specialty && { specialty: { equals: specialty, mode: 'insensitive' } }),
      ...after(page),
    },
    ...inIdOrder(page),
  });
}

const after = (page: Page) => (page.after === null ? {} : { id: { gt: page.after } });
const inIdOrder = (page: Page) => ({ orderBy: { id: 'asc' as const }, take: page.first + 1 });
