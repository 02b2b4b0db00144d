import type { MayRead } from './recordAccess.ts';

/** The IDs that one person's records lie under: after a merge there are several. */
export type PersonIds = readonly string[];

/** A patient as the gateway refers to one. */
export interface PatientReference {
  healthId: string;
  /** Sent along by the gateway for every field that reads records, which require it. */
  healthIds?: PersonIds;
}

/** Every ID that the patient's records may lie under. */
export function idsOf({ healthId, healthIds }: PatientReference): PersonIds {
  return healthIds && healthIds.length > 0 ? healthIds : [healthId];
}

/** The patient as referred to, or null for one whose record the caller may not open: a refusal must not tell that it exists. */
export async function openPatient<Reference extends PatientReference>(
  mayRead: MayRead,
  reference: Reference,
): Promise<Reference | null> {
  return (await mayRead({ healthIds: idsOf(reference), category: 'Patient' })) ? reference : null;
}
