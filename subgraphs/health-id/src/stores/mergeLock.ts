import { failure } from '@wasl/kit/errors';
import { parseHealthId } from '@wasl/kit/healthId';
import type { Tx } from './client.ts';
import { everyId, resolvePatients } from './patientStore.ts';

const lock = `hashtextextended('patient merges', 0)`;

/** Merges and un-merges run alone: A into B and B into A at once would make a cycle. They are rare, so one lock for all is enough. */
export async function lockMerges(tx: Tx): Promise<void> {
  await tx.$executeRawUnsafe(`SELECT pg_advisory_xact_lock(${lock})`);
}

/**
 * Keeps records from being merged and parted until this transaction ends. Whoever writes takes it first: what is written before a record is
 * parted is found by that, and nothing is written of people who were one when it was decided and are two when it is done.
 * @throws SubgraphError CONFLICT where a record of these IDs was merged or parted while this waited
 */
export async function keepFromMerging(tx: Tx, decidedOn: readonly string[]): Promise<void> {
  const [tried] = await tx.$queryRawUnsafe<{ isTaken: boolean }[]>(
    `SELECT pg_try_advisory_xact_lock_shared(${lock}) AS "isTaken"`,
  );
  if (tried?.isTaken) return;
  const before = await peopleOf(tx, decidedOn);
  await tx.$executeRawUnsafe(`SELECT pg_advisory_xact_lock_shared(${lock})`);
  if ((await peopleOf(tx, decidedOn)) !== before) throw failure('CONFLICT');
}

/** Which IDs are one person's, of these and those they lead to. */
async function peopleOf(tx: Tx, decidedOn: readonly string[]): Promise<string> {
  const asked = decidedOn.flatMap(readId).toSorted();
  const found = await resolvePatients(tx, asked);
  const people: string[][] = [];
  for (const id of asked) {
    const survivor = found.get(id)?.healthId;
    people.push(survivor === undefined ? [] : await everyId(tx, survivor));
  }
  return JSON.stringify(people);
}

/** A mistyped ID is nobody's: the write itself says so. */
function readId(text: string): string[] {
  try {
    return [parseHealthId(text)];
  } catch {
    return [];
  }
}
