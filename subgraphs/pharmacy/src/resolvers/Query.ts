import { mayOpenRecord } from '@wasl/kit/caller';
import { readPage, toConnection } from '@wasl/kit/pagination';
import type { PharmacyContext } from '../context.ts';

interface MedicationArguments {
  search?: string | null;
  first?: number | null;
  after?: string | null;
}

export const Query = {
  async medications(_: unknown, { search, first, after }: MedicationArguments, { db }: PharmacyContext) {
    const page = readPage(first, after);
    const text = search?.trim().replaceAll(/[\\%_]/g, '\\$&'); // LIKE's wildcards stand for themselves
    const contains = { contains: text ?? '', mode: 'insensitive' as const };
    const rows = await db.medication.findMany({
      where: {
        ...(text && {
          OR: [{ nameAr: contains }, { nameLatin: contains }, { atcCode: { startsWith: text.toUpperCase() } }],
        }),
        ...(page.after !== null && { id: { gt: page.after } }),
      },
      orderBy: { id: 'asc' },
      take: page.first + 1,
    });
    return toConnection(rows, page, ({ id }) => id);
  },

  async prescription(_: unknown, { id }: { id: string }, { caller, loaders }: PharmacyContext) {
    const prescription = await loaders.prescription.load(id);
    return prescription && mayOpenRecord(caller, prescription.healthId) ? prescription : null;
  },

  pharmacy: (_: unknown, { id }: { id: string }, { loaders }: PharmacyContext) => loaders.pharmacy.load(id),
};
