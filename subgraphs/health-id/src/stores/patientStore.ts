import { randomInt } from 'node:crypto';
import { failure } from '@wasl/kit/errors';
import { groupBy } from '@wasl/kit/groupBy';
import { parseHealthId, toHealthId } from '@wasl/kit/healthId';
import type { Patient, PatientIdentifier } from '@wasl/prisma/health-id/generated/client.ts';
import { searchKeys } from '../matching/blockingKeys.ts';
import { isCertainPair } from '../matching/certain.ts';
import { type Demographics, prepare, type Prepared, reviewScore, scorePrepared } from '../matching/score.ts';
import type { Reader } from './client.ts';

export type { Patient } from '@wasl/prisma/health-id/generated/client.ts';

export interface Candidate {
  patient: Patient;
  /** Match weight, in bits of evidence. */
  score: number;
  isCertain: boolean;
}

const mostCompared = 2_000;

/** The patients of these health IDs, by the ID that was asked for; chains of merges are followed to the survivor. */
export async function resolvePatients(db: Reader, healthIds: readonly string[]): Promise<Map<string, Patient>> {
  const rows = await db.patient.findMany({ where: { healthId: { in: [...healthIds] } } });
  const found = new Map(rows.filter(({ mergedInto }) => mergedInto === null).map((row) => [row.healthId, row]));
  const merged = rows.filter(({ mergedInto }) => mergedInto !== null).map(({ healthId }) => healthId);
  if (merged.length === 0) return found;
  const survivors = await survivorsOf(db, merged);
  const survivorRows = await db.patient.findMany({ where: { healthId: { in: [...survivors.values()] } } });
  const byId = new Map(survivorRows.map((row) => [row.healthId, row]));
  for (const [asked, survivor] of survivors) {
    const row = byId.get(survivor);
    if (row) found.set(asked, row);
  }
  return found;
}

/** The ID at the end of each merged ID's chain. */
async function survivorsOf(db: Reader, merged: readonly string[]): Promise<Map<string, string>> {
  const rows = await db.$queryRawUnsafe<{ asked: string; survivor: string }[]>(
    `WITH RECURSIVE chain AS (
       SELECT health_id AS asked, merged_into AS next FROM patient WHERE health_id = ANY($1::char(12)[])
       UNION SELECT chain.asked, p.merged_into FROM patient p JOIN chain ON p.health_id = chain.next WHERE p.merged_into IS NOT NULL
     ) SELECT chain.asked, chain.next AS survivor FROM chain JOIN patient p ON p.health_id = chain.next WHERE p.merged_into IS NULL`,
    merged,
  );
  return new Map(rows.map(({ asked, survivor }) => [asked, survivor]));
}

/** The patient of an ID, merges followed. @throws SubgraphError HEALTH_ID_INVALID, NOT_FOUND naming the argument */
export async function requirePatient(db: Reader, healthId: string, argument = 'healthId'): Promise<Patient> {
  const id = parseHealthId(healthId);
  const patient = (await resolvePatients(db, [id])).get(id);
  if (!patient) throw failure('NOT_FOUND', { argument });
  return patient;
}

/** IDs that were merged into each of these, directly or through others. */
export async function formerIds(db: Reader, healthIds: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await db.$queryRawUnsafe<{ root: string; health_id: string }[]>(
    `WITH RECURSIVE chain AS (
       SELECT merged_into AS root, health_id FROM patient WHERE merged_into = ANY($1::char(12)[])
       UNION SELECT chain.root, p.health_id FROM patient p JOIN chain ON p.merged_into = chain.health_id
     ) SELECT root, health_id FROM chain ORDER BY health_id`,
    healthIds,
  );
  const groups = groupBy(rows, ({ root }) => root);
  return new Map([...groups].map(([root, members]) => [root, members.map((row) => row.health_id)]));
}

/** The numbers that authorities know these patients by. */
export function identifiersOf(db: Reader, healthIds: string[]): Promise<PatientIdentifier[]> {
  return db.patientIdentifier.findMany({
    where: { healthId: { in: healthIds } },
    orderBy: [{ issuer: 'asc' }, { value: 'asc' }],
  });
}

/** A survivor's ID and all that were merged into it. */
export async function everyId(db: Reader, survivor: string): Promise<string[]> {
  return [survivor, ...((await formerIds(db, [survivor])).get(survivor) ?? [])];
}

export interface Finding {
  /** The record that what is known comes from; it is no candidate. */
  from?: string | null;
  /** Keys by which records are looked up. Default: the blocking keys of what is known. */
  keys?: readonly string[];
}

/** Patients who share a key with what is known, scored, best first. Found by other keys than names, they need no evidence to be listed. */
export async function findCandidates(
  db: Reader,
  known: Demographics,
  most: number,
  { from = null, keys: asked }: Finding = {},
): Promise<Candidate[]> {
  const keys = asked ? [...asked] : searchKeys(known);
  if (keys.length === 0) return [];
  // Merged records are few and are filtered out below. In the WHERE clause, the condition makes Postgres scan nearly all rows.
  const rows = await db.patient.findMany({ where: { matchKeys: { hasSome: keys } }, take: mostCompared });
  const others = rows.filter(({ mergedInto, healthId }) => mergedInto === null && healthId !== from);
  return ranked(known, others, asked ? Number.NEGATIVE_INFINITY : 0).slice(0, most);
}

/** Patients with the weight of evidence for each, best first; those that have no more than `least` are left out. */
export function ranked(known: Demographics, patients: readonly Patient[], least: number): Candidate[] {
  const sought = prepare(known);
  const found = patients
    .map((patient) => scored(sought, patient))
    .filter(({ score }) => score > least)
    .sort((a, b) => b.score - a.score || (a.patient.healthId < b.patient.healthId ? -1 : 1));
  // Where two come into question, as twins do, neither is certain.
  const isOne = found.filter(({ score }) => score >= reviewScore).length === 1;
  return found.map(({ patient, score, isCertain }) => ({ patient, score, isCertain: isCertain && isOne }));
}

function scored(sought: Prepared, patient: Patient): Candidate {
  const stored = prepare(demographicsOf(patient));
  const score = scorePrepared(sought, stored);
  return { patient, score, isCertain: isCertainPair(sought, stored, score) };
}

/** A health ID that nobody has: ten random digits and their check digits. */
export async function newHealthId(db: Reader): Promise<string> {
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
    birthPrecision: patient.birthPrecision,
    sex: patient.sex,
    governorate: patient.governorate,
  };
}
