import { failure } from '@wasl/kit/errors';
import type { Patient } from './patientStore.ts';

/** Whether a death is on record. Whatever rests on somebody's life reads it, so that a death taken back leaves everything as it was. */
export function isDeceased({ deceasedOn }: Patient): boolean {
  return deceasedOn !== null;
}

/** @throws SubgraphError PATIENT_DECEASED */
export function requireAlive(patient: Patient): void {
  if (isDeceased(patient)) throw failure('PATIENT_DECEASED');
}
