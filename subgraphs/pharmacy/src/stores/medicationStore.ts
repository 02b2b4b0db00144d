import type { Page } from '@wasl/kit/pagination';
import { type CodesNamed, readSearch, type WordSearched } from '../medicineSearch.ts';
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

/** One page of the formulary, by ID: all medicines, or those that a text names (`readSearch`) or whose ATC code begins with it. */
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
  const { words, codes } = readSearch(text);
  return [{ AND: words.map((word) => ({ OR: bears(word) })) }, ...ofCodes(codes)];
}

/** A medicine bears a word in a name, its form or its strength, or by what the word stands for. */
function bears({ text, forms, codes }: WordSearched): Prisma.MedicationWhereInput[] {
  const literal = text.replaceAll(/[\\%_]/g, '\\$&'); // LIKE's wildcards stand for themselves
  const contains = { contains: literal, mode: 'insensitive' as const };
  return [
    { nameAr: contains },
    { nameLatin: contains },
    { form: { startsWith: literal.toLowerCase() } },
    { form: { in: [...forms] } },
    { strength: { startsWith: literal } },
    { atcCode: { startsWith: literal.toUpperCase() } },
    ...ofCodes(codes),
  ];
}

function ofCodes({ substances, groups }: CodesNamed): Prisma.MedicationWhereInput[] {
  return [{ atcCode: { in: [...substances] } }, ...groups.map((group) => ({ atcCode: { startsWith: group } }))];
}
