import { failure } from '@wasl/kit/errors';
import type { Reader } from './client.ts';
import { type Patient, resolvePatients } from './patientStore.ts';

/** Whether a death is on record. Whatever rests on somebody's life reads it, so that a death taken back leaves everything as it was. */
export function isDeceased({ deceasedOn }: Patient): boolean {
  return deceasedOn !== null;
}

/** @throws SubgraphError PATIENT_DECEASED */
export function requireAlive(patient: Patient): void {
  if (isDeceased(patient)) throw failure('PATIENT_DECEASED');
}

/**
 * Lets the living through. @throws SubgraphError FORBIDDEN for the account of somebody whose death is on record, under a former ID too: that
 * an account is of the dead is the gateway's word, which no write of a subgraph is believed
 */
export async function refuseTheDead(db: Reader, healthId: string | undefined): Promise<void> {
  if (healthId === undefined) return;
  const own = (await resolvePatients(db, [healthId])).get(healthId);
  if (own && isDeceased(own)) throw failure('FORBIDDEN');
}
