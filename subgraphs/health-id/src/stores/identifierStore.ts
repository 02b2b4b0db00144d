import { failure } from '@wasl/kit/errors';
import type { Writing } from '@wasl/kit/actor';
import type { UnlinkedIdentifier } from '@wasl/prisma/health-id/generated/client.ts';
import { civilRegistry, type Identifier, readIdentifier } from '../matching/identifiers.ts';
import type { Reader, Tx } from './client.ts';
import { lockNumbers } from './numberLock.ts';
import { everyId, identifiersOf, requirePatient, resolvePatients } from './patientStore.ts';

export type { UnlinkedIdentifier } from '@wasl/prisma/health-id/generated/client.ts';

/**
 * Whether an authority's number may be tied to a patient: it has its form and is nobody else's, and a person has one national number.
 * `healthId` is a survivor's. @throws SubgraphError CONFLICT, and as `readIdentifier` does
 */
export async function checkLink(tx: Tx, healthId: string, written: Identifier): Promise<void> {
  const { issuer, value } = readIdentifier(written);
  const holder = await tx.patientIdentifier.findUnique({ where: { issuer_value: { issuer, value } } });
  if (holder && (await survivorOf(tx, holder.healthId)) !== healthId) throw failure('CONFLICT', { field: 'value' });
  if (issuer !== civilRegistry) return;
  const numbers = await identifiersOf(tx, await everyId(tx, healthId));
  if (numbers.some((one) => one.issuer === civilRegistry && one.value !== value))
    throw failure('CONFLICT', { field: 'issuer' });
}

/**
 * Ties an authority's number to a patient, under the ID that was named. Of two who link one number at once, one is refused; so is one of
 * two who link two national numbers to one person. @throws SubgraphError as `checkLink` does
 */
export async function link(tx: Tx, healthId: string, written: Identifier, linkedAt: Date): Promise<void> {
  const { issuer, value } = readIdentifier(written);
  await lockNumbers(tx, [healthId]);
  const patient = await requirePatient(tx, healthId);
  if (patient.healthId !== healthId) await lockNumbers(tx, [patient.healthId]);
  await checkLink(tx, patient.healthId, { issuer, value });
  // If another transaction is inserting the same number, this waits for it, and the read below finds its row.
  await tx.patientIdentifier.createMany({ data: [{ issuer, value, healthId, linkedAt }], skipDuplicates: true });
  const holder = await tx.patientIdentifier.findUniqueOrThrow({ where: { issuer_value: { issuer, value } } });
  if ((await survivorOf(tx, holder.healthId)) !== patient.healthId) throw failure('CONFLICT', { field: 'value' });
}

/** The number as it is tied to this patient, under any ID. @throws SubgraphError NOT_FOUND where it is not, and as `readIdentifier` does */
export async function requireLinked(tx: Tx, patient: string, written: Identifier) {
  const { issuer, value } = readIdentifier(written);
  const { healthId } = await requirePatient(tx, patient);
  const row = await tx.patientIdentifier.findUnique({ where: { issuer_value: { issuer, value } } });
  if (!row || (await survivorOf(tx, row.healthId)) !== healthId) throw failure('NOT_FOUND', { field: 'value' });
  return row;
}

/** Unties a number from a patient; it can then be tied to whose it is. What was so is kept. @throws SubgraphError as `requireLinked` does */
export async function unlink(
  tx: Tx,
  patient: string,
  written: Identifier & { words: string; actId: string },
  { actor, now }: Writing,
): Promise<void> {
  const { issuer, value, healthId, linkedAt } = await requireLinked(tx, patient, written);
  await lockNumbers(tx, [healthId]);
  await tx.patientIdentifier.delete({ where: { issuer_value: { issuer, value } } });
  const { words, actId } = written;
  const unlinked = { unlinkedAt: now, unlinkedBy: actor, words, actId };
  await tx.unlinkedIdentifier.create({ data: { issuer, value, healthId, linkedAt, ...unlinked } });
}

/** What was untied from these IDs, newest first. */
export function unlinkedOf(db: Reader, ids: string[]): Promise<UnlinkedIdentifier[]> {
  return db.unlinkedIdentifier.findMany({
    where: { healthId: { in: ids } },
    orderBy: [{ unlinkedAt: 'desc' }, { id: 'asc' }],
  });
}

async function survivorOf(tx: Tx, healthId: string): Promise<string | undefined> {
  return (await resolvePatients(tx, [healthId])).get(healthId)?.healthId;
}
