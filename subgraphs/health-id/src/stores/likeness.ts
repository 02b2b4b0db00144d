import { failure } from '@wasl/kit/errors';
import { civilRegistry } from '../matching/identifiers.ts';
import { agreementOf, prepare, reviewScore, scorePrepared } from '../matching/score.ts';
import type { Tx } from './client.ts';
import { demographicsOf, everyId, identifiersOf, type Patient } from './patientStore.ts';

/** So far apart two namesakes are more likely of two generations than one person with a mistaken birth date. */
const generationYears = 15;

/**
 * Lets two records through that may be one person's; answers the weight of evidence in bits. Whatever the registrars saw: below the weight
 * that a reviewer is shown at all they are two people to the registry, and so are namesakes of two generations, a guardian and the
 * minor, and the holders of two national numbers. @throws SubgraphError RECORDS_TOO_UNLIKE
 */
export async function requireAlike(tx: Tx, one: Patient, other: Patient): Promise<number> {
  const [mine, theirs] = [prepare(demographicsOf(one)), prepare(demographicsOf(other))];
  const score = scorePrepared(mine, theirs);
  const areApart = agreementOf(mine, theirs).birth === 'other' && yearsBetween(one, other) >= generationYears;
  const [left, right] = [await everyId(tx, one.healthId), await everyId(tx, other.healthId)];
  const isRefused =
    !mayBeOne(one, other, score) ||
    areOfOneBirth(one, other) ||
    areApart ||
    (await areGuardianAndMinor(tx, left, right)) ||
    (await holdTwoNumbers(tx, left, right));
  if (isRefused) throw failure('RECORDS_TOO_UNLIKE');
  return score;
}

/** Of somebody whom nobody could name, the names say nothing: two registrars do, where sex and age do not speak against it. */
function mayBeOne(one: Patient, other: Patient, score: number): boolean {
  if (one.foundAt === null && other.foundAt === null) return score >= reviewScore;
  const { birth, sex } = agreementOf(prepare(demographicsOf(one)), prepare(demographicsOf(other)));
  return birth !== 'other' && sex !== 'other';
}

/** Children of one mother, of whom it is known which was born first. */
export function areOfOneBirth(one: Patient, other: Patient): boolean {
  const isKnown = one.motherId !== null && one.birthOrder !== null && other.birthOrder !== null;
  return isKnown && one.motherId === other.motherId && one.birthOrder !== other.birthOrder;
}

function yearsBetween(one: Patient, other: Patient): number {
  return Math.abs(Number(one.birthDate.slice(0, 4)) - Number(other.birthDate.slice(0, 4)));
}

/** Also where the guardianship has ended: she who was the guardian is another person. */
async function areGuardianAndMinor(tx: Tx, left: string[], right: string[]): Promise<boolean> {
  const between = (guardians: string[], dependants: string[]) => ({
    guardianId: { in: guardians },
    dependantId: { in: dependants },
  });
  const row = await tx.guardianship.findFirst({ where: { OR: [between(left, right), between(right, left)] } });
  return row !== null;
}

async function holdTwoNumbers(tx: Tx, left: string[], right: string[]): Promise<boolean> {
  const numbersOf = async (ids: string[]) =>
    (await identifiersOf(tx, ids)).filter(({ issuer }) => issuer === civilRegistry).map(({ value }) => value);
  const [ones, others] = [await numbersOf(left), await numbersOf(right)];
  return ones.length > 0 && others.length > 0 && !ones.some((number) => others.includes(number));
}
