import type { Page } from '@wasl/kit/pagination';
import type { Medication } from '@wasl/prisma/pharmacy/generated/client.ts';
import type { Db } from './client.ts';

export type { Medication } from '@wasl/prisma/pharmacy/generated/client.ts';

/** The medicines of these IDs, in no order. */
export function findMedications(db: Db, ids: readonly string[]): Promise<Medication[]> {
  return db.medication.findMany({ where: { id: { in: [...ids] } } });
}

/** The pharmacies of these IDs, in no order. */
export function findPharmacies(db: Db, ids: readonly string[]): Promise<{ id: string }[]> {
  return db.pharmacy.findMany({ where: { id: { in: [...ids] } } });
}

/** One page of the formulary, by ID: all medicines, or those whose name contains the text or whose ATC code begins with it. */
export function searchMedications(db: Db, search: string | null | undefined, page: Page): Promise<Medication[]> {
  const text = search?.trim().replaceAll(/[\\%_]/g, '\\$&'); // LIKE's wildcards stand for themselves
  const contains = { contains: text ?? '', mode: 'insensitive' as const };
  return db.medication.findMany({
    where: {
      ...(text && {
        OR: [{ nameAr: contains }, { nameLatin: contains }, { atcCode: { startsWith: text.toUpperCase() } }],
      }),
      ...(page.after !== null && { id: { gt: page.after } }),
    },
    orderBy: { id: 'asc' },
    take: page.first + 1,
  });
}
