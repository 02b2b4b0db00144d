import { damascusDay } from '@wasl/kit/calendar';
import type { Caller } from '@wasl/subgraph-sdk';
import { isOwnOrDependant } from './access.ts';
import type { Registry } from './registry.ts';
import { ageGroupOf } from './stores/guardianStore.ts';
import type { Patient } from './stores/patientStore.ts';

/**
 * Whether the caller speaks for a patient in everything: the patient, or the guardian of a child under 13. The guardian of an
 * adolescent does not, as in the policies: what an adolescent permits, and is told of, is the adolescent's own.
 */
export async function speaksFor(
  caller: Caller | null,
  registry: Registry,
  patient: Patient,
  now: Date,
): Promise<boolean> {
  if (!(await isOwnOrDependant(caller, registry, patient.healthId))) return false;
  const own = caller?.healthId === undefined ? null : await registry.patient.load(caller.healthId);
  return own?.healthId === patient.healthId || ageGroupOf(patient, damascusDay(now)) === 'child';
}
