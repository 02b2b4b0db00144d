import { type Page, readTimePosition } from '@wasl/kit/pagination';
import type { Parting } from '@wasl/kit/placing/parting';
import type { PatientMerge } from '@wasl/prisma/health-id/generated/client.ts';
import type { Reader } from './client.ts';

/** A merge that was taken back. */
export type PartedMerge = PatientMerge & { undoneAt: Date };

/** The merges that were taken back in which any of these IDs had a part, oldest first, each with the ID that it is of; both records' own. */
export async function partingsOf(db: Reader, ids: string[]): Promise<(Parting & { healthId: string })[]> {
  const rows = await db.patientMerge.findMany({
    where: { undoneAt: { not: null }, OR: [{ fromHealthId: { in: ids } }, { survivorIds: { hasSome: ids } }] },
    orderBy: [{ mergedAt: 'asc' }, { id: 'asc' }],
  });
  return rows.filter(isParted).flatMap((row) => {
    const { id: mergeId, fromHealthId: restored, survivorIds: survivors, mergedAt, undoneAt: partedAt } = row;
    const concerned = [restored, ...survivors].filter((healthId) => ids.includes(healthId));
    return concerned.map((healthId) => ({ healthId, mergeId, restored, survivors, mergedAt, partedAt }));
  });
}

/** One page of the merges that were taken back, those parted first first. */
export async function listPartedMerges(db: Reader, page: Page): Promise<PartedMerge[]> {
  const [time, id] = readTimePosition(page);
  const after =
    time === null || id === null ? {} : { OR: [{ undoneAt: { gt: time } }, { undoneAt: time, id: { gt: id } }] };
  const rows = await db.patientMerge.findMany({
    where: { undoneAt: { not: null }, ...after },
    orderBy: [{ undoneAt: 'asc' }, { id: 'asc' }],
    take: page.first + 1,
  });
  return rows.filter(isParted);
}

function isParted(row: PatientMerge): row is PartedMerge {
  return row.undoneAt !== null;
}
