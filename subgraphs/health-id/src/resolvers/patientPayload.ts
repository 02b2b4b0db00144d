import type { Keyed } from '@wasl/kit/writeOnce';
import type { HealthIdContext } from '../context.ts';
import type { Tx } from '../stores/client.ts';
import type { Patient } from '../stores/patientStore.ts';

/** The answer of the mutations that change a patient. */
export interface PatientPayload {
  patient: Patient | null;
}

export async function patientPayload({ loaders }: HealthIdContext, healthId: string): Promise<PatientPayload> {
  return { patient: await loaders.patient.load(healthId) };
}

/** Does a write that answers a patient's health ID; `by` is the caller's subject. */
export async function writeRecord(
  context: HealthIdContext,
  operation: string,
  input: Keyed,
  work: (tx: Tx, by: string) => Promise<string>,
): Promise<PatientPayload> {
  return patientPayload(context, await context.writeOnce(operation, input, (tx, { subject }) => work(tx, subject)));
}
