import { failure } from '@wasl/kit/errors';
import type { Patient } from './stores/patientStore.ts';

/** A patient of whom only the health ID may be known: whoever reads anything else is told FORBIDDEN, field by field. */
export function closedPatient(patient: Patient): Patient {
  const closed = { healthId: patient.healthId };
  for (const column of Object.keys(patient)) {
    if (column === 'healthId') continue;
    Object.defineProperty(closed, column, {
      enumerable: false,
      get() {
        throw failure('FORBIDDEN');
      },
    });
  }
  return closed as Patient;
}
