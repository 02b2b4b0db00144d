import type { Tx } from './client.ts';

/** Serialises what gives these people authorities' numbers, so that each finds what the one before has written. */
export async function lockNumbers(tx: Tx, healthIds: readonly string[]): Promise<void> {
  for (const healthId of healthIds.toSorted())
    await tx.$executeRawUnsafe('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', `numbers of ${healthId}`);
}
