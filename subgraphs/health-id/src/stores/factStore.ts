import { damascusDay } from '@wasl/kit/damascusDay';
import type { ConsentDirective } from '@wasl/prisma/health-id/generated/client.ts';
import type { Db } from './client.ts';

/** How long after a treatment has ended its facility still reads and writes: letters, results, what comes of it. */
export const treatmentAftermathDays = 30;

const dayMs = 86_400_000;

/** Of these IDs, those whom the facility treats at that time, or did until not long before. */
export async function treatedAt(
  db: Db,
  healthIds: readonly string[],
  facilityId: string,
  now: Date,
): Promise<Set<string>> {
  const since = new Date(now.getTime() - treatmentAftermathDays * dayMs);
  const rows = await db.treatmentRelationship.findMany({
    where: {
      healthId: { in: [...healthIds] },
      facilityId,
      since: { lte: damascusDay(now.getTime()) },
      OR: [{ endedAt: null }, { endedAt: { gt: since } }],
    },
    select: { healthId: true },
  });
  return new Set(rows.map(({ healthId }) => healthId));
}

/** Of these IDs, those whose registered guardian somebody is, under any of the guardian's own IDs. */
export async function wardsOf(
  db: Db,
  healthIds: readonly string[],
  guardianIds: readonly string[],
): Promise<Set<string>> {
  const rows = await db.guardianship.findMany({
    where: { dependantId: { in: [...healthIds] }, guardianId: { in: [...guardianIds] }, endedAt: null },
    select: { dependantId: true },
  });
  return new Set(rows.map(({ dependantId }) => dependantId));
}

/** The directives of these IDs that hold at that time. */
export function directivesInForce(db: Db, healthIds: readonly string[], now: Date): Promise<ConsentDirective[]> {
  return db.consentDirective.findMany({
    where: {
      healthId: { in: [...healthIds] },
      withdrawnAt: null,
      OR: [{ until: null }, { until: { gt: now } }],
    },
    orderBy: [{ recordedAt: 'asc' }, { id: 'asc' }],
  });
}

/** Of these IDs, those for whom the caller has an open break-glass session. There is no register of sessions yet, so none. */
export async function openGlassSessions(
  _db: Db,
  _healthIds: readonly string[],
  _callerId: string,
): Promise<Set<string>> {
  return new Set();
}
