import type { Prisma } from '@wasl/prisma/identity/generated/client.ts';
import type { VerificationLevel } from '@wasl/prisma/identity/generated/enums.ts';
import type { Db, Tx } from './client.ts';

export type PersonRow = Prisma.PersonModel;
export { VerificationLevel } from '@wasl/prisma/identity/generated/enums.ts';

/** A proof of identity to record. */
export interface Verification {
  nationalId: string;
  level: VerificationLevel;
  evidence: string;
  recordedBy: string;
}

/** The persons of these national numbers, in no order. */
export function findPeople(db: Db, nationalIds: readonly string[]): Promise<PersonRow[]> {
  return db.person.findMany({ where: { nationalId: { in: [...nationalIds] } } });
}

/** One person, read inside a transaction and locked until it ends. */
export async function lockPerson(tx: Tx, nationalId: string): Promise<PersonRow | null> {
  await tx.$queryRaw`SELECT 1 AS locked FROM person WHERE national_id = ${nationalId} FOR UPDATE`;
  return tx.person.findUnique({ where: { nationalId } });
}

/** The person of a health ID, as civil registration knows it; null where it knows none. */
export function personOfHealthId(tx: Tx, healthId: string): Promise<PersonRow | null> {
  return tx.person.findUnique({ where: { healthId } });
}

/** Sets the level of a person and of the person's accounts, and stores the proof. */
export async function recordVerification(tx: Tx, verification: Verification): Promise<void> {
  const { nationalId, level } = verification;
  await tx.verificationEvent.create({ data: verification });
  await tx.person.update({ where: { nationalId }, data: { verificationLevel: level, verifiedAt: new Date() } });
  await tx.account.updateMany({ where: { nationalId }, data: { verificationLevel: level } });
}
