import type { Identifier } from '../matching/identifiers.ts';
import type { Demographics } from '../matching/score.ts';
import type { Search } from '../search.ts';
import type { Reader } from './client.ts';
import { type Candidate, findCandidates, ranked, resolvePatients } from './patientStore.ts';

/** Whom a search finds, best first. What leads to them besides names, a number or a telephone, proves nothing: it weighs nothing. */
export function findPeople(db: Reader, { known, keys, identifier }: Search, most: number): Promise<Candidate[]> {
  if (identifier) return findHolder(db, known, identifier);
  return findCandidates(db, known, most, keys ? { keys } : {});
}

async function findHolder(db: Reader, known: Demographics, { issuer, value }: Identifier): Promise<Candidate[]> {
  const row = await db.patientIdentifier.findUnique({ where: { issuer_value: { issuer, value } } });
  if (!row) return [];
  const holders = await resolvePatients(db, [row.healthId]);
  return ranked(known, [...holders.values()], Number.NEGATIVE_INFINITY);
}
