import { randomInt } from 'node:crypto';
import { toHealthId } from '@wasl/kit/healthId';
import type { Patient, Prisma, PrismaClient } from '@wasl/prisma/health-id/generated/client.ts';
import { blockingKeys } from '../matching/blockingKeys.ts';
import { certainScore, type Demographics, scorePair } from '../matching/score.ts';

export type { Patient } from '@wasl/prisma/health-id/generated/client.ts';

/** A client or a transaction of it. */
export type Db = PrismaClient | Prisma.TransactionClient;

export interface Candidate {
  patient: Patient;
  /** Bits of evidence. */
  score: number;
  isCertain: boolean;
}

const mostCompared = 2_000;
const longestMergeChain = 32;

/** The patients whom health IDs lead to, merges followed: by the ID that was asked for. */
export async function resolvePatients(db: Db, healthIds: readonly string[]): Promise<Map<string, Patient>> {
  const found = new Map<string, Patient>();
  let wanted = new Map(healthIds.map((id) => [id, [id]]));
  for (let step = 0; wanted.size > 0 && step < longestMergeChain; step += 1) {
    const rows = await db.patient.findMany({ where: { healthId: { in: [...wanted.keys()] } } });
    const next = new Map<string, string[]>();
    for (const row of rows) {
      const askedFor = wanted.get(row.healthId) ?? [];
      if (row.mergedInto === null) for (const id of askedFor) found.set(id, row);
      else next.set(row.mergedInto, [...(next.get(row.mergedInto) ?? []), ...askedFor]);
    }
    wanted = next;
  }
  return found;
}

/** IDs that were merged into each of these, directly or through others. */
export async function formerIds(db: Db, healthIds: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await db.$queryRawUnsafe<{ root: string; health_id: string }[]>(
    `WITH RECURSIVE chain AS (
       SELECT merged_into AS root, health_id FROM patient WHERE merged_into = ANY($1::char(12)[])
       UNION SELECT chain.root, p.health_id FROM patient p JOIN chain ON p.merged_into = chain.health_id
     ) SELECT root, health_id FROM chain ORDER BY health_id`,
    healthIds,
  );
  return groupBy(
    rows,
    (row) => row.root,
    (row) => row.health_id,
  );
}

/** Patients who share a blocking key with what is known, scored, best first. */
export async function findCandidates(db: Db, known: Demographics, most: number): Promise<Candidate[]> {
  const keys = blockingKeys(known);
  if (keys.length === 0) return [];
  const rows = await db.patient.findMany({
    where: { matchKeys: { hasSome: keys }, mergedInto: null },
    take: mostCompared,
  });
  return rows
    .map((patient) => ({ patient, score: scorePair(known, demographicsOf(patient)) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || (a.patient.healthId < b.patient.healthId ? -1 : 1))
    .slice(0, most)
    .map((candidate) => ({ ...candidate, isCertain: candidate.score >= certainScore }));
}

/** A health ID that nobody has: ten random digits and their check digits. */
export async function newHealthId(db: Db): Promise<string> {
  for (;;) {
    const healthId = toHealthId(String(randomInt(10_000_000_000)).padStart(10, '0'));
    if (!(await db.patient.findUnique({ where: { healthId }, select: { healthId: true } }))) return healthId;
  }
}

/** A stored record as matching sees it. */
export function demographicsOf(patient: Patient): Demographics {
  return {
    given: { ar: patient.givenAr, latin: patient.givenLatin },
    father: { ar: patient.fatherAr, latin: patient.fatherLatin },
    mother: { ar: patient.motherAr, latin: patient.motherLatin },
    family: { ar: patient.familyAr, latin: patient.familyLatin },
    birthDate: patient.birthDate,
    sex: patient.sex,
    governorate: patient.governorate,
  };
}

export function groupBy<Row, Value>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  valueOf: (row: Row) => Value,
): Map<string, Value[]> {
  const groups = new Map<string, Value[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(valueOf(row));
    else groups.set(keyOf(row), [valueOf(row)]);
  }
  return groups;
}
