import { failure } from './errors.ts';
import type { MayRead } from './recordAccess.ts';

/** All health IDs of one person's records: after a merge there are several. */
export type PersonIds = readonly string[];

/** The gateway's reference to a patient. */
export interface PatientReference {
  healthId: string;
  /** Sent by the gateway for every field that reads records, through `@requires`; null when the registry could not say. */
  healthIds?: PersonIds | null;
}

/** All IDs that the patient's records may have. @throws WaslError DATABASE_UNAVAILABLE when the registry could not say: half a record misleads */
export function idsOf({ healthId, healthIds }: PatientReference): PersonIds {
  if (healthIds === null) throw failure('DATABASE_UNAVAILABLE');
  return healthIds && healthIds.length > 0 ? healthIds : [healthId];
}

/** The reference, or null if the caller may not read the patient's record: a refusal must not reveal that the patient exists. */
export async function openPatient<Reference extends PatientReference>(
  mayRead: MayRead,
  reference: Reference,
): Promise<Reference | null> {
  return (await mayRead({ healthIds: idsOf(reference), category: 'Patient' })) ? reference : null;
}
