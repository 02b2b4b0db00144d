import type { Page } from '@wasl/kit/pagination';
import { codesNamed } from '../medicineSearch.ts';
import type { Medication, Prisma } from '@wasl/prisma/pharmacy/generated/client.ts';
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

/**
 * One page of the formulary, by ID: all medicines, or those whose name contains the text, whose ATC code begins with it, or whose substance
 * or group it names.
 */
export function searchMedications(db: Db, search: string | null | undefined, page: Page): Promise<Medication[]> {
  const text = search?.trim();
  return db.medication.findMany({
    where: {
      ...(text && { OR: named(text) }),
      ...(page.after !== null && { id: { gt: page.after } }),
    },
    orderBy: { id: 'asc' },
    take: page.first + 1,
  });
}

function named(text: string): Prisma.MedicationWhereInput[] {
  const literal = text.replaceAll(/[\\%_]/g, '\\$&'); // LIKE's wildcards stand for themselves
  const contains = { contains: literal, mode: 'insensitive' as const };
  const { substances, groups } = codesNamed(text);
  return [
    { nameAr: contains },
    { nameLatin: contains },
    { atcCode: { startsWith: literal.toUpperCase() } },
    { atcCode: { in: [...substances] } },
    ...groups.map((group) => ({ atcCode: { startsWith: group } })),
  ];
}
