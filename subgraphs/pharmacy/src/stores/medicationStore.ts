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
  // By itself, `cap` is the beginning of captopril, and not every capsule.
  const found = words.length > 1 ? (word: WordSearched) => [...bears(word), ...comesAs(word)] : bears;
  return [{ AND: words.map((word) => ({ OR: found(word) })) }, ...ofCodes(codes)];
}

/** A medicine bears a word in a name, or by what the word stands for. */
function bears({ text, codes }: WordSearched): Prisma.MedicationWhereInput[] {
  const literal = literally(text);
  const contains = { contains: literal, mode: 'insensitive' as const };
  return [
    { nameAr: contains },
    { nameLatin: contains },
    { atcCode: { startsWith: literal.toUpperCase() } },
    ...ofCodes(codes),
  ];
}

function comesAs({ text, forms }: WordSearched): Prisma.MedicationWhereInput[] {
  const literal = literally(text);
  return [
    { form: { startsWith: literal.toLowerCase() } },
    { form: { in: [...forms] } },
    { strength: { startsWith: literal } },
  ];
}

/** So that LIKE's wildcards stand for themselves. */
function literally(text: string): string {
  return text.replaceAll(/[\\%_]/g, '\\$&');
}

function ofCodes({ substances, groups }: CodesNamed): Prisma.MedicationWhereInput[] {
  return [{ atcCode: { in: [...substances] } }, ...groups.map((group) => ({ atcCode: { startsWith: group } }))];
}
